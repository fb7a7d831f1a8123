"""The command line as a person or a script calls it, on a database of the tiny city."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commandcenter.center import CommandCenter
from commandcenter.commands import main
from tests.city.life import MONDAY_10, PASSWORD, CityLife, FakeClock


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document; fails where there is more, or less."""
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1
        return json.loads(self.out)


Run = Callable[..., Answer]


def password_file(folder: Path, password: str = PASSWORD) -> Path:
    """A file that only its owner may read, with a password in it."""
    file = folder / "password"
    file.touch(mode=0o600)
    file.write_text(f"{password}\n")
    return file


@pytest.fixture(autouse=True)
def kept_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """No test sits at a terminal: what is asked for and what is new comes from this file."""
    file = password_file(tmp_path_factory.mktemp("secrets"))
    monkeypatch.setenv("COMMANDCENTER_PASSWORD_FILE", str(file))
    monkeypatch.setenv("COMMANDCENTER_NEW_PASSWORD_FILE", str(file))
    return file


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """One command; whoever runs the tests may have a centre of their own, which is not asked."""
    monkeypatch.setenv("COMMANDCENTER_DATABASE", f"sqlite:///{tmp_path / 'default.sqlite3'}")

    def run_one(*words: str, stdin: str = "") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main(words)
        printed = capsys.readouterr()
        status = ended.value.code
        return Answer(status if isinstance(status, int) else 0, printed.out, printed.err)

    return run_one


@pytest.fixture
def tiny_file(made_sqlite: Path, tmp_path: Path) -> Path:
    file = tmp_path / "center.sqlite3"
    file.write_bytes(made_sqlite.read_bytes())
    return file


@pytest.fixture
def on_tiny(run: Run, tiny_file: Path) -> Run:
    """The same, with `--database` of a tiny city that has its accounts."""

    def run_one(*words: str, stdin: str = "") -> Answer:
        return run("--database", f"sqlite:///{tiny_file}", *words, stdin=stdin)

    return run_one


@pytest.fixture
def on_city(run: Run, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The same on each of the two databases, with a data folder of its own for lists of anchors."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))

    def run_one(*words: str, stdin: str = "") -> Answer:
        return run("--database", address, *words, stdin=stdin)

    return run_one


@pytest.fixture
def last_year(address: str) -> Iterator[CityLife]:
    """What people did in that database on a Monday a year ago, and later as its clock says."""
    clock = FakeClock(MONDAY_10 - timedelta(weeks=52))
    with CommandCenter(address, clock=clock) as center:
        yield CityLife(center, clock)
