"""The sums behind figures, updated in the transaction that changes a case.

A step subtracts what the case added before and adds what it adds now; import and rebuild use the
same function. What depends on now is summed from due days when it is read.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from commandcenter.models.cases.rules.facts import CaseFacts


class Measure(StrEnum):
    """What is counted: on the day it happened, or (`due…`) on the day of the deadline."""

    REPORTED = "reported"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLED = "handled"
    CLOSED = "closed"
    HANDLING_SECONDS = "handling_seconds"
    HANDLING_KNOWN = "handling_known"
    DUE = "due"
    DUE_HANDLED = "due_handled"
    DUE_HANDLED_ON_TIME = "due_handled_on_time"
    DUE_CLOSED = "due_closed"
    DUE_CLOSED_ON_TIME = "due_closed_on_time"


@dataclass(frozen=True, slots=True)
class TallyKey:
    """The key of a sum: measure, day of the city, attributes of the case. '' = not known."""

    measure: Measure
    day: date
    area: str
    department: str
    category: str


def contributions(facts: CaseFacts | None, zone: ZoneInfo) -> Counter[TallyKey]:
    """The contributions of a case to the sums; none for a case that does not exist yet."""
    sums: Counter[TallyKey] = Counter()
    if facts is None:
        return sums
    for measure, moment, n in (*_by_happening(facts), *_by_due_day(facts)):
        day = moment.astimezone(zone).date()
        sums[TallyKey(measure, day, facts.area, facts.department, facts.category)] += n
    return sums


def _by_happening(facts: CaseFacts) -> Iterator[tuple[Measure, datetime, int]]:
    for measure, moment in (
        (Measure.REPORTED, facts.reported_at),
        (Measure.FILED, facts.filed_at),
        (Measure.DISPATCHED, facts.dispatched_at),
        (Measure.HANDLED, facts.handled_at),
        (Measure.CLOSED, facts.closed_at),
    ):
        if moment is not None:
            yield measure, moment, 1
    if facts.handled_at is not None and facts.handling_since is not None:
        seconds = round((facts.handled_at - facts.handling_since).total_seconds())
        yield Measure.HANDLING_SECONDS, facts.handled_at, seconds
        yield Measure.HANDLING_KNOWN, facts.handled_at, 1


def _by_due_day(facts: CaseFacts) -> Iterator[tuple[Measure, datetime, int]]:
    if facts.due_at is None or facts.set_aside:
        return
    yield Measure.DUE, facts.due_at, 1
    if facts.handled_at is None:
        return
    on_time = facts.excused or facts.handled_at <= facts.due_at
    yield Measure.DUE_HANDLED, facts.due_at, 1
    if on_time:
        yield Measure.DUE_HANDLED_ON_TIME, facts.due_at, 1
    if facts.closed_at is not None:
        yield Measure.DUE_CLOSED, facts.due_at, 1
        if on_time:
            yield Measure.DUE_CLOSED_ON_TIME, facts.due_at, 1
