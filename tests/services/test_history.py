"""History is evidence: every change is a line, every line is chained, cases follow from it."""

import dataclasses
import json
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.foreign import DatabaseBug
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.event_log import GENESIS, Entry, EventLogEntry, entry_hash
from commandcenter.models.cases.replaying import columns_from_history
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.log_audit import LogAudit
from tests.views.city_life import HAWKER, MONDAY_10, REFUSE, CityLife, FakeClock

GUARDS_OFF = {
    "sqlite": (
        "DROP TRIGGER event_log_is_never_changed",
        "DROP TRIGGER event_log_is_never_removed",
    ),
    "postgresql": ("DROP TRIGGER event_log_guard ON event_log",),
}


def _tamper(address: str, *statements: str) -> None:
    """What somebody with the database's own password can do."""
    database = Database(address)
    with database.raw_write() as connection:
        for statement in (*GUARDS_OFF[connection.dialect.name], *statements):
            connection.execute(text(statement))
    database.close()


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


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE event_log SET actor = 'nobody' WHERE sequence = 3", "was altered"),
        ("DELETE FROM event_log WHERE sequence = 2", "lines 2 to 2 are missing"),
        ("DELETE FROM event_log WHERE sequence = 9", "differ in"),
        ("UPDATE cases SET department = 'street'", "differ in: department"),
        ("UPDATE cases SET stage = 'LOST'", "differ in: stage"),
    ],
)
def test_that_whatever_is_altered_behind_our_back_is_found(
    address: str, city_life: CityLife, statement: str, fault: str
) -> None:
    city_life.closed()
    assert city_life.center.log_audit.verify().faults == ()
    _tamper(address, statement)
    found = city_life.center.log_audit.verify().faults
    assert any(fault in one.fault for one in found)


def test_that_the_database_itself_refuses_to_change_history(
    address: str, city_life: CityLife
) -> None:
    city_life.reported()
    database = Database(address)
    for statement in ("UPDATE event_log SET actor = 'x'", "DELETE FROM event_log"):
        with pytest.raises(DatabaseBug, match="only added to"), database.raw_write() as connection:
            connection.execute(text(statement))
    database.close()


def test_that_erasing_a_reporter_leaves_the_chain_whole(address: str, city_life: CityLife) -> None:
    city_life.closed()
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(text("DELETE FROM reporters"))
    database.close()
    assert city_life.center.log_audit.verify().faults == ()


def test_that_a_day_that_is_over_is_anchored_once(
    center: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    city_life.closed()
    assert center.upkeep.anchor_days() == []
    clock.advance(timedelta(days=1))
    (anchor,) = center.upkeep.anchor_days()
    assert (anchor.first_sequence, anchor.last_sequence) == (1, 9)
    assert center.upkeep.anchor_days() == []


def test_that_a_log_longer_than_one_reading_is_checked_to_its_end(address: str) -> None:
    database = Database(address)
    entries = 10_001
    with database.write() as session:
        previous = GENESIS
        lines = []
        for n in range(1, entries + 1):
            line = Entry("case", "gone", n, "accept", "ACCEPTED", "x", MONDAY_10, '{"set":{}}')
            found = entry_hash(previous, "110101", n, line, MONDAY_10)
            values = dataclasses.asdict(line) | {"centre": "110101", "sequence": n}
            values |= {"recorded_at": MONDAY_10, "previous_hash": previous, "hash": found}
            lines.append(values)
            previous = found
        session.execute(insert(EventLogEntry), lines)
    verdict = LogAudit(database).verify()
    database.close()
    assert verdict.entries == entries
    assert [fault.fault for fault in verdict.faults] == ["the case is gone, its history is there"]


def test_that_a_history_that_cannot_be_read_is_a_fault(address: str, city_life: CityLife) -> None:
    number = city_life.reported()
    _tamper(address, "UPDATE event_log SET payload = 'x'")
    faults = city_life.center.log_audit.verify().faults
    assert [(fault.number, fault.fault) for fault in faults] == [
        (number, "was altered"),
        (number, "its history cannot be read"),
    ]


def test_that_a_log_written_anew_as_a_whole_is_told_from_the_anchored_one(
    address: str, clock: FakeClock, city_life: CityLife
) -> None:
    city_life.closed()
    clock.advance(timedelta(days=1))
    city_life.center.upkeep.anchor_days()
    assert city_life.center.log_audit.verify().faults == ()
    _tamper(address, "UPDATE anchors SET hash = '" + "0" * 64 + "'")
    (fault,) = city_life.center.log_audit.verify().faults
    assert "not those that were anchored" in fault.fault
