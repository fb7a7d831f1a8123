"""The wall over the tiny city."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.views.frame.application import speak
from commandcenter.views.frame.workplace import Workplace, open_workplace
from commandcenter.views.wall.wall_window import WallWindow
from tests.views.map.conftest import NO_DISPLAY


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "views/wall" in item.nodeid:
            item.add_marker(pytest.mark.qt_log_ignore(*NO_DISPLAY, extend=True))


@pytest.fixture
def workplace(dressed: QApplication, center: CommandCenter) -> Iterator[Workplace]:
    speak(dressed, "en")
    opened = open_workplace(center, "en")
    yield opened
    opened.close()


@pytest.fixture
def wall(qtbot: QtBot, workplace: Workplace) -> Iterator[WallWindow]:
    """A wall with map and figures, following the feed."""
    shown = open_wall(qtbot, workplace)
    yield shown
    close_wall(shown, workplace)


def open_wall(qtbot: QtBot, workplace: Workplace) -> WallWindow:
    shown = WallWindow(workplace)
    shown.resize(1600, 900)
    shown.show()
    with qtbot.waitSignal(shown.board.figures.painted):
        workplace.watcher.start()
    qtbot.waitUntil(lambda: shown.map.is_drawn and shown.board.figures.open.value != "")
    return shown


def close_wall(shown: WallWindow, workplace: Workplace) -> None:
    workplace.close()
    shown.close()
    shown.deleteLater()
    QApplication.sendPostedEvents(shown, QEvent.Type.DeferredDelete)
