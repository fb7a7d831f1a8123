"""The centre's clock: real and left alone, or simulated and set."""

from datetime import datetime, timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.clock import system_clock
from commandcenter.errors import InvalidInput, NotNow
from tests.city.life import MONDAY_10, CityLife, FakeClock

HOUR = timedelta(hours=1)


def test_that_a_real_clock_is_shown_and_cannot_be_set(center: CommandCenter) -> None:
    face = center.timekeeping.show()
    assert (face.moment, face.speed, face.simulated) == (MONDAY_10, None, False)
    with pytest.raises(NotNow) as refused:
        center.timekeeping.set(moment=MONDAY_10 + HOUR)
    assert refused.value.error_id == "clock-is-real"
    assert center.timekeeping.show() == face


def test_that_the_clock_of_a_demo_is_seen_by_every_process_at_once(address: str) -> None:
    with CommandCenter(address) as one:
        one.timekeeping.simulate(MONDAY_10, 60)
        with CommandCenter(address) as other:
            for center in (one, other):
                assert center.clock_speed == 60
                assert MONDAY_10 <= center.clock() < MONDAY_10 + HOUR
        later = one.timekeeping.set(moment=MONDAY_10 + 5 * HOUR)
        assert (later.speed, later.simulated) == (60, True)
        assert MONDAY_10 + 5 * HOUR <= later.moment < MONDAY_10 + 6 * HOUR


def test_that_a_new_speed_lets_the_clock_go_on_from_where_it_is(
    center: CommandCenter, clock: FakeClock, address: str
) -> None:
    center.timekeeping.simulate(MONDAY_10, 10)
    clock.advance(HOUR)
    center.timekeeping.set(speed=2)
    with CommandCenter(address) as other:
        shown, real = other.clock(), system_clock()
    since = real - (MONDAY_10 + HOUR)
    assert abs(shown - (MONDAY_10 + 10 * HOUR + 2 * since)) < timedelta(minutes=1)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_that_no_clock_shows_a_time_that_is_nobodys(center: CommandCenter, moment: str) -> None:
    center.timekeeping.simulate(MONDAY_10, 60)
    with pytest.raises(InvalidInput) as refused:
        center.timekeeping.set(moment=datetime.fromisoformat(moment))
    assert refused.value.field == "set"


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf"), 100_000])
def test_that_no_clock_stands_runs_back_or_flies(center: CommandCenter, speed: float) -> None:
    with pytest.raises(InvalidInput) as refused:
        center.timekeeping.simulate(MONDAY_10, speed)
    assert refused.value.field == "speed"


def test_that_a_centre_with_cases_of_its_own_keeps_real_time(
    center: CommandCenter, city_life: CityLife
) -> None:
    city_life.reported()
    with pytest.raises(NotNow) as refused:
        center.timekeeping.simulate(MONDAY_10, 60)
    assert refused.value.error_id == "clock-of-real-cases"


def test_that_the_clock_never_goes_behind_history(
    center: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    center.timekeeping.simulate(MONDAY_10, 1)
    clock.advance(HOUR)
    city_life.reported()
    with pytest.raises(NotNow) as refused:
        center.timekeeping.set(moment=MONDAY_10)
    assert refused.value.error_id == "clock-behind-history"
    center.timekeeping.set(moment=MONDAY_10 + HOUR)


def test_that_a_demo_goes_on_where_it_was_left(
    center: CommandCenter, clock: FakeClock, city_life: CityLife, address: str
) -> None:
    center.timekeeping.simulate(MONDAY_10, 1)
    clock.advance(HOUR)
    city_life.reported()
    clock.advance(24 * HOUR)
    center.timekeeping.resume(5)
    with CommandCenter(address) as other:
        shown, real = other.clock(), system_clock()
    since = real - clock.now
    assert abs(shown - (MONDAY_10 + HOUR + 5 * since)) < timedelta(minutes=1)
