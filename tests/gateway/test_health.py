"""What `GET /health` says: whether a report would be taken now, and if not, why."""

import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import InvalidInput, Unavailable
from commandcenter.gateway.app import make_app
from commandcenter.services.heartbeats import Beat
from tests.city.postgres import PostgresServer
from tests.gateway.conftest import REPORT


@pytest.fixture
def file(made_sqlite: Path, tmp_path: Path) -> Path:
    file = tmp_path / "center.sqlite3"
    file.write_bytes(made_sqlite.read_bytes())
    return file


@contextmanager
def _door(address: str) -> Iterator[TestClient]:
    with CommandCenter(address) as center, TestClient(make_app(center)) as client:
        yield client


def _assert_shut(door: TestClient, title: str) -> None:
    """Health and a report say the same, and when to come again."""
    for answer in (door.get("/health"), door.post("/reports", json=REPORT)):
        assert (answer.status_code, answer.json()["title"]) == (503, title)
        assert answer.headers["retry-after"]


def test_that_a_door_that_takes_reports_is_in_health_and_leaves_no_trace(address: str) -> None:
    with _door(address) as door:
        answers = [door.get("/health") for _ in range(3)]
        assert [answer.json()["status"] for answer in answers] == ["ok"] * 3
    with CommandCenter(address) as center:
        assert center.change_feed.latest() == "0"


def test_that_a_balancer_may_ask_for_the_head_of_health_alone(file: Path) -> None:
    with _door(f"sqlite:///{file}") as door:
        assert door.head("/health").status_code == 200
        file.unlink()
        assert door.head("/health").status_code == 503


def test_that_a_door_whose_file_is_gone_says_so(file: Path) -> None:
    with _door(f"sqlite:///{file}") as door:
        file.unlink()
        _assert_shut(door, "database file gone")


def test_that_a_door_on_a_disk_that_takes_no_more_says_so(file: Path) -> None:
    with _door(f"sqlite:///{file}") as door, _files_no_longer_than(0):
        assert door.get("/health").status_code == 503
        assert door.post("/reports", json=REPORT).status_code == 503


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


def test_that_a_door_that_waits_for_another_s_lock_in_vain_says_so(file: Path) -> None:
    with _door(f"sqlite:///{file}") as door, closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        _assert_shut(door, "database busy")


def test_that_a_door_whose_server_only_reads_says_so(
    postgres_server: PostgresServer, made_postgres: str
) -> None:
    with postgres_server.database(template=made_postgres) as url:
        database = Database(url)
        with database.raw_write() as connection:
            name = database.url.database
            order = f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'
            connection.execute(text(order))
        database.close()
        with _door(url) as door:
            _assert_shut(door, "database read only")


def test_that_a_door_writes_no_more_when_a_newer_program_has_taken_over(address: str) -> None:
    with _door(address) as door:
        assert door.post("/reports", json=REPORT).status_code == 201
        database = Database(address)
        with database.raw_write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        database.close()
        _assert_shut(door, "database newer")


def test_that_the_jobs_are_left_to_the_newer_program(center: CommandCenter, address: str) -> None:
    assert center.housekeeping.take_lock("old")
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(Unavailable, match="newer version"):
        center.housekeeping.take_lock("old")


def test_that_health_says_how_jobs_and_backups_are_and_no_more(file: Path) -> None:
    address = f"sqlite:///{file}"
    with _door(address) as door:
        answer = door.get("/health").json()
        assert (answer["status"], answer["jobs"]) == ("ok", "amber")
        with CommandCenter(address) as center:
            now = center.heartbeats.now()
            jobs = [Beat(job, now, now, now) for job in ("warn", "backup", "drill")]
            center.heartbeats.note(jobs)
            answer = door.get("/health").json()
            assert (answer["jobs"], answer["backup"]) == ("ok", "ok")
            failed = InvalidInput("backup-unwritable", file="/mnt/secret", reason="no")
            center.heartbeats.note([Beat.of_failure("backup", now, now, failed)])
        answer = door.get("/health")
    assert (answer.status_code, answer.json()["backup"], answer.json()["jobs"]) == (
        200,
        "red",
        "ok",
    )
    assert "secret" not in answer.text
