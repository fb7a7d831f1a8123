"""Files that commands write: never over what they read, a database or a device."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from commandcenter.errors import CommandCenterError
from commandcenter.new_file import OWNER_ONLY, new_file


def _write(path: Path, *inputs: Path, mode: int = 0o666) -> None:
    with new_file(path, inputs=inputs, mode=mode) as file:
        file.write(b"new")


def _break_off(path: Path) -> None:
    with new_file(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt


def _refused(path: Path, *inputs: Path) -> str:
    with pytest.raises(CommandCenterError) as refused:
        _write(path, *inputs)
    return refused.value.error_id


@pytest.fixture
def given(tmp_path: Path) -> Path:
    file = tmp_path / "given.csv"
    file.write_bytes(b"precious")
    return file


def test_that_no_name_of_an_input_can_be_written_to(given: Path, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(given)
    (tmp_path / "twin.csv").hardlink_to(given)
    (tmp_path / "folder").mkdir()
    for name in ("given.csv", "link.csv", "twin.csv", "folder/../given.csv"):
        assert _refused(tmp_path / name, given) == "output-is-input"
    assert given.read_bytes() == b"precious"


def test_that_neither_a_database_nor_its_journal_can_be_written_to(tmp_path: Path) -> None:
    database = tmp_path / "center.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE cases (number TEXT)")
    content = database.read_bytes()
    for end in ("", "-wal", "-shm", "-journal"):
        assert _refused(tmp_path / f"center.sqlite3{end}") == "output-is-database"
    assert database.read_bytes() == content


def test_that_a_device_or_a_pipe_is_no_place_for_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/null")
    for place in (Path("/dev/null"), tmp_path / "pipe", tmp_path / "link"):
        assert _refused(place) == "output-is-device"
    assert Path("/dev/null").is_char_device()


def test_that_a_write_that_breaks_off_leaves_what_was_there(given: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _break_off(given)
    assert given.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [given]


def test_that_a_link_goes_on_leading_to_the_file(given: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(given)
    _write(link)
    assert (link.is_symlink(), given.read_bytes()) == (True, b"new")


def test_that_a_file_with_names_of_people_is_for_its_owner_only(tmp_path: Path) -> None:
    _write(tmp_path / "rejects.csv", mode=OWNER_ONLY)
    assert (tmp_path / "rejects.csv").stat().st_mode & 0o777 == OWNER_ONLY
