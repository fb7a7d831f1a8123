"""What is printed on consoles that lack letters, or that nobody reads any more."""

import io
import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from commandcenter.commands import main
from commandcenter.commands.tour import main as tour

RARE = "𠮷野⚠"


def _run(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code


def _run_in_gbk(monkeypatch: pytest.MonkeyPatch, *words: str) -> bytes:
    """With a standard output as it is on a Chinese Windows; what was printed on it."""
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="gbk"))
    assert not _run(*words)
    return out.getvalue()


def test_that_a_console_in_gbk_shows_the_letters_that_it_has(
    tiny_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tiny_file}"
    added = ("--database", address, "account", "add", RARE, "--post", "wall")
    assert rb"\U00020bb7" in _run_in_gbk(monkeypatch, *added)
    shown = _run_in_gbk(monkeypatch, "--database", address, "--lang", "zh", "doctor")
    assert "数据库" in shown.decode("gbk")


def test_that_json_on_a_console_in_gbk_is_utf_8(
    tiny_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = ("--json", "account", "add", RARE, "--post", "wall")
    shown = _run_in_gbk(monkeypatch, "--database", f"sqlite:///{tiny_file}", *added)
    assert RARE in shown.decode("utf-8")


@pytest.mark.parametrize("words", [("account", "list"), ("--json", "cases"), ("log", "nothing")])
def test_that_a_pipe_that_is_closed_ends_a_command_without_a_word(
    tiny_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    ended: list[int | str | None] = []
    read, write = os.pipe()
    os.close(read)
    with (
        suppress(BrokenPipeError),  # of the file that is closed at the end of this block
        open(write, "w", encoding="utf-8") as closed,  # noqa: PTH123  a descriptor
    ):
        monkeypatch.setattr(sys, "stdout", closed)
        ended.append(_run("--database", f"sqlite:///{tiny_file}", *words))
    assert ended == [1]
    assert "Error" not in capfd.readouterr().err


@pytest.mark.parametrize("words", [["--help"], ["--no-such"], [], ["one", "two"]])
def test_that_a_tour_makes_no_folder_of_a_strange_argument(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    status = tour(words)
    printed = capsys.readouterr()
    assert "usage:" in (printed.out if words == ["--help"] else printed.err)
    assert status == (0 if words == ["--help"] else 2)
    assert list(tmp_path.iterdir()) == []
