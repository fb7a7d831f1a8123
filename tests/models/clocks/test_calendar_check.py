"""Calendars that cannot be counted with are refused when they are made."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.working_calendar import (
    CalendarRules,
    DayKind,
    DayOverride,
    WorkingCalendar,
)
from tests.models.clocks.calendars import DAY_OF_EIGHT_HOURS, rules, season


def faulty(**changes: object) -> CalendarRules:
    document = rules().to_document() | changes
    return CalendarRules.from_document(document)


def week(**days: list[list[str]]) -> list[dict[str, object]]:
    return [{"first": "01-01", "last": "12-31", "slots": days}]


HOLIDAYS = [
    {"day": str(date(2026, 3, 1) + timedelta(days=n)), "kind": "holiday", "name": "", "source": ""}
    for n in range(62)
]


@pytest.mark.parametrize(
    ("changes", "error_id"),
    [
        ({"seasons": week()}, "calendar-without-working-time"),
        ({"departments": {"roads": {"seasons": week()}}}, "calendar-without-working-time"),
        ({"departments": {"roads": {"seasons": []}}}, "calendar-seasons-gap"),
        (
            {
                "departments": {
                    "roads": {"seasons": week(monday=[["08:00", "12:00"]]), "hours_a_day": 25}
                }
            },
            "calendar-hours-a-day",
        ),
        ({"overrides": HOLIDAYS}, "calendar-without-working-time"),
        ({"zone": "Asia/Beijing"}, "calendar-zone-unknown"),
        ({"zone": "../etc/passwd"}, "calendar-zone-unknown"),
        ({"zone": ""}, "calendar-zone-unknown"),
        ({"public_holidays": "moon"}, "calendar-holidays-unknown"),
        ({"hours_a_day": "0"}, "calendar-hours-a-day"),
        ({"hours_a_day": "24.5"}, "calendar-hours-a-day"),
        ({"seasons": []}, "calendar-seasons-gap"),
        ({"seasons": [{"first": "01-01", "last": "12-30", "slots": {}}]}, "calendar-seasons-gap"),
        ({"seasons": week() * 2}, "calendar-seasons-overlap"),
        ({"seasons": week(monday=[["12:00", "08:00"]])}, "calendar-slots-disordered"),
        ({"seasons": week(monday=[["08:00", "08:00"]])}, "calendar-slots-disordered"),
        (
            {"seasons": week(monday=[["08:00", "12:00"], ["11:00", "18:00"]])},
            "calendar-slots-disordered",
        ),
        (
            {"seasons": week(monday=[["14:00", "18:00"], ["08:00", "12:00"]])},
            "calendar-slots-disordered",
        ),
        ({"overrides": HOLIDAYS[:1] * 2}, "calendar-override-twice"),
        ({"overrides": [{**HOLIDAYS[0], "day": "1926-01-01"}]}, "calendar-override-out-of-reach"),
    ],
)
def test_that_a_calendar_that_cannot_be_counted_with_is_refused(
    changes: dict[str, object], error_id: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        WorkingCalendar(faulty(**changes))
    assert refusal.value.error_id == error_id
    assert refusal.value.field == "calendar"
    place = "calendar.departments.roads" if "departments" in changes else "calendar"
    assert refusal.value.params.get("place", place) == place
    assert refusal.value.sentence("en") != refusal.value.sentence("zh")


def test_that_the_longest_allowed_closing_is_just_under_sixty_days() -> None:
    WorkingCalendar(faulty(overrides=HOLIDAYS[:57]))


def test_that_a_fault_of_a_department_is_told_with_its_place() -> None:
    with pytest.raises(InvalidInput, match=r"\(calendar\.departments\.roads\)") as refusal:
        WorkingCalendar(faulty(departments={"roads": {"seasons": week()}}))
    assert refusal.value.params["place"] == "calendar.departments.roads"


def test_that_a_closing_is_found_also_in_years_when_a_short_season_misses_its_weekday() -> None:
    spring = season(*DAY_OF_EIGHT_HOURS, first=(3, 1), last=(3, 4), weekdays=range(1))
    idle = season(first=(3, 5), last=(4, 29))
    before = season(*DAY_OF_EIGHT_HOURS, first=(4, 30), last=(2, 29), weekdays=range(7))
    sunny = replace(spring, slots=dict.fromkeys(range(7), DAY_OF_EIGHT_HOURS))
    WorkingCalendar(rules(sunny, idle, before, public_holidays="none"))
    with pytest.raises(InvalidInput) as refusal:
        WorkingCalendar(rules(spring, idle, before, public_holidays="none"))
    assert refusal.value.params["from_day"] == date(2028, 3, 1)


@pytest.mark.parametrize("year", [2026, 2030, 2060])
@pytest.mark.parametrize("idle", [1, 12])
def test_that_a_closing_is_measured_across_the_new_year(idle: int, year: int) -> None:
    if idle == 1:  # each January without hours, and the December of one year closed
        first, last, closed = (2, 1), (12, 31), [date(year, 12, 31 - n) for n in range(29)]
    else:
        first, last, closed = (1, 1), (11, 30), [date(year, 1, 1 + n) for n in range(29)]
    seasons = (
        season(first=(idle, 1), last=(idle, 31)),
        season(*DAY_OF_EIGHT_HOURS, first=first, last=last, weekdays=range(7)),
    )
    table = tuple(DayOverride(day, DayKind.HOLIDAY, "", "") for day in closed)
    WorkingCalendar(rules(*seasons, overrides=table[:28], public_holidays="none"))
    with pytest.raises(InvalidInput) as refusal:
        WorkingCalendar(rules(*seasons, overrides=table, public_holidays="none"))
    assert refusal.value.error_id == "calendar-without-working-time"
    assert refusal.value.params["days"] == 60


def test_that_a_season_must_begin_and_end_on_real_days() -> None:
    broken = season(*DAY_OF_EIGHT_HOURS, first=(2, 30), last=(2, 29))
    with pytest.raises(InvalidInput) as refusal:
        WorkingCalendar(rules(broken))
    assert refusal.value.error_id == "calendar-season-day"


def test_that_an_unknown_weekday_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        WorkingCalendar(rules(season(*DAY_OF_EIGHT_HOURS, weekdays=range(8))))
    assert refusal.value.error_id == "calendar-weekday-unknown"
