"""The map beside the queue: late to begin, and still with every case that was told meanwhile."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.views.desk.window.map_pane import MapPane
from commandcenter.views.frame.workplace import Workplace
from tests.city.life import CityLife
from tests.views.desk.conftest import OpenDesk
from tests.views.desk.rows import row
from tests.views.map.page_driver import PageDriver

_COUNTED = "[...document.querySelectorAll('#legend b')].reduce((sum, b) => sum + +b.textContent, 0)"


@pytest.fixture
def pane(workplace: Workplace, qtbot: QtBot) -> Iterator[MapPane]:
    made = MapPane(workplace)
    made.resize(600, 400)
    made.show()
    yield made
    workplace.close()
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


def page_of(pane: MapPane, qtbot: QtBot) -> PageDriver:
    assert pane.map is not None
    return PageDriver(pane.map, qtbot)


def test_that_what_is_told_before_there_is_a_map_is_drawn_on_it(
    pane: MapPane, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(pane.map_made):
        pane.show_rows([row("1"), row("2"), row("3")])
        pane.change_rows([row("4")], ["1", "2", "3"])
        pane.change_rows([row("5")], [])
    page_of(pane, qtbot).until(f"{_COUNTED} === 2")


def test_that_a_second_filter_takes_the_place_of_the_first(pane: MapPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.map_made):
        pane.show_rows([row("1")])
    page = page_of(pane, qtbot)
    page.until(f"{_COUNTED} === 1")
    pane.show_rows([row(str(number)) for number in range(9)])
    pane.show_rows([row("1"), row("2")])
    pane.change_rows([row("3")], ["1", "2"])
    page.until(f"{_COUNTED} === 1")


def test_that_a_key_gives_the_map_the_keyboard_with_a_ring(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    """F3 on the desk; also after a press of the mouse, which takes the ring away."""
    city_life.filed()
    desk = open_desk("dispatcher")
    qtbot.waitUntil(lambda: desk.map.map is not None, timeout=20_000)
    shown = desk.map.map
    assert shown is not None
    driver = PageDriver(shown, qtbot)
    driver.until("window.map_frame && document.querySelector('.leaflet-container')")
    desk.activateWindow()
    with qtbot.waitSignal(shown.painted, timeout=20_000):
        desk.map.show_rows(desk.queue.rows())
    driver.click(39.93, 116.41)
    desk.queue.setFocus()
    qtbot.waitUntil(lambda: not driver.ask("document.hasFocus()"))
    QTest.keyClick(desk.queue.table.view, Qt.Key.Key_F3)
    ring = (
        "getComputedStyle(document.querySelector('.leaflet-container'), '::after').borderTopWidth"
    )
    driver.until(f"document.hasFocus() && {ring} === '2px'")
    before = driver.where()
    driver.key(Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: driver.where()[1] > before[1])
