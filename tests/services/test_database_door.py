"""The door to SQL: what addresses it takes, who waits for whom, what it tells of a sick disk."""

import logging
import os
import resource
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.database import Database
from commandcenter.database.bulk.inserts import Insert
from commandcenter.database.database import QUEUE_KEY
from commandcenter.database.driver_errors import DatabaseBug
from commandcenter.database.engines import file_system_of, open_engine, read_url
from commandcenter.errors import InvalidInput, Unavailable
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.patience import QUEUE_SECONDS
from tests.city.postgres import PostgresServer

_LOG = logging.getLogger(__name__)
DOOR = Actor("door", frozenset())
CALLERS = 40  # the number of threads of the gateway
MANHOLE = Report("public", "井盖缺失", 39.9305, 116.4105)


@pytest.mark.parametrize(
    "address",
    [
        "nothing",
        "mysql://host/name",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://host:port/name",
        "postgresql://me:secret@host/name",
        "postgresql://host/name?password=secret",
    ],
)
def test_that_an_address_that_cannot_serve_a_centre_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_url(address)
    assert "secret" not in refused.value.sentence("en")


def test_that_a_postgresql_address_needs_no_name_of_a_driver() -> None:
    assert read_url("postgresql://host/name").drivername == "postgresql+psycopg"


def test_that_a_network_share_with_a_space_in_its_name_is_known(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n//nas/city /mnt/our\\040share cifs rw 0 0\n", encoding="utf-8"
    )
    assert file_system_of(Path("/mnt/our share/center.sqlite3"), mounts) == "cifs"
    assert file_system_of(Path("/mnt/center.sqlite3"), mounts) == "ext4"


def test_that_as_many_callers_as_the_web_door_has_threads_are_all_served(address: str) -> None:
    """Each asks the centre's own clock, which reads the database while they hold connections."""
    with CommandCenter(address) as center, ThreadPoolExecutor(CALLERS) as pool:
        reports = pool.map(lambda _: center.intake.receive(MANHOLE, by=DOOR), range(8 * CALLERS))
        assert len({receipt.number for receipt in reports}) == 8 * CALLERS


def test_that_threads_never_see_real_time_in_a_simulated_centre(address: str) -> None:
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(
            text(
                "UPDATE centres SET clock_real_from = '2000-01-01', clock_speed = 1,"
                " clock_shown_from = '1950-01-01'"
            )
        )
    with ThreadPoolExecutor(8) as pool:
        shown = set(pool.map(lambda _: database.clock().year, range(200)))
    database.close()
    assert max(shown) < 2000


PHONE, NAME = "13800000000", "王女士"
#: Each fails for a reason of its own; PostgreSQL repeats the row or the value in all of them.
UNSOUND = {
    "a column too many": "INSERT INTO reporters (nickname) VALUES (:said)",
    "a row without its key": "INSERT INTO reporters (centre, phone) VALUES ('1', :said)",
    "a row twice": "INSERT INTO accounts SELECT centre, name, post, :said, :said, created_at,"
    " disabled_at FROM accounts",
}


@pytest.mark.parametrize("statement", UNSOUND.values(), ids=UNSOUND)
def test_that_no_bound_value_reaches_a_log(
    address: str, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(address)
    with pytest.raises(DatabaseBug) as bug, database.raw_write() as connection:
        connection.execute(text(statement), {"said": PHONE})
    database.close()
    _LOG.error("what the last hook writes", exc_info=bug.value)
    assert "INSERT INTO" in caplog.text
    assert PHONE not in caplog.text


def test_that_no_value_that_cannot_be_read_reaches_a_log(
    postgres_server: PostgresServer, made_postgres: str, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL repeats it in the first line, where it says most else without values."""
    with postgres_server.database(template=made_postgres) as url:
        database = Database(url)
        with pytest.raises(DatabaseBug) as bug, database.raw_write() as connection:
            connection.execute(text("SELECT CAST(:said AS INTEGER)"), {"said": PHONE})
        database.close()
    _LOG.error("what the last hook writes", exc_info=bug.value)
    assert PHONE not in caplog.text


def test_that_no_copied_row_reaches_a_log(address: str, caplog: pytest.LogCaptureFixture) -> None:
    """Rows by the dozen go to the driver past SQLAlchemy, with a message of their own."""
    database = Database(address)
    reporters = Insert(Reporter.metadata.tables["reporters"], database.engine.dialect)
    rows = [("110101", "nobody's case", 1, NAME, PHONE, "salt")] * 30
    with pytest.raises(DatabaseBug) as bug, database.write() as session:
        reporters.execute(session.connection(), rows)
    _LOG.error("what the last hook writes", exc_info=bug.value)
    database.close()
    assert "reporters" in caplog.text
    assert PHONE not in caplog.text
    assert NAME not in caplog.text


def test_that_a_refusal_tells_its_reason_in_the_log_without_values(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(address)
    with pytest.raises(Unavailable) as refused, database.raw_write() as connection:
        connection.execute(text("SELECT :said FROM no_such_table"), {"said": PHONE})
    _LOG.error("why it was refused", exc_info=refused.value)
    database.close()
    assert "no_such_table" in caplog.text
    assert PHONE not in caplog.text


def test_that_who_waits_behind_two_queues_waits_five_seconds_in_all(address: str) -> None:
    """First for a writer of the same process, then for one of another."""
    database = Database(address)
    begun = steady_seconds()
    with _writing_elsewhere(database), ThreadPoolExecutor(2) as pool:
        waited = [pool.submit(_wait_to_write, database) for _ in range(2)]
        refusals = [one.result() for one in waited]
    database.close()
    assert [refusal.error_id for refusal in refusals] == ["database-busy"] * 2
    assert steady_seconds() - begun < QUEUE_SECONDS + 2


def _wait_to_write(database: Database) -> Unavailable:
    with pytest.raises(Unavailable) as refused, database.write():
        pass
    return refused.value


@contextmanager
def _writing_elsewhere(database: Database) -> Iterator[None]:
    """What a writer of another process holds, on a connection that our own queue knows not."""
    engine = open_engine(database.url)
    with engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("UPDATE cases SET version = version")
        else:
            connection.execute(text("SET idle_in_transaction_session_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": QUEUE_KEY})
        yield
        connection.rollback()
    engine.dispose()


def test_that_who_was_idle_in_the_queue_for_too_long_is_told_to_try_again(
    postgres_server: PostgresServer, made_postgres: str
) -> None:
    with postgres_server.database(template=made_postgres) as url:
        database = Database(url)
        with pytest.raises(Unavailable) as refused, database.write() as session:
            _be_idle_for_too_long(database, session)
        database.close()
    assert refused.value.error_id == "database-busy"


def test_that_a_connection_in_use_is_closed_when_it_comes_back_late(
    postgres_server: PostgresServer, made_postgres: str
) -> None:
    with postgres_server.database(template=made_postgres) as url:
        database = Database(url)
        with database.raw_read() as connection:
            line = connection.connection.driver_connection
            connection.exec_driver_sql("SELECT 1")
            database.close()
        assert isinstance(line, psycopg.Connection)
        assert line.closed


def test_that_only_who_holds_the_queue_is_given_up_after_a_few_seconds(
    postgres_server: PostgresServer, made_postgres: str
) -> None:
    shown = text("SHOW idle_in_transaction_session_timeout")
    with postgres_server.database(template=made_postgres) as url:
        database = Database(url)
        with database.read() as session:
            assert session.scalar(shown) == "1min"
        with database.write() as session:
            assert session.scalar(shown) == "5s"
        with database.read() as session:
            assert session.scalar(shown) == "1min"
        database.close()


def _be_idle_for_too_long(database: Database, session: Session) -> None:
    mine = session.scalar(text("SELECT pg_backend_pid()"))
    session.execute(text("SET idle_in_transaction_session_timeout = '10ms'"))
    given_up = steady_seconds() + 20
    while _is_there(database, mine):
        assert steady_seconds() < given_up, "the server never ended the idle transaction"
    session.execute(text("SELECT 1"))


def _is_there(database: Database, process: int | None) -> bool:
    with database.raw_read() as connection:
        found = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
        return bool(connection.scalar(found, {"pid": process}))


@pytest.mark.parametrize(
    ("folder_mode", "file_mode"), [(0o555, 0o444), (0o555, 0o644), (0o755, 0o444)]
)
def test_that_a_file_or_folder_that_may_only_be_read_is_told_with_a_remedy(
    made_sqlite: Path, folder_mode: int, file_mode: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(shutil.copy(made_sqlite, folder))
        file.chmod(file_mode)
        Path(folder).chmod(folder_mode)
        with _ordinary_user(), pytest.raises(Unavailable) as refused:
            _report_to(file)
        Path(folder).chmod(0o755)
    assert "folder" in refused.value.sentence("en")


def _report_to(file: Path) -> None:
    with CommandCenter(f"sqlite:///{file}") as center:
        center.intake.receive(MANHOLE, by=DOOR)


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Root may write everywhere; so for a moment nobody is root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_that_a_disk_that_takes_no_more_is_told_and_nothing_is_half_written(
    made_sqlite: Path, tmp_path: Path
) -> None:
    file = tmp_path / "center.sqlite3"
    file.write_bytes(made_sqlite.read_bytes())
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with CommandCenter(f"sqlite:///{file}") as center:
        center.intake.receive(MANHOLE, by=DOOR)
        with _files_no_longer_than(100_000), pytest.raises(Unavailable, match="disk"):
            _report_for_ever(center)
        center.intake.receive(MANHOLE, by=DOOR)
        verdict = center.log_audit.verify()
        changes, _ = center.change_feed.since("0", viewer=CENTRE_VIEW)
    assert verdict.faults == ()
    assert verdict.entries == len(changes) >= 2


def _report_for_ever(center: CommandCenter) -> None:
    while True:
        center.intake.receive(MANHOLE, by=DOOR)


@contextmanager
def _files_no_longer_than(most: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
