"""What a live day knows of the cases: how each came into its state, and what it waits for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.clock_names import PART_CLOCKS
from commandcenter.models.cases.rules.pending import ANSWERED_BY_REPLY, ApplicationKind, Pending
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.models.work.asking import ApplicationState
from commandcenter.services.casebook import CaseDetails, CaseFilter, CaseRow
from commandcenter.simulation.believable.case import CaseState, Wait

#: What the field takes for the same problem: the same kind, as near and as soon as this.
NEAR_METRES, NEAR_TIME = 50, timedelta(hours=24)
_STILL_ASKED = frozenset({Stage.CLOSED, Stage.DECLINED})
_MAY_BE_MERGED = frozenset({Stage.REPORTED, Stage.ACCEPTED})
_MERGED_AFTER = (Step.REPORT, Step.ACCEPT, Step.CONFIRM)


class Line(Protocol):
    """A line of history, however it was read."""

    @property
    def number(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay in a stage: how it began, and what was done in it since then."""

    stage: Stage
    since: datetime
    came_by: Step
    version: int
    changed_at: datetime
    done: frozenset[Step] = frozenset()

    @classmethod
    def begun(cls, line: Line) -> "Visit":
        return cls(Stage(line.stage), line.at, Step(line.step), line.version, line.at)

    def and_then(self, line: Line) -> "Visit":
        if line.stage != self.stage or line.step == Step.FINISH:
            return Visit.begun(line)  # to another stage, or to the next part of its limit
        done = self.done | {Step(line.step)}
        return Visit(self.stage, self.since, self.came_by, self.version, line.at, done)


class LiveCases:
    """Follows the visits line by line; a case that it meets in mid-life it reads up on."""

    def __init__(self, center: CommandCenter, began_at: datetime) -> None:
        self._center = center
        self._began_at = began_at
        self._visits: dict[str, Visit] = {}

    def left_over(self) -> Iterator[CaseDetails]:
        """The cases that others left to this day: what is open, and what still wants an answer."""
        casebook = self._center.casebook
        numbers = [
            row.number for row in casebook.rows(CaseFilter(open_only=True), viewer=CENTRE_VIEW)
        ]
        ended = casebook.rows(CaseFilter(stages=_STILL_ASKED), viewer=CENTRE_VIEW)
        numbers += [row.number for row in ended if row.pending or row.asked]
        return casebook.cases_of(sorted(numbers), viewer=CENTRE_VIEW)

    def changed(self, lines: Iterable[Line]) -> Iterator[CaseDetails]:
        """The cases that these lines speak of, as they stand now."""
        numbers = dict.fromkeys(line.number for line in lines)
        for line in lines:
            known = self._visits.get(line.number)
            if known is not None:
                self._visits[line.number] = known.and_then(line)
            elif line.step == Step.REPORT:
                self._visits[line.number] = Visit.begun(line)
        return self._center.casebook.cases_of(list(numbers), viewer=CENTRE_VIEW)

    def forget(self, number: str) -> None:
        """Nobody waits for it any more."""
        self._visits.pop(number, None)

    def standing(self, case: CaseDetails) -> tuple[Visit, CaseState]:
        """Where it stands; nobody did anything with it before this day began."""
        row = case.row
        visit = self._visits.get(row.number) or self._read_up(row.number)
        part, part_due_at = _running_part(case)
        return visit, CaseState(
            row.stage,
            visit.since,
            visit.came_by,
            row.source,
            case.description,
            row.area,
            row.category,
            case.condition,
            department=row.department,
            dispatched_at=case.dispatched_at,
            due_at=part_due_at or row.hands.due_at,
            suspended_until=max(_suspensions(case), default=None),
            changed_at=visit.changed_at,
            handled_late=row.step_place().handled_late,
            suspended_before=any(_suspensions(case)),
            reopened=case.reopened > 0,
            met=case.met_at is not None,
            decided=case.decided_department,
            transfers=case.transfers,
            part=part,
            done=visit.done,
            waits=(*_asked(case), *_owed(case)),
            same_as=self._same_as(row, visit),
            not_before=self._began_at if visit.since < self._began_at else None,
        )

    def recent(self, now: datetime) -> list[CaseRow]:
        """Open cases of a known kind and place, still fresh enough to be reported once more."""
        rows = self._center.casebook.rows(CaseFilter(open_only=True), viewer=CENTRE_VIEW)
        fresh = [row for row in rows if row.category and row.reported_at > now - NEAR_TIME / 2]
        return sorted((row for row in fresh if row.latitude), key=lambda row: row.number)

    def _read_up(self, number: str) -> Visit:
        first, *others = self._center.casebook.history(number, viewer=CENTRE_VIEW)
        visit = Visit.begun(first)
        for line in others:
            visit = visit.and_then(line)
        self._visits[number] = visit
        return visit

    def _same_as(self, row: CaseRow, visit: Visit) -> str | None:
        """The earlier case that a call-taker takes for the same problem: it has the address too."""
        alike = row.category and visit.came_by in _MERGED_AFTER
        if not alike or row.stage not in _MAY_BE_MERGED:
            return None
        similar = self._center.casebook.similar(
            row.number, viewer=CENTRE_VIEW, metres=NEAR_METRES, seconds=NEAR_TIME.total_seconds()
        )
        same = [one for one in similar if one.stage not in ENDED and one.address == row.address]
        return min((one.number for one in same if one.number < row.number), default=None)


def _running_part(case: CaseDetails) -> tuple[int, datetime | None]:
    """Of a limit in parts, the one that runs and when it is due."""
    for clock in case.clocks:
        if clock.name in PART_CLOCKS and clock.ended_at is None:
            return PART_CLOCKS.index(clock.name) + 1, clock.due_at
    return 0, None


def _suspensions(case: CaseDetails) -> Iterator[datetime]:
    """Until when it was suspended, each time that it was."""
    for one in case.applications:
        if one.kind is ApplicationKind.SUSPENSION and one.state is ApplicationState.GRANTED:
            yield one.until or one.asked_at


def _asked(case: CaseDetails) -> Iterator[Wait]:
    for ordinal, one in zip(count(1), case.applications, strict=False):
        if one.state is ApplicationState.ASKED:
            yield Wait(Pending(one.kind.value), ordinal, one.asked_at, until=one.until)
        elif one.state is ApplicationState.ENDORSED:
            yield Wait(Pending.ENDORSED_APPEAL, ordinal, one.answered_at or one.asked_at)


def _owed(case: CaseDetails) -> Iterator[Wait]:
    for ordinal, task in zip(count(1), case.tasks, strict=False):
        if task.answered_at is None and task.kind in ANSWERED_BY_REPLY:
            yield Wait(task.kind, ordinal, task.asked_at, f"{task.assignee_kind}:{task.assignee}")
