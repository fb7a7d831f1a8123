"""What the commands show to an account of a street or a community, and what of one area."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commandcenter.center import CommandCenter
from commandcenter.commands import windows
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import Viewer
from commandcenter.packs.reader import read_pack
from tests.city.five_levels import NORTH as NORTH_OF_FIVE
from tests.city.five_levels import make_pack
from tests.city.life import MONDAY_10, CityLife, FakeClock, add_accounts, add_with_password
from tests.city.posts import Post
from tests.commands.conftest import Run

DAY = ("--from", "2026-11-23", "--to", "2026-11-23")
MAIN = Path(__file__).parents[2] / "main.py"
NORTH, SOUTH = "110101001001", "110101001002"


@pytest.fixture
def on_two_communities(on_tiny: Run, tiny_file: Path) -> Run:
    """Two cases in the north, one in the south, and an account in each."""
    clock = FakeClock(MONDAY_10)
    with CommandCenter(f"sqlite:///{tiny_file}", clock=clock) as center:
        for name, area in (("north", NORTH), ("south", SOUTH)):
            add_with_password(center, name, Post.LEADER, area=area)
        life = CityLife(center, clock)
        north, south = place_in(center, NORTH), place_in(center, SOUTH)
        for latitude, longitude in (north, north, south):
            life.reported(latitude=latitude, longitude=longitude)
    return on_tiny


def place_in(center: CommandCenter, community: str) -> tuple[float, float]:
    grid = next(one for one in center.city.territory().grids if one.community == community)
    corners = grid.ring[:-1]
    return (
        sum(latitude for _, latitude in corners) / len(corners),
        sum(longitude for longitude, _ in corners) / len(corners),
    )


@pytest.mark.parametrize(("account", "reported"), [("north", 2), ("south", 1), ("leader", 3)])
def test_that_figures_count_only_what_the_account_may_see(
    on_two_communities: Run, account: str, reported: int
) -> None:
    words = ("--json", "kpi", *DAY, "--id", "reported", "--as", account)
    assert [figure["value"] for figure in on_two_communities(*words).document] == [reported]
    behind = on_two_communities("--json", "cases", "--kpi", "reported", *DAY, "--as", account)
    assert len(behind.document) == reported


def test_that_a_question_about_another_area_counts_nothing(on_two_communities: Run) -> None:
    words = ("--json", "kpi", *DAY, "--id", "reported", "--as", "south", "--area", NORTH)
    assert [figure["value"] for figure in on_two_communities(*words).document] == [0]


@pytest.mark.parametrize("command", ["kpi", "wall", "statistics"])
def test_that_nobody_looks_as_somebody_else_without_the_password(
    on_two_communities: Run, kept_password: Path, command: str
) -> None:
    kept_password.write_text("a wrong one\n")
    answer = on_two_communities("--json", command, "--as", "north")
    assert answer.status == 1
    assert answer.document["type"] == "urn:commandcenter:sign-in-refused"


@pytest.mark.parametrize(
    ("words", "area"),
    [
        (("wall", "--as", "north"), NORTH),
        (("wall", "--area", SOUTH), SOUTH),
        (("wall",), None),
        (("statistics", "--as", "south"), SOUTH),
        (("statistics",), None),
    ],
)
def test_that_a_window_shows_what_its_viewer_may_see(
    on_two_communities: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], area: str
) -> None:
    viewers: list[Viewer] = []

    def opened(*_: object, viewer: Viewer, **__: Any) -> windows.Shown:
        viewers.append(viewer)
        return windows.Shown(0)

    monkeypatch.setattr(windows, f"open_{words[0]}", opened)
    assert on_two_communities(*words).status == 0
    assert [viewer.area for viewer in viewers] == [area]


def test_that_a_wall_of_an_unknown_area_is_refused(on_two_communities: Run) -> None:
    answer = on_two_communities("wall", "--area", "110101999")
    assert (answer.status, answer.out) == (1, "")
    assert "110101999" in answer.err


def test_that_a_wall_is_of_an_account_or_of_an_area(on_two_communities: Run) -> None:
    assert on_two_communities("wall", "--as", "north", "--area", SOUTH).status == 2


def test_that_the_wall_of_a_community_opens(
    on_two_communities: Run, tiny_file: Path, tmp_path: Path
) -> None:
    words = ["--database", f"sqlite:///{tiny_file}", "wall", "--area", NORTH, "--tour", "shown"]
    without_display = {k: v for k, v in os.environ.items() if not k.endswith("DISPLAY")}
    shown = subprocess.run(
        [sys.executable, str(MAIN), *words],
        env=without_display,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    assert list((tmp_path / "shown").iterdir())


def test_that_a_department_that_passes_a_case_on_hears_that_it_did(
    run: Run, tmp_path: Path
) -> None:
    """The step takes the case out of its sight."""
    address = f"sqlite:///{tmp_path / 'five.sqlite3'}"
    with CommandCenter(address, clock=FakeClock(MONDAY_10)) as center:
        center.make(read_pack(make_pack(tmp_path / "five")))
        add_accounts(center)
        number = CityLife(center, FakeClock(MONDAY_10)).filed()
        life = CityLife(center, FakeClock(MONDAY_10))
        life.step(number, Step.HAND_DOWN, "dispatcher", {"area": NORTH_OF_FIVE[0]})
        life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
        life.step(number, Step.ACKNOWLEDGE, "department-roads", {})
    step = ("step", number, "escalate", "--as", "department-roads", "--field")
    answer = run("--database", address, "--json", *step, "reason=beyond_means")
    assert (answer.status, answer.document["stage"]) == (0, "FILED")
