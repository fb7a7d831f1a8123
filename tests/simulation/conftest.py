"""A demo of the tiny city with three weeks behind it, made once and copied for every test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from commandcenter.simulation.demo import last_working_day, make_demo, start_of
from tests.city.centers import TINY
from tests.city.life import MONDAY_10, FakeClock
from tests.city.postgres import PostgresServer

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
    _make(f"sqlite:///{file}", tiny_pack)
    return file


@pytest.fixture(scope="session")
def made_demo_postgres(postgres_server: PostgresServer, tiny_pack: CityPack) -> Iterator[str]:
    """The name of a database with the same demo."""
    with postgres_server.database("made_demo") as url:
        _make(url, tiny_pack)
        yield "made_demo"


@pytest.fixture
def demo_clock(begin: datetime) -> FakeClock:
    return FakeClock(begin)


@pytest.fixture
def demo_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A demo of this test's own, in a file unless the test asks for both databases."""
    with demo_copy(getattr(request, "param", "sqlite"), request, tmp_path) as address:
        yield address


@pytest.fixture
def demo(demo_address: str, demo_clock: FakeClock) -> Iterator[CommandCenter]:
    with CommandCenter(demo_address, clock=demo_clock) as center:
        yield center


#: What the rules tell is told once; what is written and read while it happens, on each of the two.
on_each_database = pytest.mark.parametrize("demo_address", ["sqlite", "postgresql"], indirect=True)


@contextmanager
def demo_copy(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of a copy of the made demo in a database of this kind."""
    if kind == "sqlite":
        made: Path = request.getfixturevalue("made_demo")
        yield f"sqlite:///{shutil.copy(made, folder / 'demo.sqlite3')}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(template=request.getfixturevalue("made_demo_postgres")) as url:
        yield url


def _make(address: str, pack: CityPack) -> None:
    with CommandCenter(address, clock=FakeClock(MONDAY_10)) as center:
        make_demo(center, pack, seed=SEED, weeks=3)
