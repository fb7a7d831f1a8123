"""Which hours of which days count."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from commandcenter.models.clocks.deadline import due
from commandcenter.models.clocks.local_time import instant_of
from commandcenter.models.clocks.reason import Origin, Reason, ReasonId
from commandcenter.models.clocks.time_limit import parse_limit
from commandcenter.models.clocks.working_calendar import (
    DayKind,
    DayOverride,
    DepartmentHours,
    Slot,
    WorkingCalendar,
    working_calendar,
)
from tests.models.clocks.calendars import (
    DAY_OF_EIGHT_HOURS,
    NEW_YORK,
    around_the_clock,
    at,
    clock_time,
    district,
    rules,
    season,
)


def hours(start: str, end: str) -> Slot:
    return Slot(clock_time(start), clock_time(end))


def overridden(*entries: tuple[str, DayKind]) -> WorkingCalendar:
    table = tuple(
        DayOverride(date.fromisoformat(day), kind, "flood", "decree 7") for day, kind in entries
    )
    return WorkingCalendar(rules(overrides=table))


def test_that_night_lunch_weekend_and_holiday_do_not_count() -> None:
    calendar = district()
    assert calendar.counted_between(at("2026-09-30 00:00"), at("2026-10-09 00:00")) == timedelta(
        hours=16
    )
    assert calendar.counted_between(at("2026-10-09 00:00"), at("2026-09-30 00:00")) == timedelta(
        hours=-16
    )


@pytest.mark.parametrize(
    ("moment", "working", "following"),
    [
        ("2026-11-20 08:00", True, "2026-11-20 08:00"),
        ("2026-11-20 11:59", True, "2026-11-20 11:59"),
        ("2026-11-20 12:00", False, "2026-11-20 14:00"),
        ("2026-11-20 18:00", False, "2026-11-23 08:00"),
        ("2026-10-01 09:00", False, "2026-10-08 08:00"),
        ("2026-10-10 09:00", True, "2026-10-10 09:00"),
    ],
)
def test_that_the_desk_knows_whether_it_is_open_and_when_it_opens(
    moment: str, working: bool, following: str
) -> None:
    assert district().is_working(at(moment)) is working
    assert district().next_working_moment(at(moment)) == at(following)


def test_that_working_time_can_be_added() -> None:
    assert district().add_working(at("2026-11-20 16:00"), timedelta(hours=4)) == at(
        "2026-11-23 10:00"
    )


def test_that_working_time_is_found_beyond_the_years_that_were_built() -> None:
    late, early = at("2026-12-31 18:00"), at("2026-01-04 08:30")
    assert WorkingCalendar(rules()).next_working_moment(late) == at("2027-01-04 08:00")
    assert WorkingCalendar(rules()).add_working(late, timedelta(hours=1)) == at("2027-01-04 09:00")
    assert WorkingCalendar(rules()).add_working(early, timedelta(hours=-1)) == at(
        "2025-12-31 17:30"
    )


@pytest.mark.parametrize(
    ("day", "open_", "reason", "name", "chinese"),
    [
        ("2026-11-20", True, ReasonId.WORKING_DAY, "", "工作日"),
        ("2026-11-21", False, ReasonId.REST_DAY, "", "周休息日"),
        ("2026-10-01", False, ReasonId.HOLIDAY, "National Day", "节假日：国庆节"),
        ("2026-10-10", True, ReasonId.MAKE_UP_DAY, "National Day", "调休工作日（国庆节"),
        ("2026-02-15", False, ReasonId.HOLIDAY, "Spring Festival", "节假日：春节"),
    ],
)
def test_that_each_day_has_its_reason(
    day: str, open_: bool, reason: ReasonId, name: str, chinese: str
) -> None:
    when = date.fromisoformat(day)
    told = district().day_reason(when)
    assert (told.id, told.name) == (reason, name)
    assert told.said("zh").startswith(chinese)
    assert district().slots_on(when) == (DAY_OF_EIGHT_HOURS if open_ else ())
    assert told.source.startswith("chinesecalendar") is bool(name)


def test_that_a_calendar_without_public_holidays_works_by_the_week_alone() -> None:
    calendar = WorkingCalendar(rules(public_holidays="none"))
    assert calendar.day_reason(date(2026, 10, 1)) == Reason(ReasonId.WORKING_DAY)
    assert calendar.slots_on(date(2026, 10, 1)) == DAY_OF_EIGHT_HOURS


def test_that_the_override_table_goes_before_public_holidays_and_the_week() -> None:
    calendar = overridden(("2026-11-20", DayKind.HOLIDAY), ("2026-10-01", DayKind.WORKDAY))
    closed, opened = date(2026, 11, 20), date(2026, 10, 1)
    assert calendar.slots_on(closed) == ()
    flood = Reason(ReasonId.HOLIDAY, "flood", "decree 7", origin=Origin.OVERRIDE_TABLE)
    assert calendar.day_reason(closed) == flood
    assert calendar.slots_on(opened) == DAY_OF_EIGHT_HOURS
    assert calendar.day_reason(opened) == replace(flood, id=ReasonId.MAKE_UP_DAY)
    assert calendar.day_reason(opened).said("en") == "make-up working day (flood; decree 7)"


def test_that_a_make_up_day_works_mondays_hours_unless_it_has_its_own() -> None:
    saturday = (("2026-11-21", DayKind.WORKDAY),)
    own = season(hours("09:00", "11:00"), weekdays=range(5, 6))
    week = {**season(*DAY_OF_EIGHT_HOURS).slots, **own.slots}
    table = (DayOverride(date(2026, 11, 21), DayKind.WORKDAY, "", ""),)
    with_own = WorkingCalendar(
        rules(type(own)(own.first, own.last, week), overrides=table, public_holidays="none")
    )
    assert overridden(*saturday).slots_on(date(2026, 11, 21)) == DAY_OF_EIGHT_HOURS
    assert with_own.slots_on(date(2026, 11, 21)) == (hours("09:00", "11:00"),)
    assert with_own.day_reason(date(2026, 11, 28)).id is ReasonId.WORKING_DAY


def test_that_each_season_has_its_hours_also_over_the_new_year() -> None:
    summer = season(hours("08:30", "11:30"), hours("14:00", "18:00"), first=(5, 2), last=(10, 7))
    winter = season(hours("08:30", "11:30"), hours("13:30", "17:00"), first=(10, 8), last=(5, 1))
    calendar = WorkingCalendar(rules(summer, winter))
    for day, last in [
        ("2026-04-30", "17:00"),
        ("2026-05-06", "18:00"),
        ("2026-09-30", "18:00"),
        ("2026-10-08", "17:00"),
        ("2026-12-31", "17:00"),
        ("2026-01-05", "17:00"),
    ]:
        assert calendar.slots_on(date.fromisoformat(day))[-1].end == clock_time(last)


def test_that_a_make_up_day_in_a_season_without_hours_has_none() -> None:
    january = season(first=(1, 1), last=(1, 31))
    rest = season(*DAY_OF_EIGHT_HOURS, first=(2, 1), last=(12, 31))
    table = (DayOverride(date(2026, 1, 10), DayKind.WORKDAY, "", ""),)
    calendar = WorkingCalendar(rules(january, rest, overrides=table, public_holidays="none"))
    assert calendar.slots_on(date(2026, 1, 10)) == ()


def test_that_a_night_over_the_new_year_is_counted_once() -> None:
    night = at("2026-12-31 20:00"), at("2027-01-02 04:00")
    assert around_the_clock().counted_between(*night) == timedelta(hours=32)


def test_that_a_desk_of_three_shifts_counts_every_hour() -> None:
    shifts = season(
        hours("00:00", "08:00"),
        hours("08:00", "16:00"),
        hours("16:00", "00:00"),
        weekdays=range(7),
    )
    calendar = WorkingCalendar(rules(shifts, public_holidays="none"))
    assert calendar.counted_between(at("2026-02-01 00:00"), at("2026-03-01 00:00")) == timedelta(28)
    assert calendar.next_working_moment(at("2026-02-17 00:00")) == at("2026-02-17 00:00")


# --- departments with hours of their own

PATROL = DepartmentHours(
    (season(hours("06:00", "14:00"), hours("14:00", "22:00"), weekdays=range(7)),),
    hours_a_day=Fraction(16),
    keeps_holidays=False,
)
MARKET = DepartmentHours((season(hours("05:00", "09:00"), weekdays=range(1, 7)),), Fraction(4))


def with_departments(*overrides: DayOverride) -> WorkingCalendar:
    departments = {"patrol": PATROL, "market": MARKET}
    return WorkingCalendar(rules(overrides=overrides, departments=departments))


@pytest.mark.parametrize(
    ("department", "limit", "deadline"),
    [
        ("roads", "5工作时", "2026-10-08 14:30"),
        ("patrol", "5工作时", "2026-10-01 06:30"),
        ("patrol", "1工作日", "2026-10-01 17:30"),
        ("market", "5工作时", "2026-10-09 06:00"),
        ("market", "2工作日", "2026-10-09 09:00"),
        ("patrol", "5紧急工作时", "2026-09-30 22:30"),
    ],
)
def test_that_a_department_is_given_its_own_working_time(
    department: str, limit: str, deadline: str
) -> None:
    calendar = with_departments().of_department(department)
    assert due(calendar, at("2026-09-30 17:30"), parse_limit(limit)).due_at == at(deadline)


def test_that_a_department_that_keeps_holidays_keeps_the_override_table_too() -> None:
    calendar = with_departments(DayOverride(date(2026, 11, 20), DayKind.HOLIDAY, "flood", "7"))
    flood = date(2026, 11, 20)
    assert calendar.of_department("market").slots_on(flood) == ()
    assert calendar.of_department("patrol").slots_on(flood) == PATROL.seasons[0].slots[4]


def test_that_a_department_with_hours_of_its_own_says_so() -> None:
    reason = with_departments().of_department("market").day_reason(date(2026, 11, 24))
    assert reason.id is ReasonId.WORKING_DAY
    assert reason.origin_said("en") == "own hours of department market, 01-01 – 12-31"
    assert with_departments().of_department("roads").day_reason(date(2026, 11, 24)) == Reason(
        ReasonId.WORKING_DAY
    )


def test_that_a_department_that_keeps_no_holidays_needs_no_holiday_table() -> None:
    assert not unsure(with_departments().of_department("patrol"), 2030)
    assert unsure(with_departments().of_department("market"), 2030)


# --- years without a table


def unsure(calendar: WorkingCalendar, year: int) -> bool:
    start = at(f"{year}-06-10 09:00")
    return bool(due(calendar, start, parse_limit("1工作时")).unsure_years)


def test_that_the_package_covers_its_years_and_no_others() -> None:
    calendar = WorkingCalendar(rules())
    assert [year for year in range(2002, 2029) if unsure(calendar, year)] == [
        2002,
        2003,
        2027,
        2028,
    ]


def test_that_only_a_whole_years_table_makes_a_year_sure() -> None:
    days = [f"2027-0{month}-0{day}" for month in (1, 2, 5, 9) for day in (1, 2, 3)]
    schedule = [(day, DayKind.HOLIDAY) for day in days]
    assert not unsure(overridden(*schedule[:11]), 2027)
    assert unsure(overridden(*schedule[:10]), 2027)
    assert unsure(overridden(*((day, DayKind.WORKDAY) for day in days)), 2027)


def test_that_a_calendar_without_public_holidays_is_always_sure() -> None:
    assert not unsure(WorkingCalendar(rules(public_holidays="none")), 2030)


def test_that_each_local_year_on_the_way_is_named() -> None:
    start = at("2026-12-31 17:00")
    assert due(district(), start, parse_limit("1工作时")).unsure_years == ()
    assert due(district(), start, parse_limit("2工作时")).unsure_years == (2027,)
    assert due(district(), start, parse_limit("300工作日")).unsure_years == (2027, 2028)


def test_that_a_year_is_the_citys_and_not_the_one_in_greenwich() -> None:
    just_after = instant_of(at("2028-01-01 00:30"))
    assert district().unsure_years(just_after, just_after) == (2028,)


# --- clocks put forward and back


def test_that_an_hour_that_clocks_skip_is_not_counted() -> None:
    night = season(hours("01:00", "05:00"), weekdays=range(7))
    calendar = WorkingCalendar(rules(night, zone="America/New_York", public_holidays="none"))
    day = at("2026-03-08 00:00", NEW_YORK), at("2026-03-09 00:00", NEW_YORK)
    assert calendar.counted_between(*day) == timedelta(hours=3)


def test_that_an_hour_that_clocks_repeat_is_counted_twice() -> None:
    night = season(hours("01:00", "05:00"), weekdays=range(7))
    calendar = WorkingCalendar(rules(night, zone="America/New_York", public_holidays="none"))
    day = at("2026-11-01 00:00", NEW_YORK), at("2026-11-02 00:00", NEW_YORK)
    assert calendar.counted_between(*day) == timedelta(hours=5)


@pytest.mark.parametrize(
    ("slot", "counted_minutes"),
    [
        (hours("02:15", "02:45"), 0),
        (hours("01:30", "02:30"), 30),
        (hours("02:30", "04:00"), 60),
        (hours("02:20", "04:00"), 60),
        (hours("03:00", "04:00"), 60),
    ],
)
def test_that_slots_shrink_to_what_clocks_show_on_the_morning_of_the_jump(
    slot: Slot, counted_minutes: int
) -> None:
    calendar = WorkingCalendar(
        rules(season(slot, weekdays=range(7)), zone="America/New_York", public_holidays="none")
    )
    day = at("2026-03-08 00:00", NEW_YORK), at("2026-03-09 00:00", NEW_YORK)
    assert calendar.counted_between(*day) == timedelta(minutes=counted_minutes)
    assert len(calendar.stretches_of_day(date(2026, 3, 8))) == (1 if counted_minutes else 0)


def test_that_neighbouring_slots_stay_neighbours_when_their_border_comes_twice() -> None:
    slots = season(hours("00:00", "01:30"), hours("01:30", "03:00"), weekdays=range(7))
    calendar = WorkingCalendar(rules(slots, zone="America/New_York", public_holidays="none"))
    day = at("2026-11-01 00:00", NEW_YORK), at("2026-11-02 00:00", NEW_YORK)
    assert calendar.counted_between(*day) == timedelta(hours=4)


def test_that_days_begin_when_clocks_jump_over_midnight() -> None:
    calendar = around_the_clock("Africa/Cairo")
    jump = datetime(2026, 4, 23, 22, tzinfo=UTC)  # 24:00 becomes 01:00
    assert calendar.bounds_of_day(date(2026, 4, 24))[0] == jump.timestamp() * 1_000_000
    whole_day = at("2026-04-24 01:00", ZoneInfo("Africa/Cairo")) + timedelta(hours=23)
    assert calendar.counted_between(jump, whole_day) == timedelta(hours=23)


def test_that_office_hours_keep_their_clock_time_through_the_year() -> None:
    office = rules(season(hours("09:00", "17:00")), zone="America/New_York", public_holidays="none")
    friday = at("2026-03-06 16:00", NEW_YORK)
    reckoned = due(WorkingCalendar(office), friday, parse_limit("2工作时"))
    assert reckoned.due_at == at("2026-03-09 10:00", NEW_YORK)


# --- how it is kept


def test_that_equal_rules_share_one_calendar() -> None:
    assert working_calendar(rules()) is working_calendar(rules())
    assert working_calendar(rules()) is not working_calendar(rules(public_holidays="none"))


def test_that_desks_may_count_in_different_years_at_once() -> None:
    starts = [at(f"{year}-03-02 16:00") for year in range(1990, 2060)]
    limit = parse_limit("400工作日")
    alone = [due(WorkingCalendar(rules()), start, limit).due_at for start in starts[::10]]
    shared = WorkingCalendar(rules())
    with ThreadPoolExecutor(8) as desks:
        together = list(desks.map(lambda start: due(shared, start, limit).due_at, starts))
    assert together[::10] == alone
