"""`--lang zh`: no command answers a person in English."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from tests.city.centers import TINY
from tests.city.importing import HEADER, MAPPING, ROW
from tests.city.life import MONDAY_10, CityLife, FakeClock
from tests.commands.conftest import Run

#: Two English words side by side; codes, options and names of files come one at a time.
_ENGLISH = re.compile(r"\b[A-Za-z]{2,} [A-Za-z]{2,}\b")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CODES = {"account", "cases", "clock", "kpi", "log", "step"}  # print codes, numbers and moments


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the commands below read."""
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "cases.csv").write_text(f"{HEADER}\n{ROW}\n{ROW}x,y\n", encoding="utf-8")
    cells = json.loads((TINY / "unit_grids.geojson").read_text(encoding="utf-8"))
    cells["features"].append(cells["features"][0])
    (tmp_path / "twice.geojson").write_text(json.dumps(cells), encoding="utf-8")
    return tmp_path


@pytest.fixture
def busy(tiny_file: Path) -> str:
    """A case that waits for acceptance, on a day whose clocks are long over."""
    clock = FakeClock(MONDAY_10 - timedelta(days=365))
    with CommandCenter(f"sqlite:///{tiny_file}", clock=clock) as center:
        return CityLife(center, clock).reported()


@pytest.mark.parametrize(
    "words",
    [
        ("init",), ("init", "--recalculate"), ("account", "add", "li", "--post", "leader"),
        ("account", "list"), ("clock",), ("kpi",), ("cases",), ("log", "NUMBER"),
        ("log", "--after", "0"), ("jobs", "--once"), ("verify-log",),
        ("deadline", "--from", "2026-09-30 17:30", "--limit", "4工作时"),
        ("import-cases", "FOLDER/cases.csv", "--mapping", "FOLDER/map.toml",
         "--rejects", "FOLDER/rejects.csv"),
        ("grid", "check", "FOLDER/twice.geojson", "--city", str(TINY)),
        ("grid", "build", "--cells", "12", "--output", "FOLDER/built.geojson", "--city", str(TINY)),
        ("step", "NUMBER", "accept", "--as", "call-taker", "--field", "category=10010100"),
        ("step", "NUMBER", "close", "--as", "shift-chief", "--field", "closing=done"),
        ("cases", "--area", "nowhere"), ("kpi", "--post", "king"), ("cases", "--city", "boston"),
        ("clock", "--set", "2026-01-01T08:00"), ("log", "--after", "x"),
        ("board", "--at", "2025-12-01T08:00"), ("board", "--at", "1999-01-01"),
        ("board", "--at", "2190-01-01"), ("board", "--at", "yesterday"),
        ("warnings",), ("warnings", "--release"),
        ("reporter", "erase", "NUMBER", "--as", "call-taker"),
        ("reporter", "erase", "NUMBER", "--as", "dispatcher"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_that_no_command_answers_in_english(
    on_tiny: Run, folder: Path, busy: str, words: tuple[str, ...]
) -> None:
    filled = [word.replace("NUMBER", busy).replace("FOLDER", str(folder)) for word in words]
    answer = on_tiny("--lang", "zh", *filled)
    said = (answer.out + answer.err).replace(str(folder), "")
    assert not _ENGLISH.search(said)
    assert said
    assert _CHINESE.search(said) or words[0] in _CODES


def test_that_jobs_say_in_chinese_what_they_did(on_tiny: Run, busy: str) -> None:
    assert re.search("固化", on_tiny("--lang", "zh", "jobs", "--once").out)
    assert on_tiny("--lang", "zh", "jobs", "--once").out == "没有到期的任务。\n"
