"""The centre's housekeeping: who runs the jobs, and the anchors over what was written."""

from datetime import timedelta

from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from tests.views.city_life import CityLife, FakeClock


def test_that_one_holder_runs_the_jobs_until_its_heart_stops(
    center: CommandCenter, clock: FakeClock
) -> None:
    assert center.upkeep.take_lock("desk")
    assert not center.upkeep.take_lock("door")
    clock.advance(timedelta(seconds=20))
    assert center.upkeep.take_lock("desk")
    clock.advance(timedelta(seconds=20))
    assert not center.upkeep.take_lock("door")
    clock.advance(timedelta(seconds=11))
    assert center.upkeep.take_lock("door")
    assert not center.upkeep.take_lock("desk")


def test_that_a_fast_clock_takes_the_jobs_from_nobody(address: str) -> None:
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(
            text(
                "UPDATE centres SET clock_real_from = '2020-01-01', clock_speed = 1000000,"
                " clock_shown_from = '1970-01-01'"
            )
        )
    database.close()
    with CommandCenter(address) as desk, CommandCenter(address) as door:
        assert desk.upkeep.take_lock("desk")
        assert not door.upkeep.take_lock("door")


def test_that_a_clock_set_back_leaves_the_anchors_in_the_order_of_the_log(
    center: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    city_life.reported()
    clock.advance(timedelta(days=1))
    city_life.reported()
    (first,) = center.upkeep.anchor_days()
    clock.advance(timedelta(days=-1))
    city_life.reported()  # on a day that was anchored
    clock.advance(timedelta(days=3))
    (second,) = center.upkeep.anchor_days()
    assert (first.first_sequence, first.last_sequence) == (1, 1)
    assert (second.first_sequence, second.last_sequence) == (2, 3)
    assert second.day == first.day + timedelta(days=1)
