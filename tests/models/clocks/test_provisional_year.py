"""A year whose schedule nobody has set yet: the days that the law fixes count, provisionally."""

from datetime import date

import pytest

from commandcenter.models.clocks.explanation import explain
from commandcenter.models.clocks.reason import Origin, ReasonId
from commandcenter.models.clocks.time_limit import parse_limit
from commandcenter.models.clocks.working_calendar import DayKind, DayOverride, WorkingCalendar
from tests.models.clocks.calendars import at, district, rules

#: 2027 and 2028 by the almanac: Spring Festival on 6 February and 26 January.
BY_LAW = {
    "Spring Festival": "2027-02-05 2027-02-08 2028-01-25 2028-01-26 2028-01-27 2028-01-28",
    "New Year's Day": "2027-01-01",
    "Tomb-sweeping Day": "2027-04-05 2028-04-04",
    "Labour Day": "2028-05-01 2028-05-02",
    "Dragon Boat Festival": "2027-06-09",
    "Mid-autumn Festival": "2027-09-15 2028-10-03",
    "National Day": "2027-10-01 2028-10-02",
}


@pytest.mark.parametrize(
    ("name", "day"), [(name, day) for name, days in BY_LAW.items() for day in days.split()]
)
def test_that_a_statutory_day_of_a_year_without_a_table_is_free(name: str, day: str) -> None:
    calendar = district()
    assert calendar.slots_on(date.fromisoformat(day)) == ()
    reason = calendar.day_reason(date.fromisoformat(day))
    assert (reason.id, reason.name, reason.origin) == (ReasonId.STATUTORY_DAY, name, Origin.LAW)


@pytest.mark.parametrize("day", ["2027-01-04", "2027-02-04", "2027-02-09", "2027-10-04"])
def test_that_no_day_more_is_free(day: str) -> None:
    assert district().slots_on(date.fromisoformat(day))


def test_that_an_explanation_says_provisional_in_both_languages() -> None:
    explanation = explain(district(), at("2027-02-04 17:00"), parse_limit("4工作时"))
    assert explanation.due_at == at("2027-02-09 11:00")
    (free,) = (one for one in explanation.spans if one.reason.id is ReasonId.STATUTORY_DAY)
    assert (free.from_at, free.to_at) == (at("2027-02-05 00:00"), at("2027-02-09 00:00"))
    assert "Spring Festival, provisional" in free.reason.said("en")
    assert "春节（暂定" in free.reason.said("zh")
    assert "by the law only" not in free.reason.said("en")
    assert "law only" in free.reason.origin_said("en")
    assert [warning.id for warning in explanation.warnings] == [ReasonId.UNCOVERED_YEAR]
    assert "for now" in explanation.warnings[0].said("en")


def _with(*days: tuple[str, DayKind]) -> WorkingCalendar:
    table = tuple(DayOverride(date.fromisoformat(day), kind, "", "notice") for day, kind in days)
    return WorkingCalendar(rules(overrides=table))


def test_that_a_line_of_the_table_goes_before_the_law() -> None:
    calendar = _with(("2027-02-08", DayKind.WORKDAY))
    assert calendar.slots_on(date(2027, 2, 8))
    assert not calendar.slots_on(date(2027, 2, 5))


def test_that_the_schedule_of_a_year_takes_the_place_of_the_law() -> None:
    days = [f"2027-03-{day:02}" for day in range(1, 12)]
    calendar = _with(*((day, DayKind.HOLIDAY) for day in days))
    assert calendar.slots_on(date(2027, 1, 1))
    assert calendar.day_reason(date(2027, 1, 1)).id is ReasonId.WORKING_DAY


def test_that_a_year_with_a_table_and_a_city_without_holidays_ask_no_law() -> None:
    assert district().day_reason(date(2026, 10, 1)).id is ReasonId.HOLIDAY
    elsewhere = WorkingCalendar(rules(public_holidays="none"))
    assert elsewhere.day_reason(date(2027, 10, 1)).id is ReasonId.WORKING_DAY


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        ("2026-10-31", ()),
        ("2026-11-01", (2027,)),
        ("2026-12-31", (2027,)),
        ("2027-01-01", (2027,)),
        ("2027-11-01", (2027, 2028)),
    ],
)
def test_that_the_next_years_table_is_missed_from_november_on(
    today: str, missing: tuple[int, ...]
) -> None:
    assert district().missing_years(date.fromisoformat(today)) == missing


def test_that_nothing_is_missed_where_the_table_is_there() -> None:
    days = [f"2027-03-{day:02}" for day in range(1, 12)]
    calendar = _with(*((day, DayKind.HOLIDAY) for day in days))
    assert calendar.missing_years(date(2026, 11, 28)) == ()
