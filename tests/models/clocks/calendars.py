"""The calendars that the tests of clocks count with."""

from collections.abc import Mapping
from datetime import datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

from commandcenter.models.clocks.working_calendar import (
    CalendarRules,
    DayOverride,
    DepartmentHours,
    Season,
    Slot,
    WorkingCalendar,
    WorkingDayPolicy,
    working_calendar,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")

DAY_OF_EIGHT_HOURS = (Slot(time(8), time(12)), Slot(time(14), time(18)))
DAY_AND_NIGHT = (Slot(time(0), time(0)),)


def clock_time(text: str) -> time:
    return time.fromisoformat(text)


def season(
    *slots: Slot,
    first: tuple[int, int] = (1, 1),
    last: tuple[int, int] = (12, 31),
    weekdays: range = range(5),
) -> Season:
    return Season(first, last, dict.fromkeys(weekdays, slots))


def rules(
    *seasons: Season,
    zone: str = "Asia/Shanghai",
    overrides: tuple[DayOverride, ...] = (),
    public_holidays: str = "chinesecalendar",
    policy: WorkingDayPolicy = WorkingDayPolicy.HOURS_IN_SLOTS,
    hours_a_day: Fraction = Fraction(8),
    departments: Mapping[str, DepartmentHours] | None = None,
) -> CalendarRules:
    """The rules of the district: four hours, lunch, four hours, Monday to Friday."""
    return CalendarRules(
        zone=zone,
        seasons=seasons or (season(*DAY_OF_EIGHT_HOURS),),
        overrides=overrides,
        public_holidays=public_holidays,
        policy=policy,
        hours_a_day=hours_a_day,
        departments=departments or {},
    )


def district(policy: WorkingDayPolicy = WorkingDayPolicy.HOURS_IN_SLOTS) -> WorkingCalendar:
    return working_calendar(rules(policy=policy))


def around_the_clock(zone: str = "Asia/Shanghai") -> WorkingCalendar:
    week = season(*DAY_AND_NIGHT, weekdays=range(7))
    return working_calendar(rules(week, zone=zone, public_holidays="none"))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A moment as people in the city write it."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)
