"""Databases in which a whole life went by."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from tests.city.life import MONDAY_10, FakeClock
from tests.city.postgres import PostgresServer
from tests.services.evidence.hands import NUMBER
from tests.services.whole_life import AFTERWARDS, live_through


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.fixture(scope="session")
def lived_sqlite(made_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in which a whole life went by, copied for every test."""
    file = Path(shutil.copy(made_sqlite, tmp_path_factory.mktemp("lived") / "lived.sqlite3"))
    _live(f"sqlite:///{file}", file.parent)
    return file


@pytest.fixture(scope="session")
def lived_postgres(
    postgres_server: PostgresServer,
    made_postgres: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The name of a database in which a whole life went by, the template of every test's own."""
    with postgres_server.database("lived", template=made_postgres) as url:
        _live(url, tmp_path_factory.mktemp("lived"))
        yield "lived"


def _live(address: str, data_home: Path) -> None:
    clock = FakeClock(MONDAY_10)
    with pytest.MonkeyPatch.context() as patch, CommandCenter(address, clock=clock) as center:
        patch.setenv("XDG_DATA_HOME", str(data_home))
        assert live_through(center, address, clock) == NUMBER
    assert clock.now == AFTERWARDS


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        lived = request.getfixturevalue("lived_sqlite")
        yield f"sqlite:///{shutil.copy(lived, tmp_path / 'center.sqlite3')}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(template=request.getfixturevalue("lived_postgres")) as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(AFTERWARDS)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database for all tests that undo what they do to it."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("shared") / "center.sqlite3"
        shutil.copy(request.getfixturevalue("lived_sqlite"), file)
        with closing(Database(f"sqlite:///{file}")) as database:
            yield database
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("lived_postgres")
    with server.database(template=template) as url, closing(Database(url)) as database:
        yield database
