"""History is evidence: every change is a line, every line is chained, cases follow from it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.driver_errors import DatabaseBug
from commandcenter.models.cases.case import Case
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.models.work.replaying import columns_from_history
from tests.city.life import HAWKER, REFUSE, CityLife, FakeClock


def test_that_all_case_rows_can_be_rebuilt_from_the_log_alone(
    address: str, clock: FakeClock, city_life: CityLife
) -> None:
    for made in (city_life.closed, city_life.handling, city_life.inspecting, city_life.filed):
        made(REFUSE if made != city_life.handling else HAWKER)
    database = Database(address, clock=clock)
    with database.read() as session:
        for case in session.query(Case):
            lines = city_life.center.casebook.history(case.number, viewer=CENTRE_VIEW)
            rebuilt = columns_from_history(line.payload for line in lines)
            assert rebuilt == case.columns()
    database.close()


def test_that_every_step_leaves_exactly_one_line(city_life: CityLife) -> None:
    number = city_life.closed()
    lines = city_life.center.casebook.history(number, viewer=CENTRE_VIEW)
    assert [line.version for line in lines] == list(range(1, 10))
    assert [line.step for line in lines] == [
        "report", "accept", "file", "dispatch", "acknowledge",
        "finish", "ask_inspect", "pass", "close",
    ]  # fmt: skip


def test_that_no_words_and_no_person_stand_in_the_log(city_life: CityLife) -> None:
    number = city_life.finished()
    lines = city_life.center.casebook.history(number, viewer=CENTRE_VIEW)
    whole = "".join(line.payload for line in lines)
    for written in ("井盖缺失", "六条 12 号", "王女士", "13800000000", "已盖好"):
        assert written not in whole
        assert json.dumps(written) not in whole


def test_that_the_database_itself_refuses_to_change_history(
    address: str, city_life: CityLife
) -> None:
    city_life.reported()
    database = Database(address)
    for statement in ("UPDATE event_log SET actor = 'x'", "DELETE FROM event_log"):
        with pytest.raises(DatabaseBug, match="only added to"), database.raw_write() as connection:
            connection.execute(text(statement))
    database.close()


def test_that_a_day_that_is_over_is_anchored_once(
    center: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    city_life.closed()
    assert center.housekeeping.anchor_days() == []
    clock.advance(timedelta(days=1))
    (anchor,) = center.housekeeping.anchor_days()
    assert (anchor.first_sequence, anchor.last_sequence) == (1, 9)
    assert center.housekeeping.anchor_days() == []
