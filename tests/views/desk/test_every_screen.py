"""What holds on every screen and in every dialog, walked through one by one."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QTabBar,
    QTextEdit,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from commandcenter.views.frame.workplace import Workplace
from tests.city.life import CityLife
from tests.views.desk.conftest import OpenDesk
from tests.views.desk.every_screen import HOSTILE, EveryScreen

_LARGEST_TIP = 1_500
_MOST_COLUMNS = 8


@pytest.fixture
def every_screen(
    qtbot: QtBot, workplace: Workplace, city_life: CityLife, open_desk: OpenDesk
) -> EveryScreen:
    return EveryScreen(qtbot, workplace, city_life, open_desk)


def test_that_words_of_others_are_shown_as_typed_on_every_screen(every_screen: EveryScreen) -> None:
    walked, seen = [], set[str]()
    for name, window in every_screen.walk():
        walked.append(name)
        for label in window.findChildren(QLabel):
            assert label.textFormat() is Qt.TextFormat.PlainText, (name, label.text())
            seen |= {"label"} if HOSTILE in label.text() else set()
        for tip in _tips(window):
            assert tip.textFormat() is Qt.TextFormat.PlainText, (name, tip.text())
            assert tip.width() < _LARGEST_TIP, name
            assert tip.height() < _LARGEST_TIP, name
            seen |= {"tip"} if HOSTILE in tip.text() else set()
        assert not window.findChildren(QTextEdit), name
        for action in window.findChildren(QAction):
            assert HOSTILE not in action.text(), name  # there the `&` would be a shortcut
            seen |= {"menu"} if HOSTILE in _typed(action.text()) else set()
        for button in window.findChildren(QAbstractButton):
            assert button.shortcut().isEmpty() or HOSTILE not in _typed(button.text()), name
            seen |= {"button"} if HOSTILE in _typed(button.text()) else set()
    assert {"label", "tip", "button", "menu"} == seen
    assert "WallWindow" in walked
    assert "StatisticsWindow" in walked
    assert "QMessageBox" in walked


def test_that_the_wheel_changes_nothing_that_has_no_focus(every_screen: EveryScreen) -> None:
    turned = 0
    for name, window in every_screen.walk():
        for widget in _turnable(window):
            window.setFocus()
            before = _value(widget)
            _turn_wheel(widget, -120)
            assert _value(widget) == before, (name, widget)
            _turn_wheel(widget, 120)
            assert _value(widget) == before, (name, widget)
            assert widget.focusPolicy() != Qt.FocusPolicy.WheelFocus, (name, widget)
            turned += 1
    assert turned > 20


def _typed(text: str) -> str:
    return text.replace("&&", "&")


def _tips(window: QWidget) -> Iterator[QLabel]:
    """Every tool tip of a window, also those of its lists, one after the other as it is shown."""
    QToolTip.hideText()
    for widget in [window, *window.findChildren(QWidget)]:
        if not isValid(widget) or _is_tip(widget):
            continue
        if isinstance(widget, QAbstractItemView) and not isinstance(widget.parent(), QMenu):
            yield from _tips_of_list(widget)
        elif widget.toolTip():
            yield from _tip_at(widget, QPoint(1, 1))


def _tips_of_list(view: QAbstractItemView) -> Iterator[QLabel]:
    model = view.model()
    for row in range(model.rowCount(QModelIndex()) if model else 0):
        for column in range(_MOST_COLUMNS):
            place = view.visualRect(model.index(row, column))
            if place.isValid() and view.viewport().rect().contains(place.center()):
                yield from _tip_at(view.viewport(), place.center())


def _tip_at(widget: QWidget, point: QPoint) -> list[QLabel]:
    QToolTip.hideText()
    help_event = QHelpEvent(QEvent.Type.ToolTip, point, widget.mapToGlobal(point))
    QApplication.sendEvent(widget, help_event)
    tips = [one for one in QApplication.topLevelWidgets() if _is_tip(one)]
    return [one for one in tips if isinstance(one, QLabel)][-1:]


def _is_tip(widget: QWidget) -> bool:
    return widget.metaObject().className() == "QTipLabel"


def _turnable(window: QWidget) -> list[QWidget]:
    kinds = (QComboBox, QAbstractSpinBox, QTabBar)
    return [one for one in window.findChildren(QWidget) if isinstance(one, kinds)]


def _value(widget: QWidget) -> object:
    if isinstance(widget, QComboBox | QTabBar):
        return widget.currentIndex()
    assert isinstance(widget, QAbstractSpinBox)
    return widget.text()


def _turn_wheel(widget: QWidget, by: int) -> None:
    """Over the middle of the widget, from Qt's own queue, as a mouse does it."""
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(0, 0),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
