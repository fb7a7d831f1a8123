"""A request that was taken once: how long its key is kept, and whose reference it is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import NotNow
from commandcenter.models.cases.rules.report import Report, ReporterName
from commandcenter.models.staff.actor import RESIDENT, Actor
from commandcenter.models.staff.idempotency import IdempotencyKey
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter
from tests.city.life import FakeClock

HOTLINE = Actor("hotline-system", frozenset())
REPORT = Report("public", "井盖缺失", address="六条", external_reference="HL-1")


def test_that_a_clock_that_jumps_ahead_and_back_doubles_no_report(
    center: CommandCenter, clock: FakeClock
) -> None:
    center.housekeeping.forget_old_keys()
    first = center.intake.receive(REPORT, by=HOTLINE, key="k")
    clock.advance(timedelta(days=400))
    assert [center.housekeeping.forget_old_keys() for _ in range(3)] == [0, 0, 0]
    clock.advance(timedelta(days=-400))
    assert center.housekeeping.forget_old_keys() == 0
    again = center.intake.receive(REPORT, by=HOTLINE, key="k")
    assert (again.number, again.new) == (first.number, False)


def test_that_a_key_taken_while_the_clock_was_wrong_is_kept_as_long_as_any(
    center: CommandCenter, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=-400))
    center.housekeeping.forget_old_keys()
    center.intake.receive(REPORT, by=HOTLINE, key="k")
    clock.advance(timedelta(days=400))
    assert _days_until_forgotten(center, clock) in (31, 32)


def test_that_a_key_is_forgotten_a_month_of_the_centre_s_life_later(
    center: CommandCenter, clock: FakeClock
) -> None:
    center.housekeeping.forget_old_keys()
    center.intake.receive(REPORT, by=HOTLINE, key="k")
    assert _days_until_forgotten(center, clock) in (31, 32)


def _days_until_forgotten(center: CommandCenter, clock: FakeClock) -> int:
    for days in range(1, 50):
        clock.advance(timedelta(days=1))
        if center.housekeeping.forget_old_keys():
            return days
    return 0


def test_that_the_age_is_the_same_however_often_it_is_looked_at(
    center: CommandCenter, clock: FakeClock
) -> None:
    center.housekeeping.forget_old_keys()
    center.intake.receive(REPORT, by=HOTLINE, key="k")
    for _ in range(31 * 24 * 60 // 150):
        clock.advance(timedelta(minutes=150))
        assert center.housekeeping.forget_old_keys() == 0
    clock.advance(timedelta(hours=2))
    assert center.housekeeping.forget_old_keys() == 1


def test_that_a_report_without_key_takes_no_reference_from_its_source(
    center: CommandCenter,
) -> None:
    theirs = center.intake.receive(REPORT, by=RESIDENT)
    own = center.intake.receive(REPORT, by=HOTLINE)
    assert own.new
    assert own.number != theirs.number
    with pytest.raises(NotNow, match=own.number):
        center.intake.receive(REPORT, by=HOTLINE)
    shown = center.casebook.cases(CaseFilter(), viewer=CENTRE_VIEW)
    assert [case.external_reference for case in shown] == ["HL-1", "HL-1"]


def test_that_a_reference_is_reported_once_without_a_key_too(center: CommandCenter) -> None:
    first = center.intake.receive(REPORT, by=RESIDENT)
    with pytest.raises(NotNow, match=first.number):
        center.intake.receive(REPORT, by=RESIDENT)


def test_that_a_reference_of_the_source_is_not_reported_without_a_key(
    center: CommandCenter,
) -> None:
    own = center.intake.receive(REPORT, by=HOTLINE)
    with pytest.raises(NotNow, match=own.number):
        center.intake.receive(REPORT, by=RESIDENT)


def test_that_nothing_is_left_against_which_an_erased_reporter_could_be_guessed(
    center: CommandCenter, address: str
) -> None:
    named = replace(REPORT, reporter=ReporterName("王女士", "13800000000"))
    number = center.intake.receive(named, by=RESIDENT, key="k").number
    center.erasing.erase_reporters(number, viewer=center.access.account("call-taker").viewer)
    database = Database(address)
    with database.read() as session:
        assert session.scalars(select(IdempotencyKey.body_digest)).all() == [""]
    database.close()
    with pytest.raises(NotNow):  # and still the same report makes no second case
        center.intake.receive(named, by=RESIDENT, key="k")
