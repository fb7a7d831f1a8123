"""Calendars and clocks at random."""

from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.clocks.working_calendar import (
    CalendarRules,
    DayKind,
    DayOverride,
    DepartmentHours,
    Season,
    Slot,
    WorkingDayPolicy,
)
from tests.models.clocks.brute_force import Case

_ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
)
#: Quarters of an hour; none inside the hour that autumn repeats, where a wall time comes twice.
_EDGES = st.integers(0, 96).filter(lambda quarter: not 4 < quarter < 8)
_FIRST = date(2026, 1, 1)
_LEAP_YEAR = date(2028, 1, 1)
_MINUTES_OF_STARTS = (31 * 1_440, 500 * 1_440)


@st.composite
def _day_slots(draw: st.DrawFn) -> tuple[Slot, ...]:
    edges = sorted(draw(st.sets(_EDGES, min_size=2, max_size=6)))
    times = [time(quarter // 4 % 24, quarter % 4 * 15) for quarter in edges]
    return tuple(Slot(*pair) for pair in zip(times[::2], times[1::2], strict=False))


_EIGHT_HOURS = (Slot(time(8), time(12)), Slot(time(14), time(18)))
_WEEKS = st.dictionaries(
    st.integers(0, 6), st.one_of(st.just(_EIGHT_HOURS), _day_slots()), min_size=2
)


@st.composite
def _seasons(draw: st.DrawFn) -> tuple[Season, ...]:
    """One season, or two of which one wraps the new year."""
    if draw(st.booleans()):
        return (Season((1, 1), (12, 31), draw(_WEEKS)),)
    summer = _LEAP_YEAR + timedelta(days=draw(st.integers(1, 150)))
    winter = summer + timedelta(days=draw(st.integers(30, 200)))
    ends = [day - timedelta(days=1) for day in (summer, winter)]
    return (
        Season(_month_day(summer), _month_day(ends[1]), draw(_WEEKS)),
        Season(_month_day(winter), _month_day(ends[0]), draw(_WEEKS)),
    )


def _month_day(day: date) -> tuple[int, int]:
    return day.month, day.day


_OVERRIDES = st.dictionaries(
    st.integers(0, 500).map(lambda n: _FIRST + timedelta(days=n)),
    st.sampled_from(DayKind),
    max_size=12,
).map(lambda days: tuple(DayOverride(day, kind, "", "") for day, kind in days.items()))

_HOURS_A_DAY = st.sampled_from([Fraction(8), Fraction(13, 2), Fraction(15, 2), Fraction(24)])

_city_rules = st.builds(
    CalendarRules,
    zone=st.sampled_from(_ZONES),
    seasons=_seasons(),
    overrides=_OVERRIDES,
    public_holidays=st.sampled_from(["chinesecalendar", "none"]),
    policy=st.sampled_from(WorkingDayPolicy),
    hours_a_day=_HOURS_A_DAY,
)

_departments = st.dictionaries(
    st.sampled_from(["roads", "parks", "water"]),
    st.builds(DepartmentHours, _seasons(), _HOURS_A_DAY, keeps_holidays=st.booleans()),
    max_size=2,
)


@st.composite
def calendar_rules(draw: st.DrawFn) -> CalendarRules:
    return replace(draw(_city_rules), departments=draw(_departments))


limits = st.one_of(
    st.builds(
        TimeLimit,
        st.integers(1, 160).map(lambda quarters: Fraction(quarters, 4)),
        st.sampled_from([Unit.URGENT_HOURS, Unit.WORKING_HOURS]),
    ),
    st.builds(
        TimeLimit,
        st.one_of(st.integers(1, 12), st.just(Fraction(1, 2)), st.just(Fraction(5, 2))).map(
            Fraction
        ),
        st.sampled_from([Unit.WORKING_DAYS, Unit.URGENT_DAYS, Unit.CALENDAR_DAYS]),
    ),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A clock with up to ten suspensions, most of them near its start, some touching."""
    start = draw(st.integers(*_MINUTES_OF_STARTS))
    steps = draw(st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 4_000)), max_size=10))
    end = start - 3_000
    suspensions = []
    for wait, length in steps:
        suspensions.append((end + wait, end + wait + length))
        end += wait + length
    extensions = draw(st.sampled_from([0, 0, 1, 2]))
    return Case(start, draw(limits), tuple(suspensions), extensions)
