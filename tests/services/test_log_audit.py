"""History is evidence: whatever is changed behind our back is found, and named."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import NotFound, NotPermitted
from commandcenter.jobs import run_once
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.models.work.log.event_log import (
    GENESIS,
    Entry,
    EventLogEntry,
    canonical,
    entry_hash,
)
from commandcenter.services.log_audit import LogAudit, LogFault
from tests.city.importing import Importer, row
from tests.city.life import HAWKER, MONDAY_10, REFUSE, CityLife, FakeClock, photo
from tests.services.tampering import append_line, remove_case, tamper, write_anew

CALL_TAKER = Viewer("call-taker", personal_data=True)
#: Two English words side by side; names of columns and clocks come one at a time.
_ENGLISH = re.compile(r"\b[A-Za-z]{2,} [A-Za-z]{2,}\b")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Anchors of a PostgreSQL go to the user's folder; a test's database has none of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.fixture
def number(city_life: CityLife) -> str:
    """A case that was closed; its nine lines are the first of the log."""
    return city_life.closed()


def _faults(center: CommandCenter) -> list[LogFault]:
    return list(center.log_audit.verify(anchor_file=center.anchor_file).faults)


def _told(center: CommandCenter) -> list[tuple[int | None, str | None, str]]:
    """The faults as a person reads them; whatever is said here can be said in Chinese."""
    found = _faults(center)
    for fault in found:
        chinese = fault.sentence("zh").replace(str(center.anchor_file), "")
        assert _CHINESE.search(chinese)
        assert not _ENGLISH.search(chinese)
    return [(fault.sequence, fault.number, fault.sentence("en")) for fault in found]


def _said(center: CommandCenter) -> str:
    return "\n".join(f"{line} {number} {fault}" for line, number, fault in _told(center))


def test_that_a_life_with_everything_in_it_leaves_no_fault(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, tmp_path: Path
) -> None:
    city_life.closed()
    city_life.handling(HAWKER)
    reworked = city_life.inspecting(REFUSE)
    clock.advance(timedelta(days=2))
    city_life.step(
        reworked, Step.FAIL, "inspector", {"reason": "poor_work", "note": "没有清理干净"}
    )
    Importer(center, tmp_path)(row(), row(id="A-2", closed=""))
    run_once(center)
    assert _faults(center) == []


# ---- the log itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        "actor = 'nobody'", "step = 'void'", "stage = 'VOIDED'", "version = 33",
        "number = '110101202611230000x'", "subject = 'task'", "hash = 'x'",
        "payload = replace(payload, '2026', '2025')", "previous_hash = hash",
    ],
)  # fmt: skip
def test_that_an_altered_entry_is_named(
    center: CommandCenter, address: str, number: str, changed: str
) -> None:
    tamper(address, f"UPDATE event_log SET {changed} WHERE sequence = 3")  # noqa: S608
    named = number if "number" not in changed else "110101202611230000x"
    assert (3, named, "was altered") in _told(center)


@pytest.mark.parametrize("moment", ["at", "recorded_at"])
def test_that_an_altered_moment_is_named(
    center: CommandCenter, address: str, number: str, moment: str
) -> None:
    statement = f"UPDATE event_log SET {moment} = '2020-01-01 00:00:00.000000' WHERE sequence = 3"  # noqa: S608
    tamper(address, statement)
    assert (3, number, "was altered") in _told(center)


def test_that_a_removed_entry_is_named(center: CommandCenter, address: str, number: str) -> None:
    tamper(address, "DELETE FROM event_log WHERE sequence = 4")
    assert (5, number, "entries 4 to 4 are missing") in _told(center)
    assert (5, number, "is out of order in the history of its case") in _told(center)


def test_that_a_removed_entry_is_named_though_the_others_were_numbered_anew(
    center: CommandCenter, address: str, number: str
) -> None:
    tamper(
        address,
        "DELETE FROM event_log WHERE sequence = 4",
        "UPDATE event_log SET sequence = -sequence WHERE sequence > 4",
        "UPDATE event_log SET sequence = -sequence - 1 WHERE sequence < 0",
    )
    assert (4, number, "does not follow from the entry before it") in _told(center)
    assert (4, number, "was altered") in _told(center)


def test_that_an_inserted_entry_is_named_though_its_hash_is_right(
    center: CommandCenter, address: str, number: str
) -> None:
    append_line(address, number, version=10, stage="VOIDED")
    assert f"{number} the case and its history differ in: stage, version" in _said(center)


def test_that_an_entry_of_a_case_that_never_was_is_named(
    center: CommandCenter, address: str, number: str
) -> None:
    never = number[:-1] + "9"
    append_line(address, never, version=1, stage="REPORTED")
    assert (None, never, "the history exists, but its case is missing") in _told(center)


def test_that_an_entry_whose_stage_is_not_that_of_its_changes_is_named(
    center: CommandCenter, address: str, number: str
) -> None:
    append_line(address, number, version=10, stage="VOIDED", claimed="CLOSED")
    assert f"{number} entry 10 of its history contradicts itself" in _said(center)


def test_that_a_cut_off_tail_is_named_by_the_case_that_is_ahead_of_it(
    center: CommandCenter, address: str, number: str
) -> None:
    tamper(address, "DELETE FROM event_log WHERE sequence > 7")
    said = _said(center)
    assert f"{number} the case and its history differ in:" in said
    assert f"{number} its clock “case” differs from its history" in said


def test_that_a_removed_case_is_named(center: CommandCenter, address: str, number: str) -> None:
    remove_case(address, number)
    assert _told(center) == [(None, number, "the history exists, but its case is missing")]


def test_that_a_case_removed_with_all_its_history_is_named_by_its_number(
    center: CommandCenter, address: str, city_life: CityLife, number: str
) -> None:
    last = city_life.handling(HAWKER)
    remove_case(address, last)
    tamper(address, "DELETE FROM event_log WHERE sequence > 9")
    assert (None, last, "its number was issued, but it has no history") in _told(center)


def test_that_a_case_without_history_is_named(
    center: CommandCenter, address: str, number: str
) -> None:
    tamper(address, "DELETE FROM event_log")
    assert (None, number, "the case exists, but its history is missing") in _told(center)


def test_that_a_history_that_cannot_be_read_is_a_fault(
    center: CommandCenter, address: str, city_life: CityLife
) -> None:
    number = city_life.reported()
    for payload in ("x", "[]", "{}", '{"set":7}', '{"set":{"stage":"REPORTED"}}'):
        tamper(address, f"UPDATE event_log SET payload = '{payload}'")  # noqa: S608
        assert _told(center)[:2] == [
            (1, number, "was altered"),
            (None, number, "its history cannot be read"),
        ]


# ---- the anchors --------------------------------------------------------------------------------


@pytest.fixture
def anchored(center: CommandCenter, clock: FakeClock, number: str) -> str:
    """Anchored in the database and, as the jobs do it, in the file outside of it."""
    clock.advance(timedelta(days=1))
    run_once(center)
    assert _faults(center) == []
    return number


def test_that_a_log_written_anew_as_a_whole_is_told_from_the_anchored_one(
    center: CommandCenter, address: str, anchored: str
) -> None:
    tamper(address, "UPDATE event_log SET actor = 'nobody' WHERE sequence = 3")
    write_anew(address)
    anew = (9, None, "the last entry is not the one that was sealed")
    anchored_otherwise = (1, None, "the entries of 2026-11-23 are not those that were anchored")
    assert _told(center)[:2] == [anew, anchored_otherwise]


def test_that_anchors_made_anew_are_told_from_those_in_the_file(
    center: CommandCenter, address: str, anchored: str
) -> None:
    tamper(
        address,
        "UPDATE event_log SET actor = 'nobody' WHERE sequence = 3",
        "DELETE FROM anchors",
    )
    write_anew(address)
    center.housekeeping.anchor_days()
    (_, _, anew), (_, _, fault), *_ = _told(center)
    assert anew == "the last entry is not the one that was sealed"
    assert fault == f"the anchor of 2026-11-23 is not the one in {center.anchor_file}"


def test_that_a_cut_off_tail_is_named_by_its_anchor(
    center: CommandCenter, address: str, anchored: str
) -> None:
    remove_case(address, anchored)
    tamper(address, "DELETE FROM event_log WHERE sequence > 5", "DELETE FROM case_serials")
    cut = (5, None, "the log ends here, but its entries up to 9 were anchored on 2026-11-23")
    assert cut in _told(center)


def test_that_a_centre_emptied_as_a_whole_is_named_by_the_file(
    center: CommandCenter, address: str, anchored: str
) -> None:
    remove_case(address, anchored)
    emptied = ("event_log", "anchors", "sums", "case_serials")
    tamper(address, *(f"DELETE FROM {table}" for table in emptied))  # noqa: S608
    said = _said(center)
    assert "the anchor of 2026-11-23 was removed from the database; it is still in" in said
    assert "0 None the log ends here, but its entries up to 9 were anchored on 2026-11-23" in said


def test_that_a_removed_anchor_is_named(
    center: CommandCenter, address: str, clock: FakeClock, city_life: CityLife, anchored: str
) -> None:
    city_life.reported()
    clock.advance(timedelta(days=1))
    run_once(center)
    tamper(address, "DELETE FROM anchors WHERE day = '2026-11-23'")
    said = _said(center)
    assert (
        "the anchor of 2026-11-24 does not follow from the one before it: an anchor was removed"
        in said
    )
    assert "the anchor of 2026-11-23 was removed from the database; it is still in" in said


def test_that_a_line_that_is_no_anchor_is_named(center: CommandCenter, anchored: str) -> None:
    with center.anchor_file.open("a", encoding="utf-8") as file:
        file.write("yesterday 1-9\n")
    ((_, _, fault),) = _told(center)
    assert fault == f"line 2 of {center.anchor_file} is not an anchor"


# ---- what follows from the log ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE cases SET department = 'street'", "differ in: department"),
        ("UPDATE cases SET stage = 'LOST'", "differ in: stage"),
        ("UPDATE cases SET due_at = '2030-01-01 00:00:00.000000'", "differ in: due_at"),
        ("UPDATE cases SET latitude = 39", "differ in: latitude"),
        (
            "UPDATE case_clocks SET due_at = '2030-01-01 00:00:00.000000' WHERE name = 'handling'",
            "its clock “handling” differs from its history",
        ),
        (
            "UPDATE case_clocks SET spans = '[[]]' WHERE name = 'handling'",
            "its clock “handling” differs from its history",
        ),
        ("DELETE FROM case_clocks WHERE name = 'inspect'", "its clock “inspect” is missing"),
        ("UPDATE case_words SET description = '路灯'", "its description differs from the original"),
        ("UPDATE case_words SET address = NULL", "its address differs from the original"),
        ("UPDATE case_words SET salt = ''", "its address, description differs from the original"),
        ("UPDATE opinions SET text = '没有盖'", "the opinion of entry 6 differs from the original"),
        ("UPDATE reporters SET phone = '1'", "its reporter no. 1 was altered"),
        ("UPDATE reporters SET salt = 'x'", "its reporter no. 1 was altered"),
    ],
)  # fmt: skip
def test_that_what_no_longer_follows_from_the_log_is_named(
    center: CommandCenter, address: str, number: str, statement: str, fault: str
) -> None:
    tamper(address, statement)
    ((_, named, found),) = _told(center)
    assert (named, found.removeprefix("the case and its history ")) == (number, fault)


def test_that_an_inserted_clock_is_named(center: CommandCenter, address: str, number: str) -> None:
    names = [column.name for column in CaseClock.__table__.columns]
    chosen = ", ".join("2" if name == "ordinal" else name for name in names)
    tamper(
        address,
        f"INSERT INTO case_clocks ({', '.join(names)})"  # noqa: S608
        f" SELECT {chosen} FROM case_clocks WHERE name = 'case'",
    )
    assert _told(center) == [(None, number, "its clock “case” no. 2 differs from its history")]


def test_that_a_second_clock_that_is_gone_is_named(
    center: CommandCenter, address: str, city_life: CityLife
) -> None:
    number = city_life.inspecting()
    city_life.step(number, Step.FAIL, "inspector", {"reason": "poor_work", "note": "没有盖好"})
    again = {"note": "已盖好", "photo": photo()}
    city_life.step(number, Step.FINISH, "department-roads", again)
    tamper(address, "DELETE FROM case_clocks WHERE ordinal = 2")
    assert f"{number} its clock “ask_inspect” no. 2 is missing" in _said(center)


def test_that_sums_that_are_not_those_of_the_cases_are_named(
    center: CommandCenter, address: str, number: str
) -> None:
    tamper(address, "UPDATE sums SET closed = 5 WHERE cube = 'kind' AND closed = 1")
    ((_, _, fault),) = _told(center)
    assert fault.startswith("the stored sum of kind/2026-11-23/10010100/closed is 5,")
    tamper(address, "DELETE FROM sums WHERE cube = 'kind'")
    assert (
        None,
        None,
        "the stored sum of kind/2026-11-23/10010100/closed is 0, but history gives 1",
    ) in _told(center)


# ---- what may be forgotten ----------------------------------------------------------------------


def test_that_erasing_a_reporter_leaves_the_log_clean(
    center: CommandCenter, address: str, number: str
) -> None:
    assert center.erasing.erase_reporters(number, viewer=CALL_TAKER) == 1
    assert _faults(center) == []
    database = Database(address)
    with database.raw_read() as connection:
        kept = connection.execute(text("SELECT name, phone, salt FROM reporters")).one()
    database.close()
    assert tuple(kept) == (None, None, "")
    assert center.erasing.erase_reporters(number, viewer=CALL_TAKER) == 0
    (reporter,) = center.casebook.case(number, viewer=CALL_TAKER).reporters
    assert (reporter.name, reporter.phone) == (None, None)


def test_that_only_who_may_see_a_reporter_may_erase_one(
    center: CommandCenter, city_life: CityLife, number: str
) -> None:
    with pytest.raises(NotPermitted):
        center.erasing.erase_reporters(number, viewer=CENTRE_VIEW)
    elsewhere = Viewer("call-taker", area="110101001002", personal_data=True)
    with pytest.raises(NotFound):
        center.erasing.erase_reporters(number, viewer=elsewhere)
    (reporter,) = center.casebook.case(number, viewer=CALL_TAKER).reporters
    assert reporter.name == "王**"


def test_that_a_log_longer_than_one_reading_is_checked_to_its_end(address: str) -> None:
    database = Database(address)
    entries = 10_001
    with database.write() as session:
        previous = GENESIS
        lines = []
        for n in range(1, entries + 1):
            payload = canonical({"set": {"stage": "ACCEPTED", "version": n}})
            line = Entry("case", "gone", n, "accept", "ACCEPTED", "x", MONDAY_10, payload)
            found = entry_hash(previous, "110101", n, line, MONDAY_10)
            values = line._asdict() | {"centre": "110101", "sequence": n}
            values |= {"recorded_at": MONDAY_10, "previous_hash": previous, "hash": found}
            lines.append(values)
            previous = found
        session.execute(insert(EventLogEntry), lines)
    verdict = LogAudit(database).verify()
    database.close()
    assert verdict.entries == entries
    assert [fault.sentence("en") for fault in verdict.faults] == [
        "this entry and all after it were never sealed: they were not written by the program",
        "the history exists, but its case is missing",
    ]
