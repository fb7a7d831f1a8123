"""Where demos keep their history: whole or not at all, copied for every run."""

from datetime import date
from pathlib import Path

import pytest

from commandcenter.errors import NotNow
from commandcenter.simulation.demo_files import DemoFiles, only_demo_on

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
DIGEST = "0123456789abcdef"


def _make(scratch: Path) -> None:
    scratch.write_text("a year")


class Killed(BaseException):
    """The process was killed while it made the history."""


def _history(files: DemoFiles, day: date = MONDAY, seed: int = 1) -> Path:
    return files.history("tiny", day, DIGEST, seed)


def test_that_a_history_is_made_once(tmp_path: Path) -> None:
    files = DemoFiles(tmp_path / "data")
    made: list[Path] = []

    def make(scratch: Path) -> None:
        made.append(scratch)
        scratch.write_text("a year")

    files.keep(_history(files), make)
    files.keep(_history(files), make)
    assert len(made) == 1
    assert _history(files).read_text() == "a year"


def test_that_a_kill_on_the_way_leaves_nothing_half_made(tmp_path: Path) -> None:
    files = DemoFiles(tmp_path)

    def make(scratch: Path) -> None:
        scratch.write_text("half a ye")
        scratch.with_name(scratch.name + "-wal").write_text("journal")
        raise Killed

    with pytest.raises(Killed):
        files.keep(_history(files), make)
    assert not _history(files).exists()
    files.keep(_history(files), _make)
    assert list(tmp_path.iterdir()) == [_history(files)]


def test_that_a_new_day_takes_the_place_of_the_former(tmp_path: Path) -> None:
    files = DemoFiles(tmp_path)
    other_city = files.history("boston", MONDAY, DIGEST, 1)
    for history in (other_city, _history(files), _history(files, TUESDAY)):
        files.keep(history, _make)
    assert sorted(tmp_path.iterdir()) == sorted([other_city, _history(files, TUESDAY)])


def test_that_another_seed_or_pack_is_another_history(tmp_path: Path) -> None:
    files = DemoFiles(tmp_path)
    assert (
        len({_history(files), _history(files, seed=2), files.history("tiny", MONDAY, "9", 1)}) == 3
    )


def test_that_a_copy_does_not_inherit_the_journal_of_the_former(tmp_path: Path) -> None:
    history, database = tmp_path / "history", tmp_path / "demo.sqlite3"
    history.write_text("a year")
    database.write_text("the former")
    journal = tmp_path / "demo.sqlite3-wal"
    journal.write_text("of the former")
    DemoFiles.copy(history, database)
    assert database.read_text() == "a year"
    assert not journal.exists()


def test_that_two_demos_do_not_share_a_database(tmp_path: Path) -> None:
    database = tmp_path / "demo.sqlite3"
    with only_demo_on(database), pytest.raises(NotNow) as refused, only_demo_on(database):
        pass
    assert refused.value.error_id == "demo-runs-already"
    with only_demo_on(database):
        pass
