"""Words that are longer than their place take no room from others, and show what matters."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.views.desk.steps.field_choosers import (
    SeveralChooser,
    SeveralKinds,
    WordChooser,
)
from commandcenter.views.look.layouts import scroll_down
from commandcenter.views.look.yielding_button import YieldingButton
from tests.city.life import CityLife
from tests.views.desk.hand import Hand

LONG = "东四北大街与张自忠路交叉口西北角非机动车道靠近公交站牌" * 2
NARROW = 420


def _widths(area: QScrollArea) -> tuple[int, int]:
    body = area.widget()
    assert body is not None
    return body.width(), area.viewport().width()


def test_that_a_long_place_of_a_similar_case_cuts_off_nothing_on_the_page(
    hand: Hand, city_life: CityLife, center: CommandCenter, qtbot: QtBot
) -> None:
    numbers = [
        center.intake.receive(
            Report("public", LONG, 39.9305, 116.4105, f"{LONG}{n}号"), by=RESIDENT
        ).number
        for n in range(2)
    ]
    pane = hand.open(numbers[0], "call-taker")
    pane.resize(NARROW, 500)
    qtbot.waitUntil(lambda: bool(pane.page.similar.links))
    (link,) = pane.page.similar.links
    qtbot.waitUntil(lambda: link.width() < NARROW)
    areas = [area for area in pane.page.findChildren(QScrollArea) if area.widget()]
    assert len(areas) == 2
    for area in areas:
        inner, room = _widths(area)
        assert inner <= room
    assert link.text().endswith(numbers[1])
    assert link.fontMetrics().horizontalAdvance(link.text()) <= link.width()
    assert link.toolTip().endswith(f"1号 · {numbers[1]}")


def test_that_what_scrolls_down_is_never_wider_than_its_area(qtbot: QtBot) -> None:
    area, body = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    column = QVBoxLayout(body)
    wide, wraps = QWidget(), QLabel(LONG)
    wide.setMinimumSize(1000, 2000)
    wraps.setWordWrap(True)
    column.addWidget(wraps)
    column.addWidget(wide)
    scroll_down(area, body)
    area.resize(NARROW, 300)
    area.show()
    inner, room = _widths(area)
    assert inner == room < NARROW  # beside the bar
    assert wraps.width() < room


def test_that_a_button_shows_all_of_its_words_again_where_there_is_room(qtbot: QtBot) -> None:
    button = YieldingButton(f"A & B {LONG}")
    qtbot.addWidget(button)
    full = button.sizeHint().width()
    button.resize(200, 30)
    button.show()
    assert "…" in button.text()
    assert button.toolTip() == f"A & B {LONG}"
    assert button.sizeHint().width() == full
    button.resize(full, 30)
    assert button.text() == f"A && B {LONG}"
    assert button.toolTip() == ""


def test_that_what_was_chosen_takes_no_more_room_than_there_is(qtbot: QtBot) -> None:
    choices = [(str(n), f"{LONG}{n}") for n in range(3)]
    several, kinds = SeveralChooser(choices), SeveralKinds(choices)
    place = QWidget()
    qtbot.addWidget(place)
    column = QVBoxLayout(place)
    for chooser in (several, kinds):
        column.addWidget(chooser)
        chooser.set_value(["0", "2"])
    place.resize(NARROW, 300)
    place.show()
    assert place.minimumSizeHint().width() <= NARROW
    assert several.width() < NARROW
    assert several.toolTip() == f"{LONG}0, {LONG}2"
    room = QFontMetricsF(several.font()).horizontalAdvance(several.text())
    assert room <= several.width()
    assert several.value() == ["0", "2"]


@pytest.mark.parametrize(
    "reason", [Qt.FocusReason.TabFocusReason, Qt.FocusReason.ShortcutFocusReason]
)
def test_that_a_chooser_that_gets_the_focus_shows_where_its_words_begin(
    qtbot: QtBot, reason: Qt.FocusReason
) -> None:
    chooser = WordChooser([("0", LONG)], search_too=True)
    place = QWidget()
    qtbot.addWidget(place)
    column = QVBoxLayout(place)
    before = QLineEdit()
    column.addWidget(before)
    column.addWidget(chooser)
    place.resize(240, 100)
    place.show()
    place.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    chooser.set_value("0")
    chooser.setFocus(reason)
    line = chooser.lineEdit()
    assert line is not None
    qtbot.waitUntil(line.hasSelectedText)
    assert line.selectedText() == LONG  # whoever types begins a new search
    line.grab()  # Qt scrolls when it paints
    assert line.cursorPositionAt(QPoint(4, line.height() // 2)) == 0
