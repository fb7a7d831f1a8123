"""The door to SQL: what addresses it takes, who waits for whom, what it tells of a sick disk."""

import resource
import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.engines import file_system_of, read_url
from commandcenter.errors import InvalidInput, Unavailable
from commandcenter.models.cases.report import Report
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW

DOOR = Actor("door", frozenset())
CALLERS = 40  # the web door has so many threads
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


def test_that_no_bound_value_stands_in_a_driver_s_error(address: str) -> None:
    database = Database(address)
    with pytest.raises(DBAPIError) as bug, database.raw_write() as connection:
        connection.execute(
            text("INSERT INTO reporters (nickname) VALUES (:name)"), {"name": "王女士"}
        )
    database.close()
    assert "王女士" not in str(bug.value)


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
