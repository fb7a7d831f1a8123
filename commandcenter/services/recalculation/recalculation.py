"""Previews and applies the new deadlines of open cases after rules or calendar have changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from commandcenter.clock import steady_seconds
from commandcenter.database import Database
from commandcenter.database.bulk.batch_size import BatchSize
from commandcenter.database.history import record
from commandcenter.gc_policy import collecting_rarely
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.services.recalculation.counting import AT_ONCE, Counted, parts
from commandcenter.services.recalculation.open_cases import (
    CaseUpdates,
    open_numbers,
    versions_of,
)

#: How many cases are done, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that the rules in force would change. None = no deadline before, or after."""

    number: str
    clock: ClockName
    due_before: datetime | None
    due_after: datetime | None
    rule: str


@dataclass(frozen=True, slots=True)
class Recalculated:
    """`failed`: cases that could not be counted; they stand as they stood, and the log says why."""

    adjusted: int
    unchanged: int
    failed: int


class Recalculation:
    """An open case keeps the rules and the calendar that its clocks started under until somebody
    applies the ones in force; whether, that is decided after a look at the preview.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @collecting_rarely()
    def preview(self) -> tuple[Move, ...]:
        """All deadlines of open cases that would change, by case number. Nothing is written."""
        return tuple(
            Move(one.case.number, a.clock, a.due_before, a.due_after, a.rule)
            for part in parts(self._database, self._open_numbers())
            for one in part.counted
            for a in one.adjustments
            if a.due_before != a.due_after
        )

    @collecting_rarely()
    def apply(self, *, progress: Progress | None = None) -> Recalculated:
        """Count every open case by the rules in force, each with a line in its history.

        The arithmetic is done beside the queue, of many cases in other processes, and a case that
        moves meanwhile is counted again as it stands then. What is counted by these rules already
        is left: a run that was cut off goes on where it stopped.
        """
        waiting = self._open_numbers()
        total, adjusted, failed, left = len(waiting), 0, 0, len(waiting)
        writer = _Writer(self._database)
        while waiting:
            moved: list[str] = []
            for nth, part in enumerate(parts(self._database, waiting), start=1):
                changed = [one for one in part.counted if one.is_adjusted]
                again = writer.write(changed)
                moved += again
                adjusted, failed = adjusted + len(changed) - len(again), failed + part.failed
                left = max(len(waiting) - nth * AT_ONCE, 0) + len(moved)
                if progress:
                    progress(total - left, total)
            waiting = moved
        return Recalculated(adjusted, total - adjusted - failed, failed)

    def _open_numbers(self) -> list[str]:
        with self._database.read() as session:
            return open_numbers(session)


class _Writer:
    """Writes in batches that hold the writers' queue for a moment each."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._updates = CaseUpdates(database.engine.dialect)
        self._size = BatchSize()

    def write(self, counted: Sequence[Counted]) -> list[str]:
        """Those whose cases are as they were; returns the numbers of the others."""
        moved: list[str] = []
        while counted:
            batch, counted = counted[: self._size.cases], counted[self._size.cases :]
            moved += self._write(batch)
        return moved

    def _write(self, batch: Sequence[Counted]) -> list[str]:
        rows = {one.case.number: one.rows for one in batch}
        with self._database.write() as session:
            begun = steady_seconds()
            versions = versions_of(session, rows)
            still = [one.case for one in batch if versions[one.case.number] == one.version]
            if still:
                kept = [rows[case.number] for case in still]
                self._updates.execute(session.connection(), kept)
                record(session, still, recorded_at=self._database.clock())
        self._size.learn(len(batch), steady_seconds() - begun)
        return sorted(rows.keys() - {case.number for case in still})
