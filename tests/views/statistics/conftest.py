"""The statistics window over the tiny city."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.views.frame.application import speak
from commandcenter.views.frame.workplace import Workplace, open_workplace
from commandcenter.views.statistics.statistics_window import StatisticsWindow

NO_WINDOW_MANAGER = ("does not support propagateSizeHints", "does not support raise")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "views/statistics" in item.nodeid:
            item.add_marker(pytest.mark.qt_log_ignore(*NO_WINDOW_MANAGER, extend=True))


@pytest.fixture
def workplace(dressed: QApplication, center: CommandCenter) -> Iterator[Workplace]:
    speak(dressed, "en")
    opened = open_workplace(center, "en")
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, workplace: Workplace) -> Iterator[StatisticsWindow]:
    """The window, shown and filled, following the feed."""
    shown = StatisticsWindow(workplace)
    shown.resize(1700, 950)
    shown.show()
    workplace.watcher.start()
    qtbot.waitUntil(lambda: shown.as_of_label.text() != "")
    yield shown
    workplace.close()
    shown.close()
    shown.deleteLater()
    QApplication.sendPostedEvents(shown, QEvent.Type.DeferredDelete)
