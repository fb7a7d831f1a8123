"""The map beside the queue: late to begin, and still with every case that was told meanwhile."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.views.desk.map_pane import MapPane
from commandcenter.views.workplace import Workplace
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
