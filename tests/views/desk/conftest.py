"""What the desk is given, and the desk itself over the tiny city."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.services.access import AccountRow
from commandcenter.views.desk.queue.case_table import CaseTable
from commandcenter.views.desk.queue.case_table_model import CaseTableModel
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.frame.application import speak
from commandcenter.views.frame.workplace import Workplace, open_workplace
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.countdown import Countdowns
from tests.city.life import CityLife
from tests.views.desk.hand import Hand
from tests.views.desk.rows import NOW
from tests.views.map.conftest import NO_DISPLAY

NO_WINDOW_MANAGER = ("does not support raise", "does not support grabbing the keyboard")

OpenDesk = Callable[[str], DeskWindow]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "views/desk" in item.nodeid:
            item.add_marker(pytest.mark.qt_log_ignore(*NO_DISPLAY, *NO_WINDOW_MANAGER, extend=True))


@pytest.fixture
def words(center: CommandCenter) -> CityWords:
    return CityWords(center.city.facts(), "en")


@pytest.fixture
def model(center: CommandCenter, words: CityWords) -> CaseTableModel:
    countdowns = Countdowns(center.city.calendar(), words.facts)
    return CaseTableModel(words, countdowns, lambda: NOW)


@pytest.fixture
def table(qtbot: QtBot, model: CaseTableModel, words: CityWords) -> CaseTable:
    made = CaseTable(model, words)
    qtbot.addWidget(made)
    made.resize(640, 400)
    made.show()
    return made


@pytest.fixture
def english(dressed: QApplication) -> None:
    """Screens speak as they are written, and look as they will."""
    speak(dressed, "en")


@pytest.fixture
def workplace(center: CommandCenter, qtbot: QtBot, english: None) -> Iterator[Workplace]:
    opened = open_workplace(center, "en")
    yield opened
    opened.close()


@pytest.fixture
def sit(center: CommandCenter) -> Callable[[str], AccountRow]:
    return center.access.account


@pytest.fixture
def hand(qtbot: QtBot, workplace: Workplace, city_life: CityLife) -> Hand:
    return Hand(qtbot, workplace, city_life)


@pytest.fixture
def open_desk(qtbot: QtBot, workplace: Workplace, center: CommandCenter) -> Iterator[OpenDesk]:
    """A desk for an account by name, shown and filled."""
    opened: list[DeskWindow] = []

    def open_for(name: str) -> DeskWindow:
        desk = DeskWindow(workplace, center.access.account(name), others=center.access.accounts())
        opened.append(desk)
        desk.resize(1700, 900)
        desk.show()
        with qtbot.waitSignal(desk.queue.refilled):
            workplace.watcher.start()
        return desk

    yield open_for
    workplace.close()
    for desk in opened:
        desk.close()
        desk.deleteLater()
        QApplication.sendPostedEvents(desk, QEvent.Type.DeferredDelete)
