"""When a limit is used up, and what moves that moment."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.models.clocks.deadline import Span, due, moment_at, remaining
from commandcenter.models.clocks.time_limit import TimeLimit, Unit, parse_limit
from commandcenter.models.clocks.working_calendar import (
    Slot,
    WorkingDayPolicy,
    working_calendar,
)
from tests.models.clocks.calendars import (
    DAY_OF_EIGHT_HOURS,
    NEW_YORK,
    SHANGHAI,
    around_the_clock,
    at,
    clock_time,
    district,
    rules,
    season,
)

SLOTS, CLOCK_TIME, CLOSE = WorkingDayPolicy

VECTORS = [
    ("2026-09-30 17:30", "2紧急工作时", "2026-09-30 19:30"),
    ("2026-09-30 17:30", "4工作时", "2026-10-08 11:30"),
    ("2026-09-30 17:30", "1工作日", "2026-10-08 17:30"),
    ("2026-09-30 10:00", "1工作日", "2026-10-08 10:00"),
    ("2026-10-09 16:00", "5工作日", "2026-10-15 16:00"),
    ("2026-02-13 17:00", "4工作时", "2026-02-14 11:00"),
    ("2026-02-14 09:00", "1工作日", "2026-02-24 09:00"),
    ("2026-11-20 16:00", "4工作时", "2026-11-23 10:00"),
    ("2026-11-20 11:00", "4工作时", "2026-11-20 17:00"),
    ("2026-11-20 12:30", "2工作时", "2026-11-20 16:00"),
    ("2026-11-21 09:00", "2工作时", "2026-11-23 10:00"),
    ("2026-11-21 09:00", "2紧急工作时", "2026-11-21 11:00"),
    ("2026-05-08 17:59", "1工作时", "2026-05-09 08:59"),
    ("2026-11-23 07:00", "8工作时", "2026-11-23 18:00"),
    ("2026-11-23 18:00", "1工作时", "2026-11-24 09:00"),
    ("2026-09-30 10:00", "1紧急工作日", "2026-10-01 10:00"),
    ("2026-09-30 10:00", "3自然日", "2026-10-03 10:00"),
]


@pytest.mark.parametrize(("start", "limit", "deadline"), VECTORS)
def test_that_the_district_reckons_as_its_calendar_says(
    start: str, limit: str, deadline: str
) -> None:
    reckoned = due(district(), at(start), parse_limit(limit))
    assert reckoned.due_at == at(deadline)
    assert reckoned.due_at.tzinfo is UTC
    assert reckoned.unsure_years == ()


def test_that_a_deadline_in_a_year_without_a_holiday_table_says_so() -> None:
    reckoned = due(district(), at("2026-12-30 09:00"), parse_limit("3工作日"))
    assert reckoned.due_at == at("2027-01-05 09:00")  # the new year's day is one by law
    assert reckoned.unsure_years == (2027,)


def test_that_continuous_limits_need_no_holiday_table() -> None:
    reckoned = due(district(), at("2027-03-01 09:00"), parse_limit("3自然日"))
    assert reckoned.unsure_years == ()


@pytest.mark.parametrize(
    ("policy", "start", "limit", "deadline"),
    [
        (CLOCK_TIME, "2026-09-30 10:00", "1工作日", "2026-10-08 10:00"),
        (CLOCK_TIME, "2026-11-20 16:00", "2工作日", "2026-11-24 16:00"),
        (CLOCK_TIME, "2026-11-21 09:00", "1工作日", "2026-11-24 08:00"),  # from Monday 08:00
        (CLOCK_TIME, "2026-11-20 12:30", "1工作日", "2026-11-23 14:00"),  # from 14:00
        (CLOSE, "2026-11-20 08:00", "1工作日", "2026-11-23 18:00"),
        (CLOSE, "2026-11-20 17:59", "1工作日", "2026-11-23 18:00"),
        (CLOSE, "2026-09-30 10:00", "3工作日", "2026-10-10 18:00"),  # a Saturday that works
        (CLOCK_TIME, "2026-11-20 16:00", "4工作时", "2026-11-23 10:00"),  # hours know no policy
        (CLOSE, "2026-11-20 16:00", "4工作时", "2026-11-23 10:00"),
        (CLOCK_TIME, "2026-11-20 16:00", "0.5工作日", "2026-11-23 10:00"),  # in slots
        (CLOSE, "2026-11-20 16:00", "0.5工作日", "2026-11-23 18:00"),
        (CLOSE, "2026-11-20 08:00", "0.5工作日", "2026-11-20 18:00"),
    ],
)
def test_that_a_working_day_means_what_the_city_decided(
    policy: WorkingDayPolicy, start: str, limit: str, deadline: str
) -> None:
    assert due(district(policy), at(start), parse_limit(limit)).due_at == at(deadline)


def test_that_a_limit_until_the_close_is_not_shortened_by_an_earlier_winter_close() -> None:
    summer = season(Slot(clock_time("08:00"), clock_time("18:00")), first=(5, 1), last=(9, 30))
    winter = season(Slot(clock_time("08:00"), clock_time("17:00")), first=(10, 1), last=(4, 30))
    calendar = working_calendar(rules(summer, winter, policy=CLOSE, public_holidays="none"))
    one_day = parse_limit("1工作日")
    assert due(calendar, at("2026-09-30 17:00"), one_day).due_at == at("2026-10-01 17:00")
    assert due(calendar, at("2026-09-30 17:30"), one_day).due_at == at("2026-10-02 17:00")


def test_that_a_desk_that_never_closes_ends_its_day_at_midnight() -> None:
    week = season(Slot(clock_time("00:00"), clock_time("00:00")), weekdays=range(5))
    calendar = working_calendar(rules(week, policy=CLOSE, public_holidays="none"))
    half, one = parse_limit("1.5工作日"), parse_limit("1工作日")
    assert due(calendar, at("2026-11-20 12:00"), half).due_at == at("2026-11-21 00:00")
    assert due(calendar, at("2026-11-19 00:00"), one).due_at == at("2026-11-21 00:00")
    assert due(calendar, at("2026-11-20 00:00"), one).due_at == at("2026-11-24 00:00")


def test_that_a_day_that_a_count_just_touches_is_waited_for() -> None:
    shifts = season(Slot(clock_time("00:00"), clock_time("00:00")), weekdays=range(5))
    rules_of_shifts = rules(shifts, policy=CLOSE, public_holidays="none", hours_a_day=Fraction(24))
    half, noon = parse_limit("0.5工作日"), at("2026-11-19 12:00")
    calendar = working_calendar(rules_of_shifts)
    assert due(calendar, noon, half).due_at == at("2026-11-20 00:00")
    assert due(calendar, noon + timedelta(microseconds=1), half).due_at == at("2026-11-21 00:00")


def test_that_an_evening_desk_closes_on_its_own_day_wherever_it_is() -> None:
    for zone in (NEW_YORK, SHANGHAI):
        evening = season(Slot(clock_time("18:00"), clock_time("23:00")))
        calendar = working_calendar(
            rules(evening, zone=str(zone), policy=CLOSE, public_holidays="none")
        )
        reckoned = due(calendar, at("2026-11-19 20:00", zone), parse_limit("0.125工作日"))
        assert reckoned.due_at == at("2026-11-19 23:00", zone)


def test_that_a_suspended_clock_stands() -> None:
    suspended = Span(at("2026-11-20 15:00"), at("2026-11-24 15:00"))
    reckoned = due(
        district(), at("2026-11-20 14:00"), parse_limit("4工作时"), suspensions=[suspended]
    )
    assert reckoned.due_at == at("2026-11-24 18:00")


def test_that_a_suspension_at_night_moves_only_clocks_that_run_at_night() -> None:
    night = [Span(at("2026-11-23 19:00"), at("2026-11-24 07:00"))]
    start = at("2026-11-23 17:00")
    working, urgent = parse_limit("4工作时"), parse_limit("14紧急工作时")
    assert due(district(), start, working, suspensions=night).due_at == at("2026-11-24 11:00")
    assert due(district(), start, urgent, suspensions=night).due_at == at("2026-11-24 19:00")


def test_that_suspensions_before_the_start_and_after_the_deadline_change_nothing() -> None:
    elsewhere = [
        Span(at("2026-11-26 09:00"), at("2026-11-27 09:00")),
        Span(at("2026-11-18 09:00"), at("2026-11-19 09:00")),
        Span(at("2026-11-20 18:00"), at("2026-11-26 09:00")),
    ]
    start, limit = at("2026-11-20 14:00"), parse_limit("4工作时")
    assert due(district(), start, limit, suspensions=elsewhere) == due(district(), start, limit)


@pytest.mark.parametrize("policy", WorkingDayPolicy)
def test_that_a_suspension_from_the_deadline_on_changes_nothing(policy: WorkingDayPolicy) -> None:
    start, limit = at("2026-11-19 14:00"), parse_limit("1工作日")
    reckoned = due(district(policy), start, limit)
    after = [Span(reckoned.due_at, reckoned.due_at + timedelta(days=9))]
    assert due(district(policy), start, limit, suspensions=after) == reckoned


def test_that_a_suspension_after_the_last_counted_hour_moves_the_close_of_the_day() -> None:
    start, limit = at("2026-11-19 10:00"), parse_limit("1工作日")
    calendar = district(CLOSE)
    for begin, end, deadline in [
        ("2026-11-20 14:00", "2026-11-24 10:00", "2026-11-24 18:00"),
        ("2026-11-20 14:00", "2026-11-24 17:59:59.999999", "2026-11-24 18:00"),
        ("2026-11-20 14:00", "2026-11-24 18:00", "2026-11-25 18:00"),
        ("2026-11-20 14:00", "2026-11-20 15:00", "2026-11-20 18:00"),
        ("2026-11-20 18:00", "2026-11-24 18:00", "2026-11-20 18:00"),
    ]:
        suspended = [Span(at(begin), at(end))]
        assert due(calendar, start, limit, suspensions=suspended).due_at == at(deadline)


def test_that_an_extension_adds_the_limit_once_more() -> None:
    start, limit = at("2026-11-20 14:00"), parse_limit("4工作时")
    extended = due(district(), start, limit, extensions=2).due_at
    assert extended == due(district(), start, parse_limit("12工作时")).due_at


def test_that_the_warning_comes_when_four_fifths_of_the_limit_are_used() -> None:
    reckoned = due(district(), at("2026-11-20 16:00"), parse_limit("5工作时"))
    assert reckoned.warn_at == at("2026-11-23 10:00")
    assert reckoned.due_at == at("2026-11-23 11:00")


@pytest.mark.parametrize("policy", [CLOCK_TIME, CLOSE])
def test_that_day_policies_warn_in_working_hours(policy: WorkingDayPolicy) -> None:
    calendar, start = district(policy), at("2026-11-20 10:00")
    suspensions = [Span(at("2026-11-20 11:00"), at("2026-11-20 12:00"))]
    reckoned = due(calendar, start, parse_limit("1工作日"), suspensions=suspensions)
    worked = calendar.counted_between(start, reckoned.due_at) - timedelta(hours=1)
    used = calendar.counted_between(start, reckoned.warn_at) - timedelta(hours=1)
    assert used == worked * 4 / 5
    assert calendar.is_working(reckoned.warn_at)


def test_that_other_marks_can_be_asked_for() -> None:
    start, limit = at("2026-11-20 08:00"), parse_limit("8工作时")
    marks = {
        Fraction(1, 2): "2026-11-20 12:00",
        Fraction(3, 4): "2026-11-20 16:00",
        Fraction(1): "2026-11-20 18:00",
        Fraction(2): "2026-11-23 18:00",
    }
    for fraction, moment in marks.items():
        assert moment_at(district(), start, limit, fraction) == at(moment)


def test_that_a_mark_waits_while_the_clock_stands() -> None:
    start, limit = at("2026-11-20 08:00"), parse_limit("8工作时")
    stood = [Span(at("2026-11-20 09:00"), at("2026-11-20 11:00"))]
    half = moment_at(district(), start, limit, Fraction(1, 2), suspensions=stood)
    assert half == at("2026-11-20 16:00")


@pytest.mark.parametrize("policy", WorkingDayPolicy)
def test_that_a_mark_between_two_microseconds_is_the_earlier_one(policy: WorkingDayPolicy) -> None:
    calendar = working_calendar(rules(policy=policy, public_holidays="none"))
    start, limit = at("2026-11-23 08:00"), parse_limit("1工作日")
    for sevenths in range(1, 7):
        mark = moment_at(calendar, start, limit, Fraction(sevenths, 7))
        due_at = due(calendar, start, limit).due_at
        whole = calendar.counted_between(start, due_at) // timedelta(microseconds=1)
        used = calendar.counted_between(start, mark)
        assert used == timedelta(microseconds=whole * sevenths // 7)


def test_that_a_part_of_a_day_of_odd_length_is_never_rounded_up() -> None:
    calendar = working_calendar(rules(hours_a_day=Fraction(50, 7)))
    start = at("2026-11-23 08:00")
    reckoned = due(calendar, start, parse_limit("0.0003工作日"))
    assert reckoned.due_at - start == timedelta(microseconds=7_714_285)


@pytest.mark.parametrize("policy", WorkingDayPolicy)
def test_that_the_last_mark_is_the_deadline(policy: WorkingDayPolicy) -> None:
    start, limit = at("2026-11-20 08:00"), parse_limit("2工作日")
    reckoned = due(district(policy), start, limit, extensions=1)
    marks = [
        moment_at(district(policy), start, limit, Fraction(tenth, 10), extensions=1)
        for tenth in range(1, 16)
    ]
    assert marks[7] == reckoned.warn_at
    assert marks[9] == reckoned.due_at
    assert all(earlier < later for earlier, later in pairwise(marks))


def test_that_what_remains_is_working_time_or_all_time_as_the_unit_says() -> None:
    now, due_at = at("2026-11-20 17:00"), at("2026-11-23 09:00")
    assert remaining(district(), now, due_at, Unit.WORKING_DAYS) == timedelta(hours=2)
    assert remaining(district(), due_at, now, Unit.WORKING_HOURS) == timedelta(hours=-2)
    assert remaining(district(), now, due_at, Unit.URGENT_HOURS) == timedelta(hours=64)
    assert remaining(district(), due_at, now, Unit.CALENDAR_DAYS) == timedelta(hours=-64)


@pytest.mark.parametrize("policy", WorkingDayPolicy)
@pytest.mark.parametrize("limit", ["0.25工作时", "1工作日", "1紧急工作时"])
def test_that_a_case_opened_in_any_hour_of_a_year_has_time(
    policy: WorkingDayPolicy, limit: str
) -> None:
    new_year = at("2026-01-01 00:00")
    for hour in range(8_760):
        start = new_year + timedelta(hours=hour)
        reckoned = due(district(policy), start, parse_limit(limit))
        assert start < reckoned.warn_at <= reckoned.due_at


_MINUTES = st.integers(0, 700_000)
_SPLITTABLE = st.sampled_from([Unit.URGENT_HOURS, Unit.WORKING_HOURS, Unit.WORKING_DAYS])
_AMOUNTS = st.integers(1, 4_000).map(lambda hundredths: Fraction(hundredths, 100))


def _after_new_year(minutes: int) -> datetime:
    return at("2025-12-31 00:00") + timedelta(minutes=minutes)


@settings(deadline=None)
@given(_MINUTES, _AMOUNTS, _AMOUNTS, _SPLITTABLE)
def test_that_two_limits_in_a_row_are_one_long_limit(
    start: int, first: Fraction, second: Fraction, unit: Unit
) -> None:
    begun = _after_new_year(start)
    halfway = due(district(), begun, TimeLimit(first, unit)).due_at
    chained = due(district(), halfway, TimeLimit(second, unit)).due_at
    assert chained == due(district(), begun, TimeLimit(first + second, unit)).due_at


@settings(deadline=None)
@given(
    st.sampled_from(WorkingDayPolicy),
    st.sampled_from(Unit),
    st.tuples(_MINUTES, _MINUTES),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.tuples(_MINUTES, _MINUTES),
    st.integers(0, 2),
)
def test_that_a_later_start_a_longer_limit_or_more_extensions_are_never_due_earlier(
    policy: WorkingDayPolicy,
    unit: Unit,
    starts: tuple[int, int],
    amounts: tuple[int, int],
    suspended: tuple[int, int],
    extensions: int,
) -> None:
    begin, end = map(_after_new_year, sorted(suspended))
    suspensions = [Span(begin, end)]
    early, late = map(_after_new_year, sorted(starts))
    short, long = (TimeLimit(Fraction(amount), unit) for amount in sorted(amounts))
    calendar = district(policy)

    def due_at(start: datetime, limit: TimeLimit, extensions: int) -> datetime:
        return due(calendar, start, limit, suspensions=suspensions, extensions=extensions).due_at

    reckoned = due_at(early, short, extensions)
    assert due_at(late, short, extensions) >= reckoned
    assert due_at(early, long, extensions) >= reckoned
    assert due_at(early, short, extensions + 1) > reckoned
    assert due(calendar, early, short, extensions=extensions).due_at <= reckoned


def test_that_a_centre_that_never_rests_counts_as_the_clock_does() -> None:
    start = at("2026-02-14 03:21")
    working = due(around_the_clock(), start, parse_limit("100工作时")).due_at
    assert working == due(around_the_clock(), start, parse_limit("100紧急工作时")).due_at


def test_that_seconds_are_counted_too() -> None:
    calendar = working_calendar(rules(season(*DAY_OF_EIGHT_HOURS)))
    reckoned = due(calendar, at("2026-11-20 17:59:30.250"), parse_limit("1工作时"))
    assert reckoned.due_at == at("2026-11-23 08:59:30.250")
