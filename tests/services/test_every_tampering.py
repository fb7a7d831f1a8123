"""Nothing of what is evidence can be altered, removed or added by hand without being named."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Connection, Float, Integer, Row, Table, delete, insert, select, text, update
from sqlalchemy.orm import Session

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.photo_store import store_photos
from commandcenter.jobs import run_once
from commandcenter.models.base import Moment
from commandcenter.models.cases.evidence import clean_photo
from commandcenter.models.cases.report import PhotoUpload, Report, ReporterName
from commandcenter.models.cases.stage import Step
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.models.tables import METADATA
from commandcenter.services.access import CommandLine
from commandcenter.services.log_audit.chain import Chain
from commandcenter.services.log_audit.log_audit import all_faults
from tests.services.tampering import tamper, unguarded
from tests.views.city_life import LAMP, MANHOLE, CityLife, FakeClock, photo

CENTRE = "110101"
CALL_TAKER = Viewer("call-taker", personal_data=True)
#: What comes and goes with the work and proves nothing: who runs the jobs, how far warnings were
#: watched, unsent words; warnings themselves are rows to be delivered.
_NO_EVIDENCE = frozenset({"job_locks", "steady_ages", "warning_watch", "warnings", "drafts"})
#: When the marks of a clock are looked at next; the form of words that searches look in; what is
#: emptied with a person, who could be guessed from it.
_NO_EVIDENCE_COLUMNS = frozenset(
    {"case_clocks.next_mark_at", "case_words.searched", "idempotency_keys.body_digest"}
)
_EVIDENCE = [table for table in METADATA.sorted_tables if table.name not in _NO_EVIDENCE]


#: The version of the tables that came before the seals.
_BEFORE_SEALS = {"it": "0011"}


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def _other_photo(colour: str) -> PhotoUpload:
    content = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(content, "JPEG")
    return PhotoUpload(f"{colour}.jpg", content.getvalue())


@pytest.fixture
def number(center: CommandCenter, address: str, city_life: CityLife, clock: FakeClock) -> str:
    """A row in every table that is evidence, made by the program; the case went through a lot."""
    door = center.access.add_key("hotline", "hotline")
    assert door.key
    day = DayOverride(date(2026, 12, 24), DayKind.HOLIDAY, "own", "test")
    center.city.override_calendar([day])
    by = center.access.account("call-taker").actor
    person = ReporterName(name="王女士", phone="13900000000")
    report = Report("public", "井盖缺失", 39.9305, 116.4105, "六条", reporter=person)
    number = center.intake.receive(report, by=by, key="k").number
    resident = Report("public", "灯不亮", address="七条", external_reference="r-1")
    center.intake.receive(resident, by=RESIDENT)
    other = city_life.reported()
    take = city_life.step
    take(other, Step.MERGE, "call-taker", {"into": number, "note": "同一处"})
    take(number, Step.ACCEPT, "call-taker", {"category": MANHOLE})
    take(number, Step.FILE, "shift-chief", {"condition": 1})
    take(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    take(number, Step.ACKNOWLEDGE, "department-roads", {})
    take(number, Step.URGE, "dispatcher", {"note": "请尽快"})
    take(number, Step.REPLY, "department-roads", {"note": "今天完成"})
    take(number, Step.SUB_DISPATCH, "department-roads", {"crew": "二班"})
    take(number, Step.REVOKE, "department-roads", {})
    take(number, Step.ASK_EXTENSION, "department-roads", {"reason": "parts", "note": "等件"})
    take(number, Step.GRANT_EXTENSION, "dispatcher", {})
    done = {"note": "已盖好", "photo": [photo(), _other_photo("red")]}
    take(number, Step.FINISH, "department-roads", done)
    slight = city_life.reported()
    both = {"before": _other_photo("blue"), "after": _other_photo("green"), "category": LAMP}
    take(slight, Step.SELF_HANDLE, "inspector", both)
    center.casebook.case(number, viewer=CALL_TAKER)
    center.access.act_as("dispatcher", CommandLine("somebody", "step"))
    _keep_an_original(address)
    clock.advance(timedelta(days=1))
    run_once(center)
    clock.advance(timedelta(hours=3))
    return number


def _keep_an_original(address: str) -> None:
    """As a pack has it that wants photos kept as they came."""
    database = Database(address)
    with database.write() as session:
        store_photos(session, [clean_photo(_other_photo("red"), field="photo")], originals=True)
    database.close()


def _said(center: CommandCenter) -> str:
    """What an audit says, in English; whatever it is can be said in Chinese."""
    faults = center.log_audit.verify(anchor_file=center.anchor_file).faults
    assert all(fault.sentence("zh") for fault in faults)
    return "\n".join(f"{fault.number or ''} {fault.sentence('en')}".strip() for fault in faults)


# ---- every column, every row --------------------------------------------------------------------


@contextmanager
def _for_now(database: Database) -> Iterator[Connection]:
    """Whatever is done to the database is undone afterwards."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        with unguarded(connection):
            yield connection
        transaction.rollback()


def _is_named(connection: Connection) -> bool:
    with Session(connection, autoflush=False) as session:
        return bool(list(all_faults(session, Chain(CENTRE), None)))


def _first(connection: Connection, table: Table) -> Row[Any]:
    row = connection.execute(select(table).order_by(*table.primary_key)).first()
    assert row is not None, f"no row in {table.name}"
    return row


def _this(table: Table, row: Row[Any]) -> Any:
    conditions = [column == getattr(row, column.key) for column in table.primary_key]
    found = conditions[0]
    for one in conditions[1:]:
        found &= one
    return found


_OTHERWISE: dict[type, Any] = {
    bool: lambda value: not value,
    int: lambda value: value + 1000,
    float: lambda value: value + 0.5,
    bytes: lambda value: value + b"x",
    datetime: lambda value: value - timedelta(microseconds=1),
    date: lambda value: value + timedelta(days=1),
}
_WHERE_NOTHING_WAS: dict[type, Any] = {
    Moment: datetime(2030, 1, 1, tzinfo=UTC),
    Integer: 7,
    Float: 1.5,
}


def _otherwise(table: Table, row: Row[Any], name: str) -> object:
    value = getattr(row, name)
    if value is None:
        kinds = [kind for kind in _WHERE_NOTHING_WAS if isinstance(table.columns[name].type, kind)]
        return _WHERE_NOTHING_WAS[kinds[0]] if kinds else "x"
    if name == "ended_at":
        return value + timedelta(microseconds=1)
    return _OTHERWISE.get(type(value), lambda text: f"{text}x")(value)


def test_that_no_column_of_any_evidence_can_be_altered_unseen(address: str, number: str) -> None:
    database = Database(address)
    unseen = []
    for table in _EVIDENCE:
        for column in table.columns:
            name = f"{table.name}.{column.key}"
            if name in _NO_EVIDENCE_COLUMNS:
                continue
            with _for_now(database) as connection:
                row = _first(connection, table)
                value = _otherwise(table, row, column.key)
                changed = update(table).where(_this(table, row)).values({column.key: value})
                assert connection.execute(changed).rowcount == 1
                if not _is_named(connection):
                    unseen.append(name)
    database.close()
    assert unseen == []


def test_that_no_row_of_any_evidence_can_be_removed_or_added_unseen(
    address: str, number: str
) -> None:
    database = Database(address)
    unseen = []
    for table in _EVIDENCE:
        with _for_now(database) as connection:
            row = _first(connection, table)
            connection.execute(delete(table).where(_this(table, row)))
            if not _is_named(connection):
                unseen.append(f"{table.name} removed")
        with _for_now(database) as connection:
            connection.execute(delete(table))
            if not _is_named(connection):
                unseen.append(f"{table.name} emptied")
        with _for_now(database) as connection:
            values = dict(_first(connection, table)._mapping)
            last_key = list(table.primary_key)[-1].key
            copy = {last_key: _otherwise(table, _first(connection, table), last_key)}
            copy |= {
                name: f"{values[name]}x" for name in ("key_hash", "reference") if name in values
            }
            copy |= {"external_reference": None} if table.name == "cases" else {}
            connection.execute(insert(table), {**values, **copy})
            if not _is_named(connection):
                unseen.append(f"{table.name} added")
    database.close()
    assert unseen == []


# ---- by name ------------------------------------------------------------------------------------


def test_that_a_life_with_a_row_in_every_table_leaves_no_fault(
    center: CommandCenter, number: str
) -> None:
    assert _said(center) == ""


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE case_photos SET phase = 'before' WHERE phase = 'after' AND ordinal = 1",
         "its photo no. 1 is not what history tells"),
        ("UPDATE case_photos SET phase = 'after' WHERE phase = 'before'",
         "its photo no. 1 is not what history tells"),
        ("DELETE FROM case_photos WHERE ordinal = 2", "its photo no. 2 is gone"),
        ("UPDATE photos SET content = '\\x00' WHERE width = 640", "the picture "),
        ("UPDATE photos SET taken_latitude = 39", " of photos is not what the program wrote"),
        ("DELETE FROM photos WHERE width = 640", " of photos was removed, and not by the program"),
        ("UPDATE tasks SET due_at = NULL", "its task no. 1 is not what history tells"),
        ("DELETE FROM tasks WHERE kind = 'urge'", "its task no. 1 is gone"),
        ("UPDATE tasks SET assignee = '三班' WHERE kind = 'crew'",
         "its task no. 2 is not what history tells"),
        ("UPDATE applications SET reason = 'weather'",
         "its application no. 1 is not what history tells"),
        ("DELETE FROM applications", "its application no. 1 is gone"),
        ("UPDATE merges SET undone_at = merged_at", "its merger no. 1 is not what history tells"),
        ("DELETE FROM merges", "its merger no. 1 is gone"),
        ("DELETE FROM case_words", "its words are gone, and no erasure is on record"),
        ("UPDATE case_words SET description = '', address = NULL, salt = ''",
         "its words are gone, and no erasure is on record"),
        ("DELETE FROM opinions", "is gone, and no erasure is on record"),
        ("UPDATE opinions SET text = '', salt = ''", "is gone, and no erasure is on record"),
        ("DELETE FROM reporters", "its reporter no. 1 is gone, and no erasure is on record"),
        ("UPDATE reporters SET name = NULL, phone = NULL, salt = ''",
         "its reporter no. 1 is gone, and no erasure is on record"),
        ("UPDATE accounts SET post = 'leader' WHERE name = 'call-taker'",
         "the row call-taker of accounts is not what the program wrote"),
        ("DELETE FROM accounts WHERE name = 'wall'",
         "the row wall of accounts was removed, and not by the program"),
        ("UPDATE filing_conditions SET amount = '99' WHERE category = '10010100'",
         "the row 10010100/1/1 of filing_conditions is not what the program wrote"),
        ("UPDATE pack_versions SET settings = replace(settings, 'false', 'true')",
         "the row 1 of pack_versions is not what the program wrote"),
        ("DELETE FROM unit_grids WHERE code = '110101001001001'",
         " of unit_grids was removed, and not by the program"),
        ("DELETE FROM idempotency_keys",
         " of idempotency_keys was removed, and not by the program"),
        ("DELETE FROM identity_reads", " of identity_reads was removed, and not by the program"),
        ("DELETE FROM anchors", "the row 2026-11-23 of anchors was removed"),
        ("DELETE FROM seals WHERE sequence = 2", "the seals 2 to 2 are missing"),
        ("DELETE FROM seals", "all seals are gone"),
        ("UPDATE seals SET document = replace(document, 'accounts', 'others') WHERE sequence = 3",
         "seal 3 was altered"),
        ("UPDATE case_serials SET last = last - 1",
         "its number is in use and would be given out again"),
        ("UPDATE tasks SET centre = '110102'", "the table tasks holds rows of another centre"),
    ],
)  # fmt: skip
def test_that_what_was_done_by_hand_is_named(
    center: CommandCenter, address: str, number: str, statement: str, fault: str
) -> None:
    if "x00" in statement and address.startswith("sqlite"):
        statement = statement.replace("'\\x00'", "x'00'")
    tamper(address, statement)
    assert fault in _said(center)


def test_that_a_photo_moved_to_another_case_is_named(
    center: CommandCenter, address: str, city_life: CityLife, number: str
) -> None:
    other = city_life.reported()
    move = f"UPDATE case_photos SET number = '{other}' WHERE number = '{number}' AND ordinal = 1"  # noqa: S608
    tamper(address, move)
    said = _said(center)
    assert f"{other} its photo no. 1 is not what history tells" in said
    assert f"{number} its photo no. 1 is gone" in said


def test_that_the_last_case_removed_from_every_table_is_named(
    center: CommandCenter, address: str, city_life: CityLife, number: str
) -> None:
    before = _rows(address, "tally")
    last = city_life.reported()
    children = ("case_clocks", "case_words", "opinions", "reporters", "event_log", "cases")
    tamper(
        address,
        *(f"DELETE FROM {table} WHERE number = '{last}'" for table in children),  # noqa: S608
        "DELETE FROM case_serials WHERE day = '2026-11-24'",
        "DELETE FROM tally",
    )
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(insert(METADATA.tables["tally"]), before)
    database.close()
    assert _said(center).startswith("the log ends here, but its lines up to ")


def _rows(address: str, table: str) -> list[dict[str, Any]]:
    database = Database(address)
    with database.raw_read() as connection:
        rows = connection.execute(select(METADATA.tables[table])).all()
    database.close()
    return [dict(row._mapping) for row in rows]


# ---- anchors, guards, erasures, upgrades --------------------------------------------------------


def test_that_a_list_of_anchors_that_is_gone_or_cut_off_is_named(
    center: CommandCenter, clock: FakeClock, city_life: CityLife, number: str
) -> None:
    city_life.reported()
    clock.advance(timedelta(days=1))
    run_once(center)
    gone = f"{center.anchor_file} no longer holds the anchor of 2026-11-24 that was written to it"
    lines = center.anchor_file.read_text(encoding="utf-8").splitlines(keepends=True)
    center.anchor_file.write_text(lines[0], encoding="utf-8")
    assert _said(center) == gone
    center.anchor_file.unlink()
    assert _said(center) == gone


def test_that_a_list_of_anchors_that_this_machine_never_wrote_is_not_missed(
    center: CommandCenter, number: str, tmp_path: Path
) -> None:
    assert center.log_audit.verify(anchor_file=tmp_path / "elsewhere.txt").faults == ()


@pytest.mark.parametrize("table", ["event_log", "seals"])
def test_that_a_guard_that_was_taken_away_or_made_harmless_is_named(
    center: CommandCenter, address: str, number: str, table: str
) -> None:
    named = f"the trigger that keeps {table} from being changed is gone"
    if address.startswith("sqlite"):
        verb = "are" if table == "seals" else "is"
        name = f"{table}_{verb}_never_changed"
        drop = f"DROP TRIGGER {name}"
        harmless = (
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN 0"
            " BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    else:
        drop = f"ALTER TABLE {table} DISABLE TRIGGER {table}_guard"
        harmless = (
            f"CREATE OR REPLACE TRIGGER {table}_guard BEFORE UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION seals_are_only_added()"
        )
    database = Database(address)
    for statement in (drop, harmless):
        with database.raw_write() as connection:
            connection.exec_driver_sql(statement)
        assert _said(center) == named
    database.close()


def test_that_what_the_program_erased_or_forgot_is_no_fault(
    center: CommandCenter, clock: FakeClock, number: str
) -> None:
    assert center.upkeep.erase_reporters(number, viewer=CALL_TAKER) == 1
    for _ in range(40):  # a steady age counts no more than a day between two looks
        clock.advance(timedelta(days=1))
        forgotten = center.upkeep.forget_old_keys()
    assert forgotten >= 0
    assert _rows_of(center, "idempotency_keys") == 0
    center.city.override_calendar([])
    assert _said(center) == ""


def _rows_of(center: CommandCenter, table: str) -> int:
    return len(_rows(center._database.url.render_as_string(hide_password=False), table))


def test_that_no_seal_names_a_person_or_an_address(
    center: CommandCenter, address: str, number: str
) -> None:
    documents = "".join(row["document"] for row in _rows(address, "seals"))
    for word in ("王女士", "13900000000", "六条", "井盖", "/k", "r-1"):
        assert word not in documents


def test_that_what_was_written_before_there_were_seals_is_sealed_by_the_upgrade(
    center: CommandCenter, address: str, number: str
) -> None:
    tamper(address, "DELETE FROM opinions", f"DELETE FROM reporters WHERE number = '{number}'")  # noqa: S608
    database = Database(address)
    with database.raw_write() as connection:
        connection.exec_driver_sql("DROP TABLE seals")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP FUNCTION seals_are_only_added")
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), _BEFORE_SEALS)
    database.close()
    center.upgrade()
    assert _said(center) == ""
    center.upgrade()  # and never again: what is altered later stays named
    tamper(address, "UPDATE accounts SET post = 'leader' WHERE name = 'call-taker'")
    center.upgrade()
    assert _said(center) == "the row call-taker of accounts is not what the program wrote"
    assert center.casebook.counts(viewer=CENTRE_VIEW)
