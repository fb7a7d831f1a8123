"""`init` with a changed pack: says what would move, and moves it only when told to."""

import shutil
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from tests.city.centers import TINY
from tests.city.life import MONDAY_10, CityLife, FakeClock
from tests.commands.conftest import Run


@pytest.fixture
def changed_pack(tmp_path: Path) -> Path:
    """The tiny city, whose lamps are to shine again two days earlier."""
    pack = Path(shutil.copytree(TINY, tmp_path / "pack" / "tiny"))
    conditions = pack / "conditions.csv"
    text = conditions.read_text(encoding="utf-8")
    conditions.write_text(text.replace("3工作日", "1工作日"), encoding="utf-8")
    return pack


def test_that_a_changed_pack_moves_open_cases_only_when_told_to(
    run: Run, tiny_file: Path, changed_pack: Path
) -> None:
    address = f"sqlite:///{tiny_file}"
    with CommandCenter(address, clock=FakeClock(MONDAY_10)) as center:
        CityLife(center, FakeClock(MONDAY_10)).dispatched("10010200")
    on_it = ("--database", address, "--city", str(changed_pack))
    shown = run("init", *on_it, "--json").document
    assert (shown["version"], shown["would_move"], len(shown["moves"])) == (2, 1, 1)
    assert "would change 1 open case;" in run("init", *on_it).out
    assert "1 件未结案件的时限会变动" in run("init", *on_it, "--lang", "zh").out
    done = run("init", "--recalculate", *on_it, "--json")
    assert done.document == {
        "city": "tiny",
        "version": 2,
        "adjusted": 1,
        "unchanged": 0,
        "failed": 0,
    }
    assert run("init", *on_it, "--json").document == {"city": "tiny", "version": 2}
