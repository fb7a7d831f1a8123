"""A killed program leaves the log of its database behind: it fits that database alone."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import Unavailable
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW

DOOR = Actor("door", frozenset())
MANHOLE = Report("public", "井盖缺失", 39.9305, 116.4105)
#: Reports without end, a number a line; its log is copied back into the file again and again.
_REPORTING = """
import sys
from commandcenter.center import CommandCenter
from tests.services.test_log_left_behind import DOOR, MANHOLE, _copied_back_after
with CommandCenter(sys.argv[1]) as center:
    _copied_back_after(center, int(sys.argv[2]))
    while True:
        print(center.intake.receive(MANHOLE, by=DOOR).number, flush=True)
"""
_NEVER = 0


def _copied_back_after(center: CommandCenter, pages: int) -> None:
    with center._database.raw_write() as connection:
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {pages}")


@pytest.fixture
def file(made_sqlite: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made_sqlite, tmp_path / "center.sqlite3"))


def _killed_after(file: Path, reports: int, *, pages: int = _NEVER) -> list[str]:
    """A program that was ended by force in the middle of its work, after this number of reports."""
    words = [sys.executable, "-c", _REPORTING, f"sqlite:///{file}", str(pages)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        numbers = [program.stdout.readline().strip() for _ in range(reports)]
        program.send_signal(signal.SIGKILL)
    assert _beside(file)[0].stat().st_size > 0
    return numbers


def _beside(file: Path) -> tuple[Path, Path]:
    return file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")


def _numbers(file: Path) -> list[str]:
    with CommandCenter(f"sqlite:///{file}") as center:
        assert center.log_audit.verify().faults == ()
        changes, _ = center.change_feed.since("0", viewer=CENTRE_VIEW)
        return [change.number for change in changes]


def _report(file: Path) -> str:
    with CommandCenter(f"sqlite:///{file}") as center:
        return center.intake.receive(MANHOLE, by=DOOR).number


def test_that_an_older_file_is_not_opened_with_the_log_of_a_killed_program(
    file: Path, tmp_path: Path
) -> None:
    older = shutil.copy(file, tmp_path / "older.sqlite3")
    first = _report(file)
    numbers = _killed_after(file, 3)
    log, index = _beside(file)
    former = shutil.copy(file, tmp_path / "former.sqlite3")
    shutil.copyfile(older, file)
    before = file.read_bytes(), log.read_bytes()
    for _ in range(2):
        with pytest.raises(Unavailable) as refused:
            _numbers(file)
        assert refused.value.error_id == "database-log-of-another-state"
        assert str(log) in refused.value.sentence("en")
    assert (file.read_bytes(), log.read_bytes()) == before
    shutil.copyfile(former, file)
    assert _numbers(file)[: len(numbers) + 1] == [first, *numbers]
    assert not index.exists()


def test_that_the_restored_file_goes_on_when_the_log_was_moved_away(
    file: Path, tmp_path: Path
) -> None:
    older = Path(shutil.copy(file, tmp_path / "older.sqlite3"))
    _report(file)
    _killed_after(file, 2)
    older.replace(file)
    with pytest.raises(Unavailable):
        _numbers(file)
    for left in _beside(file):
        left.rename(left.with_name(f"former-{left.name}"))
    assert _numbers(file) == []
    assert _numbers(file) != [_report(file)]


def test_that_init_does_not_mix_them_either(file: Path, tmp_path: Path) -> None:
    older = shutil.copy(file, tmp_path / "older.sqlite3")
    _report(file)
    _killed_after(file, 1)
    shutil.copyfile(older, file)
    content = file.read_bytes()
    with CommandCenter(f"sqlite:///{file}") as center, pytest.raises(Unavailable) as refused:
        center.upgrade()
    assert refused.value.error_id == "database-log-of-another-state"
    assert file.read_bytes() == content


def test_that_the_file_of_another_centre_is_not_opened_with_the_log(
    file: Path, tmp_path: Path
) -> None:
    """Made by the same steps, and so with as many transactions in it."""
    from tests.city.centers import _make

    other = tmp_path / "other.sqlite3"
    _make(f"sqlite:///{other}")
    _killed_after(file, 2)
    shutil.copyfile(other, file)
    with pytest.raises(Unavailable) as refused:
        _numbers(file)
    assert refused.value.error_id == "database-log-of-another-state"


@pytest.mark.parametrize("pages", [_NEVER, 7])
def test_that_what_was_killed_goes_on_with_all_that_was_acknowledged(
    file: Path, tmp_path: Path, pages: int
) -> None:
    """Whether its log was never copied back, or after nearly each report."""
    for round_ in range(2):
        numbers = _killed_after(file, 5 + round_, pages=pages)
        away = tmp_path / f"copy-{round_}" / file.name
        away.parent.mkdir()
        for left in (file, *_beside(file)):
            shutil.copy(left, away.parent / left.name)
        assert set(numbers) <= set(_numbers(away))
        assert set(numbers) <= set(_numbers(file))


def test_that_a_log_of_a_write_that_broke_off_is_left_to_sqlite(file: Path) -> None:
    _report(file)
    _killed_after(file, 1)
    log, _ = _beside(file)
    content = bytearray(log.read_bytes())
    content[32 + 24 + 2000] ^= 1  # in the page of its first frame
    log.write_bytes(content)
    assert len(_numbers(file)) == 1


def test_that_a_program_beside_is_no_reason_to_refuse(file: Path) -> None:
    """Opened again and again while another connection writes and copies its log back."""
    with CommandCenter(f"sqlite:///{file}") as center:
        _copied_back_after(center, 5)
        for count in range(1, 12):
            center.intake.receive(MANHOLE, by=DOOR)
            assert len(_numbers(file)) == count


def test_that_many_who_open_and_end_at_once_are_all_let_in(file: Path) -> None:
    """Whoever ends last takes the log along, just when others look at it."""

    def report(_: int) -> list[str]:
        return [_reported_when_free(file) for _ in range(12)]

    with ThreadPoolExecutor(6) as pool:
        numbers = [number for some in pool.map(report, range(6)) for number in some]
    assert sorted(_numbers(file)) == sorted(numbers)


def _reported_when_free(file: Path) -> str:
    """On a busy machine SQLite's own waiting, which is unfair, may end before anybody's turn."""
    while True:
        try:
            return _report(file)
        except Unavailable as refusal:
            if refusal.error_id != "database-busy":
                raise


def test_that_a_database_without_counts_is_opened_with_its_log(file: Path) -> None:
    """As a program left it that did not count: the same number everywhere."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE of_then (x)")  # writes the first page
        connection.execute("DROP TABLE of_then")
        connection.execute("COMMIT")
        copy = file.with_name("copy.sqlite3")
        for name in ("", "-wal", "-shm"):
            shutil.copy(f"{file}{name}", f"{copy}{name}")
    assert _numbers(copy) == []
