"""A demo of the tiny city with three weeks behind it, made once and copied for every test."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.packs.pack import CityPack
from commandcenter.packs.reader import read_pack
from commandcenter.simulation.demo import last_working_day, make_demo, start_of
from tests.centers import TINY
from tests.views.city_life import MONDAY_10, FakeClock

SEED = 7


@pytest.fixture(scope="session")
def tiny_pack() -> CityPack:
    return read_pack(TINY)


@pytest.fixture(scope="session")
def begin(tiny_pack: CityPack) -> datetime:
    """When the demo begins: that Monday at half past seven."""
    calendar = working_calendar(tiny_pack.calendar)
    return start_of(last_working_day(calendar, MONDAY_10), calendar)


@pytest.fixture(scope="session")
def made_demo(tiny_pack: CityPack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    with CommandCenter(f"sqlite:///{file}", clock=FakeClock(MONDAY_10)) as center:
        make_demo(center, tiny_pack, seed=SEED, weeks=3)
    return file


@pytest.fixture
def demo_clock(begin: datetime) -> FakeClock:
    return FakeClock(begin)


@pytest.fixture
def demo(made_demo: Path, tmp_path: Path, demo_clock: FakeClock) -> Iterator[CommandCenter]:
    file = shutil.copy(made_demo, tmp_path / "demo.sqlite3")
    with CommandCenter(f"sqlite:///{file}", clock=demo_clock) as center:
        yield center
