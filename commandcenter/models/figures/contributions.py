"""What a case contributes to the sums behind figures.

A step subtracts what the case contributed before and adds what it contributes now, in its own
transaction. Steps, import, rebuild and audit all use this module. What depends on the present
moment is summed from due days when it is read.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from commandcenter.models.cases.rules.facts import CaseFacts
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.figures.cubes import POST, SumShape
from commandcenter.models.figures.measure import STEPS_OF, Measure, TakenStep

#: The step that brought a measure of one case about at a moment; None if history has none.
Taken = Callable[[Measure, datetime], TakenStep | None]
_PLACE = {measure: place for place, measure in enumerate(Measure)}
_Happening = tuple[Measure, datetime]
_Happenings = dict[_Happening, int]


class SumKey(NamedTuple):
    """A row of sums: a cube, a day of the city, and a key of the cube."""

    cube: str
    day: date
    key: str


class Sums:
    """Rows of sums, each with one number per measure in the order of `Measure`."""

    def __init__(self, shape: SumShape) -> None:
        self._shape = shape
        self.rows: dict[SumKey, list[int]] = {}

    def add(self, facts: CaseFacts, taken: Taken) -> None:
        """Add what a case contributes."""
        found = _counted(facts) | _confirmed(facts, taken)
        self._count(facts, found, 1)
        self._count_posts(found, taken, 1)

    def move(self, before: CaseFacts | None, facts: CaseFacts, taken: Taken) -> None:
        """Subtract what the case contributed before, if anything, and add what it does now.

        `taken` is asked only about what has changed.
        """
        if before is None:
            self.add(facts, taken)
        elif before != facts:
            self._move(before, facts, taken)

    def changed(self) -> Iterator[tuple[SumKey, list[int]]]:
        """The rows in which anything is left."""
        return ((key, row) for key, row in self.rows.items() if any(row))

    def _move(self, before: CaseFacts, facts: CaseFacts, taken: Taken) -> None:
        old, new = _counted(before), _counted(facts)
        same_keys = list(self._shape.keys(before)) == list(self._shape.keys(facts))
        if not same_keys or before.accepted_at != facts.accepted_at:
            old |= _confirmed(before, taken)
            new |= _confirmed(facts, taken)
        gone, come = dict(old.items() - new.items()), dict(new.items() - old.items())
        self._count(before, gone if same_keys else old, -1)
        self._count(facts, come if same_keys else new, 1)
        self._count_posts(gone, taken, -1)
        self._count_posts(come, taken, 1)

    def _count(self, facts: CaseFacts, happenings: _Happenings, sign: int) -> None:
        by_day: dict[date, list[tuple[int, int]]] = {}
        for (measure, at), n in happenings.items():
            by_day.setdefault(self._day(at), []).append((_PLACE[measure], sign * n))
        keys = list(self._shape.keys(facts)) if by_day else []
        for day, amounts in by_day.items():
            for cube, key in keys:
                row = self._row(SumKey(cube, day, key))
                for place, amount in amounts:
                    row[place] += amount

    def _count_posts(self, happenings: _Happenings, taken: Taken, sign: int) -> None:
        """Only of what somebody did: nobody takes a step when something falls due."""
        for (measure, at), n in happenings.items():
            if measure in STEPS_OF:
                step = taken(measure, at)
                row = self._row(SumKey(POST, self._day(at), step.post if step else ""))
                row[_PLACE[measure]] += sign * n

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._shape.zone).date()

    def _row(self, key: SumKey) -> list[int]:
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = [0] * len(_PLACE)
        return row


def contributions(facts: CaseFacts, shape: SumShape, taken: Taken) -> dict[SumKey, list[int]]:
    """What a case contributes: by row, one number per measure in the order of `Measure`."""
    sums = Sums(shape)
    sums.add(facts, taken)
    return sums.rows


def _counted(facts: CaseFacts) -> _Happenings:
    """What its columns alone say."""
    found: _Happenings = {
        (measure, moment): 1
        for measure, moment in (
            (Measure.REPORTED, facts.reported_at),
            (Measure.ACCEPTED, facts.accepted_at),
            (Measure.FILED, facts.filed_at),
            (Measure.DISPATCHED, facts.dispatched_at),
            (Measure.HANDLED, facts.handled_at),
        )
        if moment is not None
    }
    if facts.voided and facts.filed_at is not None:
        found[Measure.VOIDED, facts.filed_at] = 1
    if facts.handled_at is not None and facts.handling_since is not None:
        seconds = round((facts.handled_at - facts.handling_since).total_seconds())
        found[Measure.HANDLING_SECONDS, facts.handled_at] = seconds
        found[Measure.HANDLING_KNOWN, facts.handled_at] = 1
    found |= {(measure, moment): 1 for measure, moment in (*_closed(facts), *_due(facts))}
    return found


def _confirmed(facts: CaseFacts, taken: Taken) -> _Happenings:
    """Only history says whether a case was accepted or confirmed."""
    if facts.accepted_at is None:
        return {}
    step = taken(Measure.ACCEPTED, facts.accepted_at)
    confirmed = step is not None and step.step == Step.CONFIRM
    return {(Measure.CONFIRMED, facts.accepted_at): 1} if confirmed else {}


def _closed(facts: CaseFacts) -> Iterator[_Happening]:
    if facts.closed_at is None:
        return
    yield Measure.CLOSED, facts.closed_at
    if facts.self_handled:
        yield Measure.SELF_HANDLED, facts.closed_at
    if facts.dispatched_at is None:
        return
    yield Measure.CLOSED_DISPATCHED, facts.closed_at
    if not facts.passed_on:
        yield Measure.RIGHT_FIRST_TIME, facts.closed_at
    if facts.reworked:
        yield Measure.REWORKED, facts.closed_at


def _due(facts: CaseFacts) -> Iterator[_Happening]:
    if facts.due_at is None or facts.set_aside:
        return
    yield Measure.DUE, facts.due_at
    if facts.handled_at is None:
        return
    on_time = facts.excused or facts.handled_at <= facts.due_at
    yield Measure.DUE_HANDLED, facts.due_at
    if on_time:
        yield Measure.DUE_HANDLED_ON_TIME, facts.due_at
    if facts.closed_at is not None:
        yield Measure.DUE_CLOSED, facts.due_at
        if on_time:
            yield Measure.DUE_CLOSED_ON_TIME, facts.due_at
