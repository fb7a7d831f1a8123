"""Calendars as documents."""

import json
from datetime import date, time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.working_calendar import (
    CalendarRules,
    DayKind,
    DayOverride,
    DepartmentHours,
    Slot,
    WorkingDayPolicy,
)
from tests.models.clocks.calendars import DAY_AND_NIGHT, DAY_OF_EIGHT_HOURS, rules, season
from tests.models.clocks.strategies import calendar_rules


@settings(deadline=None)
@given(calendar_rules())
def test_that_rules_survive_being_kept_as_text(drawn: CalendarRules) -> None:
    text = json.dumps(drawn.to_document())
    assert CalendarRules.from_document(json.loads(text)) == drawn


def test_that_a_document_reads_like_a_calendar() -> None:
    flood = DayOverride(date(2026, 7, 1), DayKind.HOLIDAY, "flood", "decree 7")
    document = rules(
        season(*DAY_OF_EIGHT_HOURS, first=(5, 2), last=(10, 7), weekdays=range(1)),
        season(*DAY_AND_NIGHT, first=(10, 8), last=(5, 1), weekdays=range(6, 7)),
        overrides=(flood,),
        hours_a_day=Fraction(13, 2),
    ).to_document()
    assert document == {
        "version": 1,
        "zone": "Asia/Shanghai",
        "policy": "hours_in_slots",
        "hours_a_day": "13/2",
        "public_holidays": "chinesecalendar",
        "seasons": [
            {
                "first": "05-02",
                "last": "10-07",
                "slots": {"monday": [["08:00", "12:00"], ["14:00", "18:00"]]},
            },
            {"first": "10-08", "last": "05-01", "slots": {"sunday": [["00:00", "24:00"]]}},
        ],
        "overrides": [
            {"day": "2026-07-01", "kind": "holiday", "name": "flood", "source": "decree 7"}
        ],
    }


def test_that_a_pack_may_write_plain_numbers_dates_and_times() -> None:
    document = rules().to_document() | {
        "hours_a_day": 6.5,
        "policy": "end_of_day",
        "version": 3,
        "seasons": [
            {
                "first": "01-01",
                "last": "12-31",
                "slots": {"monday": [[time(8), time(12, 0, 30)]], "sunday": []},
            }
        ],
        "overrides": [{"day": date(2026, 7, 1), "kind": "workday", "name": "", "source": ""}],
    }
    read = CalendarRules.from_document(document)
    assert (read.hours_a_day, read.version) == (Fraction(13, 2), 3)
    assert read.policy is WorkingDayPolicy.END_OF_DAY
    assert read.seasons[0].slots == {0: (Slot(time(8), time(12, 0, 30)),)}
    assert CalendarRules.from_document(read.to_document()) == read


def test_that_a_pack_states_the_hours_of_a_department() -> None:
    night = {"first": "01-01", "last": "12-31", "slots": {"sunday": [["22:00", "24:00"]]}}
    own = {"seasons": [night], "hours_a_day": 2, "keeps_holidays": False}
    document = rules().to_document() | {
        "departments": {"sanitation": own, "roads": {"seasons": [night]}}
    }
    read = CalendarRules.from_document(document)
    week = season(Slot(time(22), time(0)), weekdays=range(6, 7))
    assert read.departments == {
        "sanitation": DepartmentHours((week,), Fraction(2), keeps_holidays=False),
        "roads": DepartmentHours((week,), Fraction(8)),
    }
    assert CalendarRules.from_document(json.loads(json.dumps(read.to_document()))) == read


def test_that_rules_without_departments_are_kept_as_they_were_before_there_were_any() -> None:
    assert "departments" not in rules().to_document()


def test_that_a_department_takes_from_the_city_what_is_not_its_own() -> None:
    flood = DayOverride(date(2026, 7, 1), DayKind.HOLIDAY, "flood", "decree 7")
    week = season(*DAY_AND_NIGHT, weekdays=range(7))
    city = rules(
        overrides=(flood,),
        policy=WorkingDayPolicy.END_OF_DAY,
        departments={
            "roads": DepartmentHours((week,), Fraction(24)),
            "water": DepartmentHours((week,), Fraction(12), keeps_holidays=False),
        },
    )
    assert city.of_department("parks") is city
    assert city.of_department("roads") == rules(
        week, overrides=(flood,), policy=WorkingDayPolicy.END_OF_DAY, hours_a_day=Fraction(24)
    )
    assert city.of_department("water") == rules(
        week,
        public_holidays="none",
        policy=WorkingDayPolicy.END_OF_DAY,
        hours_a_day=Fraction(12),
    )


SEASON = {"first": "01-01", "last": "12-31", "slots": {"monday": [["08:00", "12:00"]]}}
OVERRIDE = {"day": "2026-07-01", "kind": "holiday", "name": "", "source": ""}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"zone": 8}, "calendar.zone"),
        ({"policy": "sometimes"}, "calendar.policy"),
        ({"hours_a_day": "eight"}, "calendar.hours_a_day"),
        ({"hours_a_day": "8/0"}, "calendar.hours_a_day"),
        ({"hours_a_day": float("nan")}, "calendar.hours_a_day"),
        ({"version": 1.5}, "calendar.version"),
        ({"seasons": "summer"}, "calendar.seasons"),
        ({"seasons": ["summer"]}, "calendar.seasons[0]"),
        ({"seasons": [SEASON, {**SEASON, "first": "02-30"}]}, "calendar.seasons[1].first"),
        ({"seasons": [{**SEASON, "slots": []}]}, "calendar.seasons[0].slots"),
        ({"seasons": [{**SEASON, "slots": {"mon": []}}]}, "calendar.seasons[0].slots.mon"),
        (
            {"seasons": [{**SEASON, "slots": {"monday": [["08:00"]]}}]},
            "calendar.seasons[0].slots.monday",
        ),
        (
            {"seasons": [{**SEASON, "slots": {"monday": [["08:00", "25:00"]]}}]},
            "calendar.seasons[0].slots.monday",
        ),
        (
            {"seasons": [{**SEASON, "slots": {"monday": 8}}]},
            "calendar.seasons[0].slots.monday",
        ),
        ({"seasons": [{**SEASON, "slot": {}}]}, "calendar.seasons[0].slot"),
        ({"departments": {"roads": {}}}, "calendar.departments.roads.seasons"),
        (
            {"departments": {"roads": {"seasons": [SEASON], "holidays": False}}},
            "calendar.departments.roads.holidays",
        ),
        (
            {"departments": {"roads": {"seasons": [SEASON], "keeps_holidays": "no"}}},
            "calendar.departments.roads.keeps_holidays",
        ),
        (
            {"departments": {"roads": {"seasons": [SEASON], "hours_a_day": "day"}}},
            "calendar.departments.roads.hours_a_day",
        ),
        ({"overrides": [{**OVERRIDE, "day": "tomorrow"}]}, "calendar.overrides[0].day"),
        ({"overrides": [{**OVERRIDE, "kind": "half"}]}, "calendar.overrides[0].kind"),
        ({"overrides": [{"day": "2026-07-01"}]}, "calendar.overrides[0].kind"),
    ],
)
def test_that_a_fault_in_a_document_is_refused_with_its_place(
    changes: dict[str, Any], place: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        CalendarRules.from_document(rules().to_document() | changes)
    assert refusal.value.error_id == "calendar-unreadable"
    assert refusal.value.params["place"] == place
    assert f" {place}: " in refusal.value.sentence("en")


def test_that_a_document_must_be_a_table() -> None:
    broken: Any = ["Asia/Shanghai"]
    with pytest.raises(InvalidInput) as refusal:
        CalendarRules.from_document(broken)
    assert refusal.value.params["place"] == "calendar"
