"""The command line in rough hands: odd bytes, odd places, names that are taken."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from tests.city.centers import TINY
from tests.city.life import MONDAY_10, CityLife, FakeClock
from tests.commands.conftest import Run

MAIN = Path(__file__).parents[2] / "main.py"
QUESTION = '{"from":"2026-11-20T16:00","limit":"4工作时"}'


def test_that_an_array_is_not_begun_for_a_refusal(on_tiny: Run) -> None:
    answer = on_tiny("--json", "log", "--after", "x")
    assert (answer.status, answer.document["field"]) == (1, "after")


def test_that_no_cases_are_an_empty_array(on_tiny: Run) -> None:
    assert on_tiny("--json", "cases").document == []


def test_that_the_cases_behind_a_figure_can_be_narrowed(on_tiny: Run, tiny_file: Path) -> None:
    clock = FakeClock(MONDAY_10)
    with CommandCenter(f"sqlite:///{tiny_file}", clock=clock) as center:
        life = CityLife(center, clock)
        life.reported()
        late, _ = life.handling(), life.closed()
    days = ("--from", "2026-11-23", "--to", "2026-11-23")
    behind = ("--json", "cases", "--kpi", "reported", *days)
    assert len(on_tiny(*behind).document) == 3
    staged = on_tiny(*behind, "--stage", "HANDLING").document
    assert [case["number"] for case in staged] == [late]
    assert all(case["late"] for case in on_tiny(*behind, "--overdue").document)


@pytest.mark.parametrize("name", ["door", "system", "resident", "centre"])
def test_that_one_name_is_one_actor(on_tiny: Run, name: str) -> None:
    on_tiny("gateway-key", "add", "door", "--for", "public")
    assert on_tiny("account", "add", name, "--post", "wall").status == 1
    assert on_tiny("gateway-key", "add", name, "--for", "centre").status == 1


@pytest.mark.parametrize("words", [("log", "\udcff"), ("cases", "--area", "\udcff")])
def test_that_bytes_that_are_no_words_are_wrong_usage(on_tiny: Run, words: tuple[str, ...]) -> None:
    assert on_tiny(*words).status == 2


def test_that_a_place_where_no_file_can_be_is_said_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for file in (tmp_path / "file" / "c.sqlite3", tmp_path):
        answer = run("--database", f"sqlite:///{file}", "--city", str(TINY), "init")
        assert (answer.status, answer.out) == (1, "")
        assert "cannot be opened" in answer.err


def test_that_a_deadline_goes_by_the_database_if_there_is_one(on_tiny: Run, run: Run) -> None:
    words = ("--json", "deadline", "--from", "2026-11-20T16:00", "--limit", "4工作时")
    without = run("--database", "sqlite:///nowhere/none.sqlite3", *words)
    assert without.document == on_tiny(*words).document


def test_that_the_centre_s_own_days_count_also_where_its_city_is_named(
    on_tiny: Run, tiny_file: Path
) -> None:
    friday_off = DayOverride(date(2026, 11, 20), DayKind.HOLIDAY, "停电检修", "本中心")
    with CommandCenter(f"sqlite:///{tiny_file}") as center:
        center.city.override_calendar([friday_off])
    words = ("--json", "deadline", "--from", "2026-11-20T16:00", "--limit", "4工作时")
    own = on_tiny(*words).document
    assert own["deadline"].startswith("2026-11-23")
    assert on_tiny(*words, "--city", str(TINY)).document == own
    of_other_city = on_tiny(*words, "--city", "dongcheng").document
    assert of_other_city["spans"][0]["counted"] is True


@pytest.mark.parametrize("shape", ["--json", "--lang=en"])
def test_that_a_refusal_names_moments_in_the_city_s_time(
    on_tiny: Run, tiny_file: Path, shape: str
) -> None:
    clock = FakeClock(MONDAY_10)
    with CommandCenter(f"sqlite:///{tiny_file}", clock=clock) as center:
        number = CityLife(center, clock).accepted()
    late = ("step", number, "accept", "--as", "call-taker", "--version", "1")
    answer = on_tiny(shape, *late, "--field", "category=10010100")
    assert answer.status == 1
    assert "2026-11-23 10:00" in answer.err + answer.out
    assert "+00:00" not in answer.err + answer.out


def test_that_a_city_is_known_by_its_pack_whatever_the_folder_is_called(
    on_tiny: Run, tmp_path: Path
) -> None:
    folder = shutil.copytree(TINY, tmp_path / "checked-out")
    assert on_tiny("cases", "--city", str(folder)).status == 0


def test_that_grids_are_checked_for_the_city_of_the_database(
    on_tiny: Run,
) -> None:
    grids = str(TINY / "unit_grids.geojson")
    answer = on_tiny("grid", "check", grids)  # a city whose pack the program does not bring
    assert (answer.status, answer.err.startswith("There is no city tiny.")) == (1, True)
    assert on_tiny("grid", "check", grids, "--city", str(TINY)).status == 0


def test_that_a_database_of_another_city_is_not_read(on_tiny: Run) -> None:
    answer = on_tiny("cases", "--city", "boston")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("This database belongs to tiny, not to boston.")


def test_that_lines_nobody_can_read_are_refused_in_their_place() -> None:
    lines = [
        QUESTION.encode(),
        b"\xff\xfe",
        b'{"from":"\\ud800","limit":"1 urgent hour"}',
        b'{"extensions":' + b"1" * 5000 + b"}",
        QUESTION.encode(),
    ]
    answer = subprocess.run(
        [sys.executable, MAIN, "--lang", "zh", "deadline", "--lines"],
        input=b"\n".join(lines),
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        check=True,
    )
    answers = answer.stdout.decode("utf-8").splitlines()
    assert [line.startswith('{"deadline"') for line in answers] == [True, False, False, False, True]
    assert answers[0] == answers[4]
