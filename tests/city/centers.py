"""A centre of the tiny city on each of the two databases: what every database test runs on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.packs.reader import read_pack
from tests.city.life import MONDAY_10, CityLife, FakeClock, add_accounts
from tests.city.postgres import PostgresServer

TINY = Path(__file__).parents[1] / "packs" / "tiny"


@pytest.fixture(scope="session")
def made_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tiny city and its accounts, copied for every test."""
    file = tmp_path_factory.mktemp("made") / "center.sqlite3"
    _make(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def made_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a database with the tiny city, the template of every test's own."""
    with postgres_server.database("made_tiny") as url:
        _make(url)
        yield "made_tiny"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this test's own, with the tiny city in it."""
    if request.param == "sqlite":
        made = request.getfixturevalue("made_sqlite")
        yield f"sqlite:///{shutil.copy(made, tmp_path / 'center.sqlite3')}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(template=request.getfixturevalue("made_postgres")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing is yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'center.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MONDAY_10)


@pytest.fixture
def center(address: str, clock: FakeClock) -> Iterator[CommandCenter]:
    with CommandCenter(address, clock=clock) as opened:
        yield opened


@pytest.fixture
def city_life(center: CommandCenter, clock: FakeClock) -> CityLife:
    return CityLife(center, clock)


def _make(url: str) -> None:
    with CommandCenter(url, clock=FakeClock(MONDAY_10)) as center:
        center.make(read_pack(TINY))
        add_accounts(center)
