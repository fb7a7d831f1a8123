"""A tiny city on a SQLite file, and what every screen is given."""

import gc
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import TracebackType

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.resources import resource
from commandcenter.views.frame.application import dress_up
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.feed_watcher import FeedWatcher
from commandcenter.views.look.theme import DESK_TEXT_PX, style_sheet
from commandcenter.views.map.web.web_engine import prepare_web_engine
from tests.city.life import MONDAY_10, CityLife, FakeClock, add_accounts

prepare_web_engine()  # before pytest-qt makes the application

PACK = Path(__file__).parents[1] / "packs" / "tiny"

_HERE = Path(__file__).parent
_TESTS_A_FULL_LOOK = 100
_tests = count(1)


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    """The screens' Chinese as it stands now, as `make run` compiles it."""
    for source in resource("translations").glob("*.ts"):
        compiled = source.with_suffix(".qm")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            lrelease = Path(sys.executable).with_name("pyside6-lrelease")
            subprocess.run([lrelease, "-silent", source, "-qm", compiled], check=True)


def pytest_runtest_setup() -> None:
    """As in the program: a widget dropped in a circle never dies in a worker."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """What a test leaves goes in this thread; what it set aside is not kept for the whole run."""
    goes_on = nextitem is not None and nextitem.path.is_relative_to(_HERE)
    gc.unfreeze()
    gc.collect(1 if goes_on and next(_tests) % _TESTS_A_FULL_LOOK else 2)
    if not goes_on:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def tiny_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tiny city and its accounts, made once and copied for every test."""
    file = tmp_path_factory.mktemp("tiny") / "center.sqlite3"
    with CommandCenter(f"sqlite:///{file}", clock=FakeClock(MONDAY_10)) as made:
        made.make(read_pack(PACK))
        add_accounts(made)
    return file


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MONDAY_10)


@pytest.fixture
def database_file(tiny_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(tiny_database, tmp_path / "center.sqlite3"))


@pytest.fixture
def center(database_file: Path, clock: FakeClock) -> Iterator[CommandCenter]:
    with CommandCenter(f"sqlite:///{database_file}", clock=clock) as opened:
        yield opened


@pytest.fixture
def city_life(center: CommandCenter, clock: FakeClock) -> CityLife:
    return CityLife(center, clock)


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """The application as it looks on a desk. Set again only after a test has changed it: Qt then
    goes through all widgets."""
    if qapp.styleSheet() != style_sheet(DESK_TEXT_PX):
        dress_up(qapp, DESK_TEXT_PX)
    return qapp


@pytest.fixture
def background(center: CommandCenter, qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def bugs(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What the last hook is told, in a test that has bugs on purpose."""
    told: list[BaseException] = []

    def take(_kind: type[BaseException], bug: BaseException, _trace: TracebackType | None) -> None:
        told.append(bug)

    monkeypatch.setattr(sys, "excepthook", take)
    return told


@pytest.fixture
def watcher(center: CommandCenter, background: Background) -> FeedWatcher:
    return FeedWatcher(center.change_feed, background, CENTRE_VIEW)
