"""Checks that a calendar can be used for calculations; the first fault is raised."""

from collections import Counter
from datetime import date, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.calendar_rules import CalendarRules, Season, Slot
from commandcenter.models.clocks.public_holidays import HolidaySource
from commandcenter.models.clocks.timeline import FIRST_YEAR, LAST_YEAR

_LEAP_YEAR = 2000


def check(rules: CalendarRules, place: str) -> None:
    """InvalidInput unless the rules define the working hours of every day.

    `place` is where they stand: a city's calendar, or the hours of a department in it.
    """
    _check_zone(rules.zone)
    if rules.public_holidays not in set(HolidaySource):
        raise _refusal("calendar-holidays-unknown", source=rules.public_holidays)
    if not 0 < rules.hours_a_day <= 24:
        raise _refusal("calendar-hours-a-day", place=place, hours=rules.hours_a_day)
    _check_seasons(rules.seasons, place)
    for season in rules.seasons:
        _check_week(season, place)
    _check_overrides([override.day for override in rules.overrides])


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _refusal("calendar-zone-unknown", zone=name) from None


def _check_seasons(seasons: tuple[Season, ...], place: str) -> None:
    year = [date(_LEAP_YEAR, 1, 1) + timedelta(days=day) for day in range(366)]
    real = {(day.month, day.day) for day in year}
    for month, day in (end for season in seasons for end in (season.first, season.last)):
        if (month, day) not in real:
            raise _refusal("calendar-season-day", place=place, month=month, day=day)
    for month, day in sorted(real):
        holding = sum(season.holds((month, day)) for season in seasons)
        if holding != 1:
            fault = "calendar-seasons-overlap" if holding else "calendar-seasons-gap"
            raise _refusal(fault, place=place, month=month, day=day)


def _check_week(season: Season, place: str) -> None:
    for weekday, slots in season.slots.items():
        if weekday not in range(7):
            raise _refusal("calendar-weekday-unknown", place=place, weekday=weekday)
        _check_slots(weekday, slots, place)


def _check_slots(weekday: int, slots: tuple[Slot, ...], place: str) -> None:
    for slot, following in zip_longest(slots, slots[1:]):
        backwards = slot.start_seconds >= slot.end_seconds
        if backwards or (following and slot.end_seconds > following.start_seconds):
            raise _refusal(
                "calendar-slots-disordered",
                place=place,
                weekday=weekday + 1,
                first=slot,
                second=following or slot,
            )


def _check_overrides(days: list[date]) -> None:
    for day, times in Counter(days).items():
        if times > 1:
            raise _refusal("calendar-override-twice", day=day)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise _refusal(
                "calendar-override-out-of-reach", day=day, first=FIRST_YEAR, last=LAST_YEAR
            )


def _refusal(fault: str, **params: object) -> InvalidInput:
    return InvalidInput(fault, field="calendar", **params)
