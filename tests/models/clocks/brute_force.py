"""The arithmetic of clocks done the slow way: a mask of minutes, and counting along it.

Shares no code with the engine but the rules' own fields; the days come from the holiday package's
own question "is this a working day?".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar
import numpy as np
from numpy.typing import NDArray

from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.clocks.working_calendar import (
    CalendarRules,
    DayKind,
    Slot,
    WorkingDayPolicy,
)

FIRST = datetime(2025, 12, 1, tzinfo=UTC)
MINUTES = 3 * 365 * 1_440
DAY = 1_440

#: The statutory days of the years whose schedules no package knows, from the almanac by hand.
_BY_LAW = {
    2027: "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03",
    2028: "01-01 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-28 10-01 10-02 10-03",
}

Mask = NDArray[np.bool_]
_EVERY_MINUTE: Mask = np.ones(MINUTES, dtype=bool)


@dataclass(frozen=True)
class Case:
    """A clock, in minutes since FIRST."""

    start: int
    limit: TimeLimit
    suspensions: tuple[tuple[int, int], ...]
    extensions: int

    def minutes(self, minutes_a_unit: int) -> int:
        return int(self.limit.amount * minutes_a_unit) * (1 + self.extensions)


class BruteForce:
    """Every minute of three years, counted or not."""

    def __init__(self, rules: CalendarRules, department: str = "") -> None:
        own = rules.departments.get(department)
        self._policy = rules.policy
        self._minutes_a_day = int((own or rules).hours_a_day * 60)
        self._seasons = (own or rules).seasons
        self._keeps_holidays = own is None or own.keeps_holidays
        self._rules = rules
        local = np.arange(MINUTES) + _offsets(rules.zone)
        first_day = FIRST.date() - timedelta(days=1)
        self._day = local // DAY + 1
        days = [first_day + timedelta(days=n) for n in range(int(self._day[-1]) + 1)]
        shifts = np.stack([self._minutes_worked(day) for day in days])
        self._hours: Mask = shifts[self._day, local % DAY]
        self._days: Mask = np.asarray(shifts.any(axis=1))[self._day]
        worked = np.flatnonzero(self._hours)
        self._closes = worked[np.append(np.diff(self._day[worked]) > 0, True)] + 1

    def due(self, case: Case) -> int | None:
        """The deadline; None where it lies beyond the three years."""
        unit, policy = case.limit.unit, self._policy
        if unit.continuous:
            minutes_a_unit = 60 if unit is Unit.URGENT_HOURS else DAY
            return _used_up(case, case.minutes(minutes_a_unit), _EVERY_MINUTE)
        case = replace(case, start=case.start + int(np.argmax(self._hours[case.start :])))
        if unit is Unit.WORKING_HOURS:
            return _used_up(case, case.minutes(60), self._hours)
        by_days = (
            policy is not WorkingDayPolicy.HOURS_IN_SLOTS and case.limit.amount.denominator == 1
        )
        if by_days:
            used_up = _used_up(case, case.minutes(DAY), self._days, ahead=True)
        else:
            used_up = _used_up(case, case.minutes(self._minutes_a_day), self._hours)
        if used_up is None or policy is not WorkingDayPolicy.END_OF_DAY:
            return used_up
        return self._close(used_up, self._day[used_up - (0 if by_days else 1)], case)

    def _close(self, used_up: int, day: int, case: Case) -> int | None:
        """The first close from there on that is not taken away by a suspension."""
        later = self._closes[self._closes >= used_up]
        for close in later[self._day[later - 1] >= day]:
            if not any(begin < close <= end and end > used_up for begin, end in case.suspensions):
                return int(close)
        return None

    def _minutes_worked(self, day: date) -> Mask:
        worked = np.zeros(DAY, dtype=bool)
        for slot in self._slots(day):
            start = slot.start.hour * 60 + slot.start.minute
            end = slot.end.hour * 60 + slot.end.minute
            worked[start : end or DAY] = True
        return worked

    def _slots(self, day: date) -> tuple[Slot, ...]:
        week = next(s.slots for s in self._seasons if _within(day, s.first, s.last))
        own = week.get(day.weekday(), ())
        if not self._keeps_holidays:
            return own
        for override in self._rules.overrides:
            if override.day == day:
                return (own or _ordinary(week)) if override.kind is DayKind.WORKDAY else ()
        if self._rules.public_holidays == "none":
            return own
        if day.year in _BY_LAW:
            by_law = f"{day:%m-%d}" in _BY_LAW[day.year] and not self._has_schedule(day.year)
            return () if by_law else own
        if chinese_calendar.is_workday(day):
            return own or (_ordinary(week) if day.weekday() > 4 else ())
        return () if chinese_calendar.get_holiday_detail(day)[1] else own

    def _has_schedule(self, year: int) -> bool:
        """A table of the centre's own with as many holidays as the law has given days."""
        listed = [one for one in self._rules.overrides if one.day.year == year]
        return sum(one.kind is DayKind.HOLIDAY for one in listed) >= 11


def moment(minute: int) -> datetime:
    return FIRST + timedelta(minutes=minute)


def _used_up(case: Case, minutes: int, mask: Mask, *, ahead: bool = False) -> int | None:
    """When so many are counted; `ahead` moves on to where counting would continue."""
    counts = mask[case.start :].copy()
    for begin, end in case.suspensions:
        counts[max(begin - case.start, 0) : max(end - case.start, 0)] = False
    counted = np.flatnonzero(counts)
    if len(counted) < minutes:
        return None
    used_up = case.start + int(counted[minutes - 1]) + 1
    rest = mask[used_up:]
    return used_up + (int(np.argmax(rest)) if ahead and rest.any() else 0)


def _ordinary(week: Mapping[int, tuple[Slot, ...]]) -> tuple[Slot, ...]:
    return week[min(week)]


def _within(day: date, first: tuple[int, int], last: tuple[int, int]) -> bool:
    sides = (first <= (day.month, day.day), (day.month, day.day) <= last)
    return all(sides) if first <= last else any(sides)


@lru_cache
def _offsets(zone: str) -> NDArray[np.int64]:
    """The zone's offset in minutes, minute by minute; it changes at quarters of an hour only."""
    place = ZoneInfo(zone)
    quarters = (FIRST + timedelta(minutes=15 * n) for n in range(MINUTES // 15))
    offsets = [quarter.astimezone(place).utcoffset() or timedelta() for quarter in quarters]
    return np.repeat([int(offset.total_seconds()) // 60 for offset in offsets], 15)
