"""What is left of a clock, as the screens say it."""

from datetime import UTC, datetime, timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.clocks.time_limit import Unit
from commandcenter.views.frame.data_age import Freshness, freshness
from commandcenter.views.look.countdown import Countdowns, span_text
from tests.city.life import CityLife, FakeClock

DAY = timedelta(hours=8)


@pytest.fixture
def countdowns(center: CommandCenter) -> Countdowns:
    return Countdowns(center.city.calendar(), center.city.facts())


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(hours=19, minutes=15), "2 d 03:15"),
        (timedelta(hours=3, minutes=15, seconds=59), "03:15"),
        (timedelta(minutes=10), "00:10"),
        (timedelta(minutes=9, seconds=59), "00:09:59"),
        (timedelta(), "00:00:00"),
        (-timedelta(seconds=42), "−00:00:42"),
        (-timedelta(minutes=42), "−00:42"),
        (-timedelta(hours=9), "−1 d 01:00"),
    ],
)
def test_that_a_span_reads_as_the_rules_of_the_control_room_want(
    left: timedelta, text: str
) -> None:
    assert span_text(left, DAY) == text


def test_that_working_time_stands_still_outside_working_hours(countdowns: Countdowns) -> None:
    friday_17 = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    monday_10 = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    running = countdowns.until(monday_10, Unit.WORKING_HOURS, friday_17)
    assert (running.text, running.resumes_at) == ("03:00", None)
    saturday = friday_17 + timedelta(days=1)
    waiting = countdowns.until(monday_10, Unit.WORKING_HOURS, saturday)
    assert waiting.text == "02:00"
    assert waiting.resumes_at == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert not waiting.continuous


def test_that_time_is_over_after_the_deadline_and_not_at_it(countdowns: Countdowns) -> None:
    due_at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert not countdowns.until(due_at, Unit.URGENT_HOURS, due_at).is_over
    later = due_at + timedelta(seconds=1)
    assert countdowns.until(due_at, Unit.URGENT_HOURS, later).is_over


def test_that_urgent_hours_run_through_the_night(countdowns: Countdowns) -> None:
    saturday = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    running = countdowns.until(saturday + timedelta(hours=2), Unit.URGENT_HOURS, saturday)
    assert (running.text, running.resumes_at, running.continuous) == ("02:00", None, True)


def test_that_a_case_shows_the_nearer_of_its_two_clocks(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, countdowns: Countdowns
) -> None:
    """A lamp: three working days to mend it, one working hour to acknowledge it."""
    number = city_life.dispatched("10010200")
    viewer = city_life.account("dispatcher").viewer
    (waiting,) = center.casebook.rows_of([number], viewer=viewer)
    shown = countdowns.of(waiting, clock())
    assert shown is not None
    assert (shown.text, shown.unit) == ("01:00", Unit.WORKING_HOURS)
    city_life.step(number, Step.ACKNOWLEDGE, "department-roads", {})
    (handling,) = center.casebook.rows_of([number], viewer=viewer)
    shown = countdowns.of(handling, clock())
    assert shown is not None
    assert (shown.text, shown.unit) == ("3 d 00:00", Unit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0.4, Freshness.FRESH),
        (5.0, Freshness.AGEING),
        (30.0, Freshness.AGEING),
        (30.1, Freshness.STOPPED),
        (301.0, Freshness.DEAD),
    ],
)
def test_that_old_data_says_so(age: float, expected: Freshness) -> None:
    assert freshness(age) is expected
