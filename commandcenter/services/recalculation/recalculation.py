"""Previews and applies the new deadlines of open cases after rules or calendar have changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from commandcenter.bugs import logging_bugs
from commandcenter.clock import steady_seconds
from commandcenter.database import Database
from commandcenter.database.bulk.batch_size import BatchSize
from commandcenter.database.history import record
from commandcenter.database.processes import in_parts
from commandcenter.gc_policy import collecting_rarely
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.steps.adjust_verbs import Adjustment
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.models.work.step_context import StepContext
from commandcenter.services.recalculation.open_cases import (
    CaseUpdates,
    open_numbers,
    read_cases,
    versions_of,
)

#: How many cases are done, of how many.
Progress = Callable[[int, int], None]

#: How many cases are read and counted in one go, beside the queue.
_AT_ONCE = 1000
#: Processes take a second to start, in which one process counts some thousand cases.
_WORTH_PROCESSES = 10_000


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
    """`failed`: cases that could not be recalculated; they are unchanged, and the program's log
    says why."""

    adjusted: int
    unchanged: int
    failed: int


@dataclass(frozen=True, slots=True)
class _Counted:
    """A case under the rules in force, not written yet. `version` is what was read."""

    case: Case
    version: int
    adjustments: tuple[Adjustment, ...]

    @property
    def is_adjusted(self) -> bool:
        return self.case.version != self.version


class Recalculation:
    """An open case keeps the rules and the calendar under which its clocks started, until somebody
    has seen the preview and applies the ones in force."""

    def __init__(
        self,
        database: Database,
        *,
        at_once: int = _AT_ONCE,
        worth_processes: int = _WORTH_PROCESSES,
    ) -> None:
        """`at_once`: the cases of a part; `worth_processes`: from how many cases on several
        processes share the parts."""
        self._database = database
        self._at_once = at_once
        self._worth_processes = worth_processes

    @collecting_rarely()
    def preview(self) -> tuple[Move, ...]:
        """All deadlines of open cases that would change, by case number. Nothing is written."""
        return tuple(
            Move(one.case.number, a.clock, a.due_before, a.due_after, a.rule)
            for part in self._parts(self._open_numbers())
            for one in _count(self._database, part)[0]
            for a in one.adjustments
            if a.due_before != a.due_after
        )

    @collecting_rarely()
    def apply(self, *, progress: Progress | None = None) -> Recalculated:
        """Count every open case by the rules in force, each with a line in its history.

        The arithmetic is done beside the queue, of many cases in several processes, and a case that
        changes meanwhile is calculated again. Cases that follow these rules already are left
        unchanged: a run that was interrupted continues where it stopped.
        """
        numbers = self._open_numbers()
        parts = self._parts(numbers)
        total, done, adjusted, failed = len(numbers), 0, 0, 0
        beside = len(numbers) >= self._worth_processes
        results = in_parts(self._database, apply_to, parts, beside=beside)
        for part, result in zip(parts, results, strict=True):
            adjusted, failed = adjusted + result.adjusted, failed + result.failed
            done += len(part)
            if progress:
                progress(done, total)
        return Recalculated(adjusted, total - adjusted - failed, failed)

    def _parts(self, numbers: Sequence[str]) -> list[Sequence[str]]:
        size = self._at_once
        return [numbers[begin : begin + size] for begin in range(0, len(numbers), size)]

    def _open_numbers(self) -> list[str]:
        with self._database.read() as session:
            return open_numbers(session)


@collecting_rarely()
def apply_to(database: Database, numbers: Sequence[str]) -> Recalculated:
    """Count the open ones among these cases by the rules in force, and write what changed."""
    writer = _Writer(database)
    waiting, adjusted, failed = numbers, 0, 0
    while waiting:
        counted, spoilt = _count(database, waiting)
        changed = [one for one in counted if one.is_adjusted]
        waiting = writer.write(changed)
        adjusted, failed = adjusted + len(changed) - len(waiting), failed + spoilt
    return Recalculated(adjusted, len(numbers) - adjusted - failed, failed)


def _count(database: Database, numbers: Sequence[str]) -> tuple[list[_Counted], int]:
    """The cases counted, and how many could not be: one that cannot stops no other."""
    with database.read() as session:
        rules = database.rule_book.rules(session)
        read = read_cases(session, numbers)
    now = database.clock()
    counted = []
    for number, (case, changed_at) in read.items():
        with logging_bugs(f"recalculating {number}"):
            version = case.version
            done = case.adjust(on=StepContext(SYSTEM, max(now, changed_at), rules))
            counted.append(_Counted(case, version, done))
    return counted, len(read) - len(counted)


class _Writer:
    """Writes in batches that hold the writers' queue for a moment each."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._updates = CaseUpdates(database.engine.dialect)
        self._size = BatchSize()

    def write(self, counted: Sequence[_Counted]) -> list[str]:
        """Those whose cases are as they were; returns the numbers of the others."""
        moved: list[str] = []
        while counted:
            batch, counted = counted[: self._size.cases], counted[self._size.cases :]
            moved += self._write(batch)
        return moved

    def _write(self, batch: Sequence[_Counted]) -> list[str]:
        rows = {one.case.number: self._updates.rows(one.case) for one in batch}
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
