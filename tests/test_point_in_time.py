"""The page about point in time recovery, tried: back to a moment between two reports."""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from tests.city.centers import TINY
from tests.city.postgres import (
    PostgresServer,
    recovered_server,
    run_as_postgres,
    running_server,
    server_programs,
)
from tests.conftest import ROOT

DOOR = Actor("door", frozenset())
MANHOLE = Report("public", "井盖缺失", 39.9305, 116.4105)
_LOOKS, _BETWEEN_LOOKS = 600, 0.1

#: The blocks of the page: settings of the server, commands, settings for recovering.
_SETTINGS, _COMMANDS, _RECOVERY = re.findall(
    r"```\n(.*?)```",
    (ROOT / "docs" / "point_in_time_recovery.md").read_text(encoding="utf-8"),
    re.DOTALL,
)


@pytest.fixture
def mounted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the page calls /mnt: the archive and the base backup, of the server's account."""
    folder = Path("/tmp") / f"commandcenter-archive-{os.getpid()}"
    (folder / "archive").mkdir(parents=True)
    if os.geteuid() == 0:
        for one in (folder, folder / "archive"):
            shutil.chown(one, "postgres", "postgres")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def programs() -> Path:
    found = server_programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql-15")
    return found


def _here(text: str, mounted: Path) -> str:
    return text.replace("/mnt/", f"{mounted}/")


def _ask(server: PostgresServer, question: str) -> object:
    address = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row
        return row[0]


def _await(server: PostgresServer, condition: str) -> None:
    for _ in range(_LOOKS):
        if _ask(server, condition):
            return
        threading.Event().wait(_BETWEEN_LOOKS)
    pytest.fail(f"this never becomes true: {condition}")


def _archive_all(server: PostgresServer) -> None:
    """Everything written so far is in the archive."""
    last = _ask(server, "SELECT pg_walfile_name(pg_current_wal_lsn())")
    _ask(server, "SELECT pg_switch_wal()")
    archived = f"SELECT last_archived_wal >= '{last}' FROM pg_stat_archiver"  # noqa: S608
    _await(server, archived)


@pytest.mark.timeout(300)
def test_that_a_centre_comes_back_as_it_was_between_two_reports(
    programs: Path, mounted: Path
) -> None:
    with (
        running_server(programs, settings=_here(_SETTINGS, mounted)) as server,
        server.database("centre") as address,
        CommandCenter(address) as center,
    ):
        center.make(read_pack(TINY))
        for command in _COMMANDS.splitlines():
            program, *words = _here(command, mounted).split()
            at = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
            of_server = at if program == "pg_basebackup" else []
            run_as_postgres(programs / program, *words, *of_server)
        first = center.intake.receive(MANHOLE, by=DOOR).number
        moment = _ask(server, "SELECT clock_timestamp()")
        assert isinstance(moment, datetime)
        second = center.intake.receive(MANHOLE, by=DOOR).number
        _archive_all(server)
    recovery = re.sub(r"(?<=target_time = ').*(?=')", str(moment), _here(_RECOVERY, mounted))
    with (
        recovered_server(programs, mounted / "base", recovery) as server,
        CommandCenter(server.url("centre")) as center,
    ):
        _await(server, "SELECT NOT pg_is_in_recovery()")
        changes, _ = center.change_feed.since("0", viewer=CENTRE_VIEW)
        assert [change.number for change in changes] == [first]
        assert center.log_audit.verify().faults == ()
        again = center.intake.receive(MANHOLE, by=DOOR).number
        assert again == second  # numbers go on without a gap
        assert center.log_audit.verify().faults == ()


def _marks(center: CommandCenter) -> list[str]:
    return [mark.text_id for mark in center.heartbeats.marks() if not mark.is_about_jobs]


def test_that_an_archive_that_fails_is_red_and_one_that_works_is_a_backup(
    programs: Path, mounted: Path
) -> None:
    with (
        running_server(programs, settings=_here(_SETTINGS, mounted)) as server,
        server.database("centre") as address,
        CommandCenter(address) as center,
    ):
        center.make(read_pack(TINY))
        _archive_all(server)
        assert _marks(center) == ["mark-drill-never"]
        (mounted / "archive").rename(mounted / "away")
        _ask(server, "SELECT pg_switch_wal()")
        center.intake.receive(MANHOLE, by=DOOR)
        _ask(server, "SELECT pg_switch_wal()")
        _await(server, "SELECT last_failed_time > last_archived_time FROM pg_stat_archiver")
        assert _marks(center) == ["mark-archive-failing"]
        (mounted / "away").rename(mounted / "archive")
