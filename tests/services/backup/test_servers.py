"""A centre on PostgreSQL: pg_dump and the sums of the manifest see the same moment."""

import os
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.postgres import dumping
from commandcenter.database.processes import OneBeside
from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import Actor
from commandcenter.services.backup.key_file import make_key_file, read_keys
from commandcenter.services.backup.making import Made
from commandcenter.services.backup.restoring import restore_backup
from commandcenter.services.backup.restoring_server import differing_tables, restore_into_server
from tests.city.life import MONDAY_10, FakeClock, photo
from tests.city.postgres import PostgresServer

DOOR = Actor("door", frozenset())
MANHOLE = Report("public", "井盖缺失", 39.9305, 116.4105, photos=(photo(),))


@pytest.fixture
def address(postgres_server: PostgresServer, made_postgres: str) -> Iterator[str]:
    with postgres_server.database(template=made_postgres) as url:
        yield url


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def _made(center: CommandCenter, place: Path, key_file: Path | None = None) -> Made:
    anchors = place / "none.anchors.txt"
    return center.backup.make(place, anchor_file=anchors, key_file=key_file)


def _refused(backup: Path, address: str) -> str:
    with pytest.raises(CommandCenterError) as refused:
        restore_into_server(backup, address)
    assert refused.value.sentence("zh")
    return refused.value.error_id


def test_that_a_restored_server_holds_what_was_there(
    center: CommandCenter, place: Path, fresh_postgres: str, clock: FakeClock
) -> None:
    center.intake.receive(MANHOLE, by=DOOR)
    made = _made(center, place)
    manifest = restore_into_server(made.file, fresh_postgres)
    assert manifest == made.manifest
    assert manifest.tables["photos"].rows == 1
    assert differing_tables(manifest, fresh_postgres) == []
    with CommandCenter(fresh_postgres, clock=clock) as again:
        assert again.log_audit.verify().faults == ()
        again.intake.receive(MANHOLE, by=DOOR)
        assert "event_log" in differing_tables(manifest, fresh_postgres)


def back_up(address: str, place: Path, programs: Path) -> None:
    """In a process of its own."""
    dumping._INSTALLED = programs
    with CommandCenter(address) as center:
        _made(center, place)


def test_that_a_backup_that_is_ended_leaves_no_copy_and_no_pg_dump(
    address: str, place: Path, tmp_path: Path
) -> None:
    dumps = tmp_path / "dumps"
    _put_pg_dump(tmp_path, f"echo $$ > {dumps}.part; mv {dumps}.part {dumps}; exec sleep 600\n")
    work = OneBeside(back_up, address, place, tmp_path)
    while not dumps.exists():
        assert not work.is_done
    program = psutil.Process(int(dumps.read_text()))
    work.end()
    assert list(place.iterdir()) == []
    assert not program.is_running() or program.status() == psutil.STATUS_ZOMBIE


def test_that_the_dump_and_its_sums_are_of_one_moment(
    center: CommandCenter,
    place: Path,
    fresh_postgres: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting, go = tmp_path / "waiting", tmp_path / "go"
    wait = f"touch {waiting}; until [ -e {go} ]; do sleep 0.05; done"
    _put_pg_dump(tmp_path, f'{wait}\nexec {shutil.which("pg_dump")} "$@"\n')
    with monkeypatch.context() as patched, ThreadPoolExecutor(1) as beside:
        patched.setattr("commandcenter.database.postgres.dumping._INSTALLED", tmp_path)
        making = beside.submit(_made, center, place)
        while not waiting.exists() and not making.done():
            threading.Event().wait(0.05)
        center.intake.receive(MANHOLE, by=DOOR)  # after the sums have their moment
        go.touch()
        made = making.result()
    assert made.manifest.log.sequence == 0
    restore_into_server(made.file, fresh_postgres)
    assert differing_tables(made.manifest, fresh_postgres) == []


def _put_pg_dump(folder: Path, script: str) -> None:
    """What is found in place of pg_dump."""
    program = folder / "15" / "bin" / "pg_dump"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    program.chmod(0o700)


def test_that_a_server_with_tables_is_never_restored_over(
    center: CommandCenter, address: str, place: Path
) -> None:
    made = _made(center, place)
    before = center.change_feed.latest()
    assert _refused(made.file, address) == "restore-into-used-server"
    assert center.change_feed.latest() == before


def test_that_a_half_copied_dump_leaves_an_empty_database_empty(
    center: CommandCenter, place: Path, fresh_postgres: str
) -> None:
    made = _made(center, place)
    content = made.file.read_bytes()
    made.file.write_bytes(content[: len(content) // 2])
    assert _refused(made.file, fresh_postgres) == "backup-cut-off"
    altered = bytearray(content)
    altered[-2000] ^= 1
    made.file.write_bytes(altered)
    assert _refused(made.file, fresh_postgres) == "backup-altered"
    database = Database(fresh_postgres)
    with database.raw_read() as connection:
        count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.scalar(text(count)) == 0
    database.close()


def test_that_file_and_server_are_not_mixed_up(
    center: CommandCenter,
    made_sqlite: Path,
    place: Path,
    fresh_postgres: str,
    tmp_path: Path,
    clock: FakeClock,
) -> None:
    made = _made(center, place)
    with pytest.raises(CommandCenterError) as refused:
        restore_backup(made.file, tmp_path / "new.sqlite3", now=MONDAY_10, is_chosen=False)
    assert refused.value.error_id == "backup-of-server"
    with CommandCenter(f"sqlite:///{made_sqlite}", clock=clock) as of_file:
        other = _made(of_file, tmp_path)
    assert _refused(other.file, fresh_postgres) == "restore-into-server"


def test_that_an_encrypted_dump_needs_its_key(
    center: CommandCenter, place: Path, fresh_postgres: str, tmp_path: Path
) -> None:
    make_key_file(tmp_path / "backup.key")
    made = _made(center, place, tmp_path / "backup.key")
    assert _refused(made.file, fresh_postgres) == "backup-needs-key"
    restore_into_server(made.file, fresh_postgres, keys=read_keys(tmp_path / "backup.key"))
    assert differing_tables(made.manifest, fresh_postgres) == []


def test_that_a_server_that_cannot_be_dumped_is_refused_without_a_password_in_sight(
    center: CommandCenter, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = tmp_path / "arguments"
    _put_pg_dump(tmp_path, f'echo "$@" > {heard}\necho "pg_dump: error: no" >&2\nexit 1\n')
    monkeypatch.setattr("commandcenter.database.postgres.dumping._INSTALLED", tmp_path)
    monkeypatch.setitem(os.environ, "PGPASSWORD", "secret word")
    with pytest.raises(CommandCenterError) as refused:
        _made(center, place)
    assert refused.value.error_id == "pg-program-failed"
    assert "no" in refused.value.sentence("en")
    assert "secret" not in heard.read_text() + refused.value.sentence("en")
    assert [*place.iterdir()] == []
