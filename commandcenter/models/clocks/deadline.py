"""Deadlines: when a time limit is used up, when to warn, and how much is left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from commandcenter.models.clocks.calculation import Calculation
from commandcenter.models.clocks.local_time import moment_of
from commandcenter.models.clocks.suspension import Span
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.clocks.working_calendar import WorkingCalendar

__all__ = ["Deadline", "Span", "due", "moment_at", "remaining"]

_WARNING = Fraction(4, 5)


class Deadline(NamedTuple):
    """`warn_at` = 80 % of the limit is used; `unsure_years` = counted without a holiday table."""

    due_at: datetime
    warn_at: datetime
    unsure_years: tuple[int, ...]


def due(
    calendar: WorkingCalendar,
    start: datetime,
    limit: TimeLimit,
    *,
    suspensions: Sequence[Span] = (),
    extensions: int = 0,
) -> Deadline:
    """The deadline of a clock that started at `start`; each extension adds the limit once more."""
    calculation = Calculation(calendar, start, limit, suspensions, extensions)
    return Deadline(
        due_at=moment_of(calculation.due),
        warn_at=moment_of(calculation.mark(_WARNING)),
        unsure_years=calculation.unsure_years(),
    )


def moment_at(
    calendar: WorkingCalendar,
    start: datetime,
    limit: TimeLimit,
    fraction: Fraction,
    *,
    suspensions: Sequence[Span] = (),
    extensions: int = 0,
) -> datetime:
    """When a fraction (more than 0) of the limit is used; 1 is the deadline, 2 one more limit."""
    return moment_of(Calculation(calendar, start, limit, suspensions, extensions).mark(fraction))


def remaining(calendar: WorkingCalendar, now: datetime, due_at: datetime, unit: Unit) -> timedelta:
    """What is left: working time, or all time for continuous units; negative when over."""
    return due_at - now if unit.continuous else calendar.counted_between(now, due_at)
