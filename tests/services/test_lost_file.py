"""A database file that lost its name under a running centre: nothing is acknowledged into it."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import Unavailable
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import FakeClock

DOOR = Actor("door", frozenset())
MANHOLE = Report("public", "井盖缺失", 39.9305, 116.4105)
#: Another process that has the file open and has just written, until its input ends.
_BESIDE = """
import sys
from commandcenter.center import CommandCenter
from tests.services.test_lost_file import DOOR, MANHOLE
with CommandCenter(sys.argv[1]) as center:
    print(center.intake.receive(MANHOLE, by=DOOR).number, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def file(made_sqlite: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made_sqlite, tmp_path / "center.sqlite3"))


@pytest.fixture
def older(file: Path, tmp_path: Path) -> Path:
    """A copy from before anything was reported, as a backup has it."""
    return Path(shutil.copy(file, tmp_path / "older.sqlite3"))


@contextmanager
def _centre(file: Path) -> Iterator[CommandCenter]:
    with CommandCenter(f"sqlite:///{file}") as center:
        yield center


def _report(center: CommandCenter) -> str:
    return center.intake.receive(MANHOLE, by=DOOR).number


def _numbers(file: Path) -> list[str]:
    """The cases that somebody finds who opens the file afterwards; its log is sound."""
    with _centre(file) as center:
        assert center.log_audit.verify().faults == ()
        changes, _ = center.change_feed.since("0", viewer=CENTRE_VIEW)
        return [change.number for change in changes]


def _assert_refused(center: CommandCenter, error_id: str) -> None:
    """Reading and writing alike: what is shown is no longer there either."""
    for ask in (lambda: _report(center), center.change_feed.latest, center.check):
        with pytest.raises(Unavailable) as refused:
            ask()
        assert refused.value.error_id == error_id


def _check_in(file: Path) -> None:
    """What stands in the log is taken over into the file, as it is now and then."""
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _away(file: Path) -> Path:
    return file.rename(file.with_name("away.sqlite3"))


def test_that_nothing_is_acknowledged_into_a_file_that_was_removed(file: Path) -> None:
    with _centre(file) as center:
        _report(center)
        file.unlink()
        _assert_refused(center, "database-file-gone")
    assert not file.exists()


def test_that_a_file_that_comes_back_goes_on_with_all_that_was_acknowledged(file: Path) -> None:
    with _centre(file) as center:
        before = _report(center)
        away = _away(file)
        _assert_refused(center, "database-file-gone")
        away.rename(file)
        after = _report(center)
    assert _numbers(file) == [before, after]


def test_that_an_older_copy_put_in_the_place_of_the_file_stays_as_it_was(
    file: Path, older: Path
) -> None:
    content = older.read_bytes()
    with _centre(file) as center:
        number = _report(center)
        away = _away(file)
        older.rename(file)
        _assert_refused(center, "database-file-replaced")
        _assert_refused(center, "database-file-replaced")  # and for good
    assert file.read_bytes() == content
    assert _numbers(file) == []
    assert _numbers(away) == [number]


def test_that_a_file_moved_away_and_restored_is_not_mixed_with_the_former_log(
    file: Path, older: Path
) -> None:
    """The program notices that it is gone, and is ended before a backup lies in its place."""
    content = older.read_bytes()
    with _centre(file) as center:
        _report(center)
        file.unlink()
        _assert_refused(center, "database-file-gone")
    older.rename(file)
    assert _numbers(file) == []
    assert file.read_bytes() == content


def test_that_an_older_copy_written_over_the_file_stays_as_it_was(file: Path, older: Path) -> None:
    with _centre(file) as center:
        _report(center)
        _check_in(file)
        _report(center)
        shutil.copyfile(older, file)
        _assert_refused(center, "database-file-replaced")
    assert file.read_bytes() == older.read_bytes()
    assert _numbers(file) == []


def test_that_a_log_removed_under_a_running_centre_takes_nothing_with_it(file: Path) -> None:
    with _centre(file) as center:
        number = _report(center)
        file.with_name(f"{file.name}-wal").unlink()
        _assert_refused(center, "database-file-replaced")
    assert _numbers(file) == [number]


def test_that_what_others_do_properly_to_the_file_stops_nobody(file: Path) -> None:
    with _centre(file) as center:
        for _ in range(3):
            _report(center)
            _check_in(file)
            _report(center)
            file.touch()
        center.check()
    assert len(_numbers(file)) == 6


def test_that_a_file_that_leaves_during_a_transaction_takes_nothing_in(
    file: Path, clock: FakeClock
) -> None:
    database = Database(f"sqlite:///{file}", clock=clock)  # its own looks into the file, too
    with pytest.raises(Unavailable, match="no longer there"):
        _write_while_it_leaves(database, file)
    database.close()
    with closing(sqlite3.connect(file.with_name("away.sqlite3"))) as moved:
        assert moved.execute("SELECT title_en FROM centres").fetchone() != ("Elsewhere",)


def _write_while_it_leaves(database: Database, file: Path) -> None:
    with database.write() as session:
        session.execute(text("UPDATE centres SET title_en = 'Elsewhere'"))
        _away(file)


def test_that_a_watch_over_a_lost_file_does_not_go_on_in_silence(file: Path) -> None:
    """Else a wall shows for ever that what it shows is fresh."""
    with _centre(file) as center:
        never = threading.Event()
        with center.change_feed.watch() as watch:
            assert not watch.wait(never, seconds=0.05)
            file.unlink()
            with pytest.raises(Unavailable, match="no longer there"):
                watch.wait(never, seconds=0.05)


def test_that_nobody_opens_a_file_beside_the_log_of_another(file: Path, older: Path) -> None:
    """A program still runs on the former file and has not noticed yet; it is then ended."""
    content = older.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", _BESIDE, f"sqlite:///{file}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as beside:
        assert beside.stdout
        number = beside.stdout.readline().strip()
        away = _away(file)
        older.rename(file)
        with pytest.raises(Unavailable) as refused:
            _numbers(file)
        beside.communicate("")
    assert refused.value.error_id == "database-log-of-other-file"
    assert file.read_bytes() == content
    assert _numbers(file) == []
    assert _numbers(away) == [number]


def test_that_several_programs_share_a_file(file: Path) -> None:
    with (
        subprocess.Popen(
            [sys.executable, "-c", _BESIDE, f"sqlite:///{file}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as beside,
        _centre(file) as center,
    ):
        assert beside.stdout
        theirs = beside.stdout.readline().strip()
        ours = _report(center)
        beside.communicate("")
    assert _numbers(file) == [theirs, ours]
