"""The centre's housekeeping: who runs the jobs, and the anchors over what was written."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.jobs import run_once
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import MANHOLE, CityLife, FakeClock


def test_that_one_holder_runs_the_jobs_until_its_heart_stops(
    center: CommandCenter, clock: FakeClock
) -> None:
    assert center.housekeeping.take_lock("desk")
    assert not center.housekeeping.take_lock("door")
    clock.advance(timedelta(seconds=20))
    assert center.housekeeping.take_lock("desk")
    clock.advance(timedelta(seconds=20))
    assert not center.housekeeping.take_lock("door")
    clock.advance(timedelta(seconds=11))
    assert center.housekeeping.take_lock("door")
    assert not center.housekeeping.take_lock("desk")


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
        assert desk.housekeeping.take_lock("desk")
        assert not door.housekeeping.take_lock("door")


def test_that_a_clock_set_back_leaves_the_anchors_in_the_order_of_the_log(
    center: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    city_life.reported()
    clock.advance(timedelta(days=1))
    city_life.reported()
    (first,) = center.housekeeping.anchor_days()
    clock.advance(timedelta(days=-1))
    city_life.reported()  # on a day that was anchored
    clock.advance(timedelta(days=3))
    (second,) = center.housekeeping.anchor_days()
    assert (first.first_sequence, first.last_sequence) == (1, 1)
    assert (second.first_sequence, second.last_sequence) == (2, 3)
    assert second.day == first.day + timedelta(days=1)


def _ids(center: CommandCenter) -> list[tuple[str, int]]:
    return [(report.error_id, report.minutes) for report in center.housekeeping.watch_clock()]


def test_that_a_clock_that_jumps_by_a_day_and_back_is_reported_and_nothing_is_lost(
    center: CommandCenter,
    clock: FakeClock,
    city_life: CityLife,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert _ids(center) == []
    number = city_life.filed(MANHOLE)
    clock.advance(timedelta(days=1))
    assert _ids(center) == [("clock-went-ahead", 1440)]
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    clock.advance(timedelta(days=-1))
    assert _ids(center) == [("clock-went-back", 1440), ("log-ahead-of-clock", 1440)]
    assert _ids(center) == []  # said once
    city_life.step(number, Step.ACKNOWLEDGE, "department-roads", {})
    moments = [line.at for line in center.casebook.history(number, viewer=CENTRE_VIEW)]
    assert moments == sorted(moments)
    assert center.log_audit.verify().faults == ()
    assert "jumped back by 1440 minutes" in caplog.text


def test_that_a_log_ahead_of_the_clock_is_reported_by_who_was_not_there(
    center: CommandCenter, address: str, clock: FakeClock, city_life: CityLife
) -> None:
    city_life.reported()
    behind = FakeClock(clock() - timedelta(minutes=20))
    with CommandCenter(address, clock=behind) as other:
        report = other.housekeeping.clock_report()
        assert report is not None
        assert "20 minutes ahead of this machine's clock" in report.sentence("en")
        assert "20" in report.sentence("zh")
        behind.advance(timedelta(minutes=16))  # no more than clocks differ
        assert other.housekeeping.clock_report() is None


def test_that_the_jobs_say_what_they_see_of_the_clock(
    center: CommandCenter, clock: FakeClock
) -> None:
    run_once(center)
    clock.advance(timedelta(hours=-5))
    (said,) = run_once(center) or []
    assert "jumped back by 300 minutes" in said
