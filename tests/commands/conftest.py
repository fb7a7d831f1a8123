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
from tests.city.life import MONDAY_10, CityLife, FakeClock


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
