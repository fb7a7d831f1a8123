"""Nothing of what is evidence can be altered, removed or added by hand without being named."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Float, Integer, Row, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.base import Moment
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.schema.tables import METADATA
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.log_audit import LogFault
from commandcenter.services.log_audit.log_audit import all_faults, chains_of
from tests.city.life import MONDAY_10, REFUSE, CityLife, FakeClock
from tests.city.postgres import PostgresServer
from tests.services.older import copy_back
from tests.services.tampering import tamper, unguarded
from tests.services.whole_life import AFTERWARDS, CALL_TAKER, live_through

#: What comes and goes with the work and proves nothing: who runs the jobs, how far warnings were
#: watched, unsent words; of warnings only what the rules give.
_NO_EVIDENCE = frozenset({"job_locks", "steady_ages", "warning_watch", "warnings", "drafts"})
#: What is emptied with a person, who could be guessed from it.
_NO_EVIDENCE_COLUMNS = frozenset({"idempotency_keys.body_digest"})
_EVIDENCE = [table for table in METADATA.sorted_tables if table.name not in _NO_EVIDENCE]


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


#: The case that went through a lot, whatever the database.
NUMBER = "1101012026112300001"


@pytest.fixture(scope="module")
def lived_sqlite(made_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in which a whole life went by, copied for every test."""
    file = Path(shutil.copy(made_sqlite, tmp_path_factory.mktemp("lived") / "lived.sqlite3"))
    _live(f"sqlite:///{file}", file.parent)
    return file


@pytest.fixture(scope="module")
def lived_postgres(
    postgres_server: PostgresServer,
    made_postgres: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The name of a database in which a whole life went by, the template of every test's own."""
    with postgres_server.database("lived", template=made_postgres) as url:
        _live(url, tmp_path_factory.mktemp("lived"))
        yield "lived"


def _live(address: str, data_home: Path) -> None:
    clock = FakeClock(MONDAY_10)
    with pytest.MonkeyPatch.context() as patch, CommandCenter(address, clock=clock) as center:
        patch.setenv("XDG_DATA_HOME", str(data_home))
        assert live_through(center, address, clock) == NUMBER
    assert clock.now == AFTERWARDS


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        lived = request.getfixturevalue("lived_sqlite")
        yield f"sqlite:///{shutil.copy(lived, tmp_path / 'center.sqlite3')}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(template=request.getfixturevalue("lived_postgres")) as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(AFTERWARDS)


def _said(center: CommandCenter) -> str:
    """What an audit says, in English; whatever it is can be said in Chinese."""
    return _sentences(center.log_audit.verify(anchor_file=center.anchor_file).faults)


def _sentences(found: Iterable[LogFault]) -> str:
    faults = list(found)
    assert all(fault.sentence("zh") for fault in faults)
    return "\n".join(f"{fault.number or ''} {fault.sentence('en')}".strip() for fault in faults)


# ---- every column, every row --------------------------------------------------------------------


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database for all tests that undo what they do to it."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("shared") / "center.sqlite3"
        shutil.copy(request.getfixturevalue("lived_sqlite"), file)
        with closing(Database(f"sqlite:///{file}")) as database:
            yield database
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("lived_postgres")
    with server.database(template=template) as url, closing(Database(url)) as database:
        yield database


#: What is done to the tables, and what of a row it needs.
_Change = Callable[[Connection], object]


@contextmanager
def _altered(database: Database, change: _Change) -> Iterator[Session]:
    """The database with the change in it, its guards in place; undone afterwards."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        with unguarded(connection):
            change(connection)
        with Session(connection, autoflush=False) as session:
            yield session
        transaction.rollback()


def _is_named(database: Database, change: _Change) -> bool:
    with _altered(database, change) as session:
        return next(all_faults(session, chains_of(session), None), None) is not None


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


def _put_otherwise(table: Table, name: str) -> _Change:
    def change(connection: Connection) -> None:
        row = _first(connection, table)
        values = {name: _otherwise(table, row, name)}
        assert connection.execute(update(table).where(_this(table, row)).values(values)).rowcount

    return change


def _removed(table: Table) -> _Change:
    return lambda connection: connection.execute(
        delete(table).where(_this(table, _first(connection, table)))
    )


def _emptied(table: Table) -> _Change:
    return lambda connection: connection.execute(delete(table))


def _added(table: Table) -> _Change:
    def change(connection: Connection) -> None:
        row = _first(connection, table)
        values = dict(row._mapping)
        last_key = list(table.primary_key)[-1].key
        copy = {last_key: _otherwise(table, row, last_key)}
        copy |= {name: f"{values[name]}x" for name in ("key_hash", "reference") if name in values}
        copy |= {"external_reference": None} if table.name == "cases" else {}
        copy |= {"is_home": False} if table.name == "centres" else {}
        connection.execute(insert(table), {**values, **copy})

    return change


def test_that_no_column_of_any_evidence_can_be_altered_unseen(lived: Database) -> None:
    names = [(table, column.key) for table in _EVIDENCE for column in table.columns]
    unseen = [
        f"{table.name}.{name}"
        for table, name in names
        if f"{table.name}.{name}" not in _NO_EVIDENCE_COLUMNS
        and not _is_named(lived, _put_otherwise(table, name))
    ]
    assert unseen == []


@pytest.mark.parametrize("how", [_removed, _emptied, _added])
def test_that_no_row_of_any_evidence_can_be_removed_or_added_unseen(
    lived: Database, how: Callable[[Table], _Change]
) -> None:
    assert [table.name for table in _EVIDENCE if not _is_named(lived, how(table))] == []


# ---- by name ------------------------------------------------------------------------------------


def test_that_a_life_with_a_row_in_every_table_leaves_no_fault(center: CommandCenter) -> None:
    assert _said(center) == ""


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE case_photos SET phase = 'before' WHERE phase = 'after' AND ordinal = 1",
         "its photo no. 1 differs from its history"),
        ("UPDATE case_photos SET phase = 'after' WHERE phase = 'before'",
         "its photo no. 1 differs from its history"),
        ("DELETE FROM case_photos WHERE ordinal = 2", "its photo no. 2 is missing"),
        ("UPDATE photos SET content = '\\x00' WHERE width = 640", "the image "),
        ("UPDATE photos SET taken_latitude = 39", " of photos is not what the program wrote"),
        ("DELETE FROM photos WHERE width = 640", " of photos was removed, but not by the program"),
        ("UPDATE tasks SET due_at = NULL", "its task no. 1 differs from its history"),
        ("DELETE FROM tasks WHERE kind = 'urge'", "its task no. 1 is missing"),
        ("UPDATE tasks SET assignee = '三班' WHERE kind = 'crew'",
         "its task no. 2 differs from its history"),
        ("UPDATE applications SET reason = 'weather'",
         "its application no. 1 differs from its history"),
        ("DELETE FROM applications", "its application no. 1 is missing"),
        ("UPDATE merges SET undone_at = merged_at", "its merger no. 1 differs from its history"),
        ("DELETE FROM merges", "its merger no. 1 is missing"),
        ("DELETE FROM case_words", "its texts are missing, and no erasure is on record"),
        ("UPDATE case_words SET description = '', address = NULL, salt = ''",
         "its texts are missing, and no erasure is on record"),
        ("DELETE FROM opinions", "is missing, and no erasure is on record"),
        ("UPDATE opinions SET text = '', salt = ''", "is missing, and no erasure is on record"),
        ("DELETE FROM reporters", "its reporter no. 1 is missing, and no erasure is on record"),
        ("UPDATE reporters SET name = NULL, phone = NULL, salt = ''",
         "its reporter no. 1 is missing, and no erasure is on record"),
        ("UPDATE accounts SET post = 'leader' WHERE name = 'call-taker'",
         "row call-taker of accounts is not what the program wrote"),
        ("DELETE FROM accounts WHERE name = 'wall'",
         "row wall of accounts was removed, but not by the program"),
        ("UPDATE filing_conditions SET amount = '99' WHERE category = '10010100'",
         "row 10010100/1/1 of filing_conditions is not what the program wrote"),
        ("UPDATE pack_versions SET settings = replace(settings, 'false', 'true')",
         "row 1 of pack_versions is not what the program wrote"),
        ("DELETE FROM unit_grids WHERE code = '110101001001001'",
         " of unit_grids was removed, but not by the program"),
        ("DELETE FROM idempotency_keys",
         " of idempotency_keys was removed, but not by the program"),
        ("DELETE FROM identity_reads", " of identity_reads was removed, but not by the program"),
        ("DELETE FROM anchors", "row 2026-11-23 of anchors was removed"),
        ("DELETE FROM seals WHERE sequence = 2", "seals 2 to 2 are missing"),
        ("DELETE FROM seals", "all seals are missing"),
        ("UPDATE seals SET document = replace(document, 'accounts', 'others') WHERE sequence = 3",
         "seal 3 was altered"),
        ("UPDATE case_serials SET last = last - 1",
         "its number is in use but would be issued again"),
        ("UPDATE case_words SET searched = ''", "its search text does not match"),
        ("UPDATE photos SET cut_off = TRUE WHERE width = 640",
         " of photos is not what the program wrote"),
        ("UPDATE case_clocks SET next_mark_at = '2027-01-01 00:00:00.000000'"
         " WHERE name = 'handling'",
         "its handling clock no. 1 is not checked for warnings at"),
        ("DELETE FROM warnings WHERE mark = '4/5' AND clock = 'ask_inspect'",
         "its ask_inspect clock no. 1 is not checked for warnings at"),
        ("UPDATE warnings SET at = '2026-11-23 03:00:00.000000' WHERE clock = 'accept'",
         "a warning of its accept clock no. 1 is not what the rules give"),
        ("UPDATE warnings SET recipient = 'wall' WHERE clock = 'accept'",
         "a warning of its accept clock no. 1 is not what the rules give"),
        ("UPDATE warnings SET mark = '2/5' WHERE mark = '4/5'", " is not what the rules give"),
        ("UPDATE drafts SET account = 'nobody'", "there is an unsent draft of nobody"),
        ("UPDATE drafts SET number = '1'", "1 there is an unsent draft of dispatcher"),
        ("UPDATE tasks SET centre = '110102'", "the table tasks contains rows of another centre"),
    ],
)  # fmt: skip
def test_that_what_was_done_by_hand_is_named(lived: Database, statement: str, fault: str) -> None:
    if lived.is_sqlite:
        statement = statement.replace("'\\x00'", "x'00'")
    with _altered(lived, lambda connection: connection.exec_driver_sql(statement)) as session:
        assert fault in _sentences(all_faults(session, chains_of(session), None))


@pytest.mark.parametrize("moment", ["NULL", "due_at", "'2026-11-24 05:00:00.000001'"])
def test_that_a_running_clock_that_nobody_would_look_at_in_time_is_named(
    center: CommandCenter, address: str, city_life: CityLife, moment: str
) -> None:
    handling = city_life.handling()
    center.warnings.raise_due()
    assert _said(center) == ""
    tamper(
        address,
        f"UPDATE case_clocks SET next_mark_at = {moment}"  # noqa: S608
        f" WHERE number = '{handling}' AND name = 'handling'",
    )
    assert _said(center).startswith(f"{handling} its handling clock no. 1 is not checked for ")


def test_that_what_was_warned_of_before_an_extension_is_no_fault(
    center: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    handling = city_life.handling(REFUSE, "sanitation")
    clock.advance(timedelta(hours=4, minutes=30))  # to 17:30; four fifths were over at 17:12
    assert center.warnings.raise_due().warned
    asked = {"reason": "parts", "note": "等件"}
    city_life.step(handling, Step.ASK_EXTENSION, "department-sanitation", asked)
    city_life.step(handling, Step.GRANT_EXTENSION, "dispatcher", {})
    assert _said(center) == ""
    clock.advance(timedelta(days=3))
    center.warnings.raise_due()
    assert _said(center) == ""


def test_that_triggers_and_views_that_no_migration_made_are_named(
    center: CommandCenter, address: str
) -> None:
    made = {
        "sqlite": "CREATE TRIGGER quietly AFTER INSERT ON event_log"
        " BEGIN UPDATE cases SET stage = stage; END",
        "postgresql": "CREATE RULE quietly AS ON DELETE TO tasks DO INSTEAD NOTHING",
    }
    database = Database(address)
    with database.raw_write() as connection:
        connection.exec_driver_sql(made[connection.dialect.name])
        connection.exec_driver_sql("CREATE VIEW late AS SELECT number FROM cases")
    database.close()
    table = "event_log" if address.startswith("sqlite") else "tasks"
    assert _said(center).splitlines() == [
        "the view late was not created by the program",
        f"the trigger or rule quietly on {table} was not created by the program",
    ]


def test_that_a_photo_moved_to_another_case_is_named(
    center: CommandCenter, address: str, city_life: CityLife
) -> None:
    other = city_life.reported()
    move = f"UPDATE case_photos SET number = '{other}' WHERE number = '{NUMBER}' AND ordinal = 1"  # noqa: S608
    tamper(address, move)
    said = _said(center)
    assert f"{other} its photo no. 1 differs from its history" in said
    assert f"{NUMBER} its photo no. 1 is missing" in said


def test_that_the_last_case_removed_from_every_table_is_named(
    center: CommandCenter, address: str, city_life: CityLife
) -> None:
    before = _rows(address, "sums")
    last = city_life.reported()
    children = ("case_clocks", "case_words", "opinions", "reporters", "event_log", "cases")
    tamper(
        address,
        *(f"DELETE FROM {table} WHERE number = '{last}'" for table in children),  # noqa: S608
        "DELETE FROM case_serials WHERE day = '2026-11-24'",
        "DELETE FROM sums",
    )
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(insert(METADATA.tables["sums"]), before)
    database.close()
    assert _said(center).startswith("the log ends here, but its entries up to ")


def _rows(address: str, table: str) -> list[dict[str, Any]]:
    database = Database(address)
    with database.raw_read() as connection:
        rows = connection.execute(select(METADATA.tables[table])).all()
    database.close()
    return [dict(row._mapping) for row in rows]


# ---- guards, erasures, upgrades --------------------------------------------------------


@pytest.mark.parametrize("table", ["event_log", "seals"])
def test_that_a_guard_that_was_taken_away_or_made_harmless_is_named(
    center: CommandCenter, address: str, table: str
) -> None:
    named = f"the trigger that protects {table} from changes is missing"
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
    center: CommandCenter, clock: FakeClock
) -> None:
    assert center.erasing.erase_reporters(NUMBER, viewer=CALL_TAKER) == 1
    for _ in range(40):  # a steady age counts no more than a day between two looks
        clock.advance(timedelta(days=1))
        forgotten = center.housekeeping.forget_old_keys()
    assert forgotten >= 0
    assert _rows_of(center, "idempotency_keys") == 0
    center.city.override_calendar([])
    assert _said(center) == ""


def _rows_of(center: CommandCenter, table: str) -> int:
    return len(_rows(center._database.url.render_as_string(hide_password=False), table))


def test_that_no_seal_names_a_person_or_an_address(center: CommandCenter, address: str) -> None:
    documents = "".join(row["document"] for row in _rows(address, "seals"))
    for word in ("王女士", "13900000000", "六条", "井盖", "/k", "r-1"):
        assert word not in documents


@pytest.fixture
def other_address(address: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the same kind."""
    if address.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'other.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.mark.parametrize("revision", ["0011", "0012"])
def test_that_an_upgrade_leaves_nothing_that_an_audit_would_name(
    address: str, other_address: str, revision: str
) -> None:
    """Before 0012 there were no seals: what was there is sealed by the upgrade, once."""
    if revision == "0011":
        gone = f"DELETE FROM reporters WHERE number = '{NUMBER}'"  # noqa: S608
        tamper(address, "DELETE FROM opinions", gone)
    with closing(Database(address)) as now, closing(Database(other_address)) as then:
        copy_back(now, then, revision)
    with CommandCenter(other_address, clock=FakeClock(AFTERWARDS)) as center:
        center.upgrade()
        assert _said(center) == ""
        tamper(other_address, "UPDATE accounts SET area = '110101' WHERE name = 'call-taker'")
        center.upgrade()  # which seals nothing a second time
        assert _said(center) == "row call-taker of accounts is not what the program wrote"
        assert center.casebook.counts(viewer=CENTRE_VIEW)
