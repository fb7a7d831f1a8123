"""`init` with a changed pack shows which open cases would move, and how, before it moves any."""

import shutil
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commandcenter.center import CommandCenter
from commandcenter.commands.moves import MOST_SHOWN, moves_as_lines
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.services.recalculation import Move
from tests.city.centers import TINY
from tests.city.life import LAMP, MONDAY_10, CityLife, FakeClock
from tests.commands.conftest import Answer, Run

BEIJING = ZoneInfo("Asia/Shanghai")
NUMBER = "1101012026112300001"


@pytest.fixture
def changed(address: str, tmp_path: Path) -> tuple[str, ...]:
    """A lamp on its way, and a pack by which lamps are to shine again two days earlier."""
    clock = FakeClock(MONDAY_10)
    with CommandCenter(address, clock=clock) as center:
        assert CityLife(center, clock).dispatched(LAMP) == NUMBER
    pack = Path(shutil.copytree(TINY, tmp_path / "pack" / "tiny"))
    conditions = pack / "conditions.csv"
    text = conditions.read_text(encoding="utf-8")
    conditions.write_text(text.replace("3工作日", "1工作日"), encoding="utf-8")
    return ("--database", address, "--city", str(pack))


def said(answer: Answer) -> str:
    assert answer.status == 0, answer.err
    return answer.out


def test_that_init_shows_which_cases_would_move_and_how(run: Run, changed: tuple[str, ...]) -> None:
    move = "2026-11-26 10:00 → 2026-11-24 10:00"
    line = f"{NUMBER}: clock “handling” under condition {LAMP}/1, due {move}"
    assert line in said(run("init", *changed)).splitlines()
    line = f"{NUMBER}：处置时限（立案条件{LAMP}/1），截止时间 {move}"
    assert line in said(run("init", *changed, "--lang", "zh")).splitlines()


def test_that_a_program_can_read_which_cases_would_move(run: Run, changed: tuple[str, ...]) -> None:
    answer = run("init", *changed, "--json")
    assert answer.document["would_move"] == 1
    assert answer.document["moves"] == [
        {
            "number": NUMBER,
            "clock": "handling",
            "due_before": "2026-11-26T10:00:00+08:00",
            "due_after": "2026-11-24T10:00:00+08:00",
            "rule": f"condition {LAMP}/1",
        }
    ]


def test_that_nothing_is_listed_once_the_cases_were_moved(
    run: Run, changed: tuple[str, ...]
) -> None:
    said(run("init", *changed, "--recalculate"))
    assert "moves" not in run("init", *changed, "--json").document
    assert NUMBER not in said(run("init", *changed))


def test_that_a_long_list_is_cut_and_says_how_much_is_left() -> None:
    later = MONDAY_10 + timedelta(days=1)
    moves = [
        Move(f"case {n}", ClockName.ACCEPT, MONDAY_10, later, "stage REPORTED")
        for n in range(MOST_SHOWN + 3)
    ]
    *shown, last = moves_as_lines(moves, BEIJING, "en")
    assert len(shown) == MOST_SHOWN
    assert shown[0] == "case 0: clock “accept”, due 2026-11-23 10:00 → 2026-11-24 10:00"
    assert last.startswith("… and 3 more")
    assert len(moves_as_lines(moves[:MOST_SHOWN], BEIJING, "en")) == MOST_SHOWN
    assert "3项" in moves_as_lines(moves, BEIJING, "zh")[-1]


def test_that_a_deadline_that_there_is_not_is_a_dash() -> None:
    move = Move(NUMBER, ClockName.ACCEPT, None, MONDAY_10, "stage REPORTED")
    (line,) = moves_as_lines([move], BEIJING, "en")
    assert line.endswith("due — → 2026-11-23 10:00")
