"""A city of five levels, on each of the two databases, with a dispatcher in every area."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from tests.city.five_levels import NORTH_POINT, make_pack
from tests.city.life import DEPARTMENTS, MANHOLE, MONDAY_10, CityLife, FakeClock
from tests.city.posts import Post


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    return read_pack(make_pack(tmp_path_factory.mktemp("packs") / "five"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MONDAY_10)


@pytest.fixture
def center(empty_address: str, clock: FakeClock, pack: CityPack) -> Iterator[CommandCenter]:
    with CommandCenter(empty_address, clock=clock) as opened:
        opened.make(pack)
        for post in (Post.CALL_TAKER, Post.SHIFT_CHIEF, Post.DISPATCHER, Post.INSPECTOR):
            opened.access.add_account(str(post), post)
        for code in DEPARTMENTS:
            opened.access.add_account(f"department-{code}", Post.DEPARTMENT, department=code)
        for area in pack.areas:
            opened.access.add_account(area.code, Post.DISPATCHER, area=area.code)
        yield opened


@dataclass
class LevelLife(CityLife):
    """What happens between the levels."""

    def filed_at(self, area: str, *, point: tuple[float, float] = NORTH_POINT) -> str:
        """A filed case whose dispatching is left to an area; by default one in the north."""
        latitude, longitude = point
        number = self.reported(latitude=latitude, longitude=longitude)
        self.step(number, Step.ACCEPT, "call-taker", {"category": MANHOLE})
        self.step(number, Step.FILE, "shift-chief", {"condition": 1})
        return self.hand_down(number, area) if len(area) > len("110101") else number

    def hand_down(self, number: str, area: str, *, by: str = "dispatcher") -> str:
        return self.step(number, Step.HAND_DOWN, by, {"area": area})

    def escalate(self, number: str, *, by: str, reason: str = "beyond_means") -> str:
        return self.step(number, Step.ESCALATE, by, {"reason": reason})

    def holder(self, number: str) -> str:
        viewer = self.account("dispatcher").viewer
        (row,) = self.center.casebook.rows_of([number], viewer=viewer)
        return row.held_at


@pytest.fixture
def life(center: CommandCenter, clock: FakeClock) -> LevelLife:
    return LevelLife(center, clock)
