"""What a case contributes to the sums behind figures.

A step subtracts what the case contributed before and adds what it contributes now, in its own
transaction. Steps, import, rebuild and audit all use this module. What depends on the present
moment is summed from due days when it is read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from commandcenter.models.cases.rules.facts import CaseFacts
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.figures.cubes import POST, SumShape
from commandcenter.models.figures.measure import STEPS_OF, Measure, TakenStep

#: The step that brought a measure of one case about at a moment; None if history has none.
Taken = Callable[[Measure, datetime], TakenStep | None]
#: A row of sums: a cube, a day of the city, and a key of the cube.
SumKey = tuple[str, date, str]
#: A measure, when it came about, and how much.
_Happening = tuple[Measure, datetime, int]
_PLACE = {measure: place for place, measure in enumerate(Measure)}


class Sums:
    """Rows of sums, each with one number per measure in the order of `Measure`."""

    def __init__(self, shape: SumShape) -> None:
        self._shape = shape
        self.rows: dict[SumKey, list[int]] = {}

    def add(self, facts: CaseFacts, taken: Taken) -> None:
        """Add what a case contributes."""
        found = [*_counted(facts), *_confirmed(facts, taken)]
        days = self._days(found)
        self._count(facts, found, days, 1)
        self._count_posts(found, days, taken, 1)

    def move(self, before: CaseFacts | None, facts: CaseFacts, taken: Taken) -> None:
        """Subtract what the case contributed before, if anything, and add what it does now.

        `taken` is asked only about what has changed.
        """
        if before is None:
            self.add(facts, taken)
        elif before != facts:
            self._move(before, facts, taken)

    def include(self, rows: Mapping[SumKey, Sequence[int]]) -> None:
        """Add rows that were summed elsewhere."""
        for key, amounts in rows.items():
            row = self._row(key)
            for place, amount in enumerate(amounts):
                row[place] += amount

    def changed(self) -> Iterator[tuple[SumKey, list[int]]]:
        """The rows in which anything is left."""
        return ((key, row) for key, row in self.rows.items() if any(row))

    def _move(self, before: CaseFacts, facts: CaseFacts, taken: Taken) -> None:
        old, new = _counted(before), _counted(facts)
        same_keys = self._shape.keys(before) == self._shape.keys(facts)
        if not same_keys or before.accepted_at != facts.accepted_at:
            old += _confirmed(before, taken)
            new += _confirmed(facts, taken)
        gone, come = [*set(old).difference(new)], [*set(new).difference(old)]
        days = self._days([*old, *new])
        self._count(before, gone if same_keys else old, days, -1)
        self._count(facts, come if same_keys else new, days, 1)
        self._count_posts(gone, days, taken, -1)
        self._count_posts(come, days, taken, 1)

    def _days(self, happenings: Iterable[_Happening]) -> dict[datetime, date]:
        zone = self._shape.zone
        moments = {at for _, at, _ in happenings}
        return {at: at.astimezone(zone).date() for at in moments}

    def _count(
        self,
        facts: CaseFacts,
        happenings: Iterable[_Happening],
        days: Mapping[datetime, date],
        sign: int,
    ) -> None:
        by_day: dict[date, list[tuple[int, int]]] = {}
        for measure, at, n in happenings:
            by_day.setdefault(days[at], []).append((_PLACE[measure], sign * n))
        keys = self._shape.keys(facts)
        for day, amounts in by_day.items():
            for cube, key in keys:
                row = self._row((cube, day, key))
                for place, amount in amounts:
                    row[place] += amount

    def _count_posts(
        self,
        happenings: Iterable[_Happening],
        days: Mapping[datetime, date],
        taken: Taken,
        sign: int,
    ) -> None:
        """Add to the sums by post, under '' if no post took the step. Measures of deadlines are
        left out, because they pass without a step."""
        for measure, at, n in happenings:
            if measure in STEPS_OF:
                step = taken(measure, at)
                row = self._row((POST, days[at], step.post if step else ""))
                row[_PLACE[measure]] += sign * n

    def _row(self, key: SumKey) -> list[int]:
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = [0] * len(_PLACE)
        return row


def _counted(facts: CaseFacts) -> list[_Happening]:
    """What its columns alone say."""
    found: list[_Happening] = []
    for measure, moment in (
        (Measure.REPORTED, facts.reported_at),
        (Measure.ACCEPTED, facts.accepted_at),
        (Measure.FILED, facts.filed_at),
        (Measure.DISPATCHED, facts.dispatched_at),
        (Measure.HANDLED, facts.handled_at),
    ):
        if moment is not None:
            found.append((measure, moment, 1))
    if facts.voided and facts.filed_at is not None:
        found.append((Measure.VOIDED, facts.filed_at, 1))
    if facts.handled_at is not None and facts.handling_since is not None:
        seconds = round((facts.handled_at - facts.handling_since).total_seconds())
        found.append((Measure.HANDLING_SECONDS, facts.handled_at, seconds))
        found.append((Measure.HANDLING_KNOWN, facts.handled_at, 1))
    if facts.closed_at is not None:
        found += _closed(facts, facts.closed_at)
    if facts.due_at is not None and not facts.set_aside:
        found += _due(facts, facts.due_at)
    return found


def _confirmed(facts: CaseFacts, taken: Taken) -> list[_Happening]:
    """Only history says whether a case was accepted or confirmed."""
    if facts.accepted_at is None:
        return []
    step = taken(Measure.ACCEPTED, facts.accepted_at)
    confirmed = step is not None and step.step == Step.CONFIRM
    return [(Measure.CONFIRMED, facts.accepted_at, 1)] if confirmed else []


def _closed(facts: CaseFacts, at: datetime) -> Iterator[_Happening]:
    yield Measure.CLOSED, at, 1
    if facts.self_handled:
        yield Measure.SELF_HANDLED, at, 1
    if facts.dispatched_at is None:
        return
    yield Measure.CLOSED_DISPATCHED, at, 1
    if not facts.passed_on:
        yield Measure.RIGHT_FIRST_TIME, at, 1
    if facts.reworked:
        yield Measure.REWORKED, at, 1


def _due(facts: CaseFacts, at: datetime) -> Iterator[_Happening]:
    yield Measure.DUE, at, 1
    if facts.handled_at is None:
        return
    on_time = facts.excused or facts.handled_at <= at
    yield Measure.DUE_HANDLED, at, 1
    if on_time:
        yield Measure.DUE_HANDLED_ON_TIME, at, 1
    if facts.closed_at is not None:
        yield Measure.DUE_CLOSED, at, 1
        if on_time:
            yield Measure.DUE_CLOSED_ON_TIME, at, 1
