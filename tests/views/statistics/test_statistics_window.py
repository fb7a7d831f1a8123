"""The statistics window: one number everywhere, and a door behind each."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from PySide6.QtCore import QDate, QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.statistics import FigureQuery
from commandcenter.views.figures.figure_words import SHOWN_IDS
from commandcenter.views.figures.period import Period
from commandcenter.views.frame.application import dress_up
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.theme import DESK_TEXT_PX
from commandcenter.views.statistics.breakdown_model import COLUMNS
from commandcenter.views.statistics.statistics_window import StatisticsWindow
from tests.city.life import HAWKER, MONDAY_10, REFUSE, CityLife, FakeClock

TODAY = MONDAY_10.date()
THIS_WEEK = FigureQuery(TODAY, TODAY)


def values(window: StatisticsWindow) -> dict[str, float | None]:
    return {name: tile.figure.value for name, tile in window.tiles.items() if tile.figure}


def pixels(image: QImage) -> Iterator[tuple[int, int]]:
    return product(range(image.width()), range(image.height()))


def lines(window: StatisticsWindow) -> list[str]:
    model = window.table.model
    return [model.row_at(place).key for place in range(model.rowCount())]


def test_that_tiles_show_what_the_service_counts_and_follow_the_feed(
    qtbot: QtBot, window: StatisticsWindow, city_life: CityLife, center: CommandCenter
) -> None:
    assert window.tiles["reported"].value == "0"
    city_life.closed()
    city_life.handling(HAWKER)
    qtbot.waitUntil(lambda: window.tiles["reported"].value == "2")
    figures = center.statistics.figures(SHOWN_IDS, THIS_WEEK, viewer=CENTRE_VIEW)
    assert values(window) == {figure.id: figure.value for figure in figures}
    assert window.tiles["closure_rate"].basis == "1/1"
    assert window.as_of_label.text() == "as of 10:00:00"


def test_that_a_click_explains_and_another_one_asks_for_exactly_the_counted_cases(
    qtbot: QtBot, window: StatisticsWindow, city_life: CityLife, center: CommandCenter
) -> None:
    city_life.closed()
    city_life.handling(HAWKER)
    qtbot.waitUntil(lambda: window.tiles["dispatched"].value == "2")
    tile = window.tiles["dispatched"]
    with qtbot.assertNotEmitted(window.cases_wanted):
        QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert window.card.isVisible()
    assert "latest dispatch" in window.card.definition_label.text()
    with qtbot.waitSignal(window.cases_wanted) as asked:
        QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert not window.card.isVisible()
    figure_id, query = asked.args
    assert len(center.statistics.cases_behind(figure_id, query, viewer=CENTRE_VIEW)) == 2


def test_that_an_explanation_goes_with_escape_and_with_the_keyboard(
    qtbot: QtBot, window: StatisticsWindow
) -> None:
    window.activateWindow()
    window.tiles["closed"].setFocus()
    QTest.keyClick(window.tiles["closed"], Qt.Key.Key_Space)
    assert window.card.tile is window.tiles["closed"]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.card.isVisible()
    QTest.keyClick(window.tiles["closed"], Qt.Key.Key_Space)
    window.tiles["filed"].setFocus()
    assert not window.card.isVisible()


def test_that_rates_say_what_they_divide_by(qtbot: QtBot, window: StatisticsWindow) -> None:
    window.tiles["closure_rate"].click()
    assert "handled before their deadline" in window.card.definition_label.text()
    assert window.card.sum_label.text() == "0 / 0 = \N{EM DASH}"


def test_that_a_line_of_the_table_asks_for_its_own_cases(
    qtbot: QtBot, window: StatisticsWindow, city_life: CityLife, center: CommandCenter
) -> None:
    city_life.handling(HAWKER, "street")
    city_life.handling(REFUSE, "sanitation")
    number = city_life.handling(REFUSE, "sanitation")
    qtbot.waitUntil(lambda: lines(window) == ["sanitation", "street"])
    with qtbot.waitSignal(window.cases_wanted) as asked:
        window.table.line_opened.emit("filed", "sanitation")
    figure_id, query = asked.args
    cases = center.statistics.cases_behind(figure_id, query, viewer=CENTRE_VIEW)
    assert len(cases) == 2
    assert number in cases


def test_that_areas_and_kinds_have_their_tabs_and_levels(
    qtbot: QtBot, window: StatisticsWindow, city_life: CityLife
) -> None:
    city_life.handling(HAWKER, "street")
    window.table.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: lines(window) == ["110101001"])
    assert window.table.level_box.isVisible()
    window.table.level_box.setCurrentIndex(2)
    qtbot.waitUntil(lambda: [len(key) for key in lines(window)] == [12])
    window.table.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: lines(window) == [HAWKER])
    assert window.table.model.row_at(0).name == "Unlicensed street vendor"
    assert not window.table.level_box.isVisible()


def test_that_the_chosen_line_stays_chosen_when_figures_change(
    qtbot: QtBot, window: StatisticsWindow, city_life: CityLife
) -> None:
    city_life.handling(HAWKER, "street")
    qtbot.waitUntil(lambda: lines(window) == ["street"])
    window.table.table.setCurrentIndex(window.table.model.index(0, 3))
    city_life.handling(REFUSE, "sanitation")
    city_life.handling(REFUSE, "sanitation")
    qtbot.waitUntil(lambda: lines(window) == ["sanitation", "street"])
    chosen = window.table.table.currentIndex()
    assert (chosen.row(), chosen.column()) == (1, 3)


def test_that_the_sort_arrow_covers_no_letter_of_the_heading(window: StatisticsWindow) -> None:
    table, header = window.table.table, window.table.table.horizontalHeader()
    filed, closed = COLUMNS.index("filed"), COLUMNS.index("closed")
    box = QRect(header.sectionPosition(filed), 2, header.sectionSize(filed), header.height() - 4)
    with_arrow = header.grab(box).toImage()
    table.sortByColumn(closed, Qt.SortOrder.DescendingOrder)
    plain = header.grab(box).toImage()
    letters = [x for x, y in pixels(plain) if plain.pixel(x, y) != plain.pixel(0, 0)]
    arrow = [x for x, y in pixels(plain) if plain.pixel(x, y) != with_arrow.pixel(x, y)]
    assert max(letters) < min(arrow)


def test_that_a_scroll_bar_takes_no_column_out_of_sight(
    qtbot: QtBot, window: StatisticsWindow, city_life: CityLife
) -> None:
    table = window.table.table
    city_life.handling(HAWKER, "street")
    city_life.handling(REFUSE, "sanitation")
    qtbot.waitUntil(lambda: len(lines(window)) == 2)
    table.setFixedHeight(table.horizontalHeader().height() + table.rowHeight(0))
    qtbot.waitUntil(table.verticalScrollBar().isVisible)
    assert table.horizontalHeader().length() <= table.viewport().width()


def test_that_other_days_show_other_figures(
    qtbot: QtBot, window: StatisticsWindow, city_life: CityLife, clock: FakeClock
) -> None:
    city_life.reported()
    qtbot.waitUntil(lambda: window.tiles["reported"].value == "1")
    window.period.choose(Period.LAST_WEEK)
    qtbot.waitUntil(lambda: window.tiles["reported"].value == "0")
    window.period.choose(Period.FREE)
    first = TODAY - timedelta(days=3)
    window.period.first_edit.setDate(QDate(first.year, first.month, first.day))
    window.period.last_edit.setDate(QDate(TODAY.year, TODAY.month, TODAY.day))
    qtbot.waitUntil(lambda: window.tiles["reported"].value == "1")


def test_that_days_turned_round_are_pulled_straight(window: StatisticsWindow) -> None:
    window.period.choose(Period.FREE)
    early = QDate(2026, 1, 5)
    window.period.last_edit.setDate(early)
    assert window.period.first_edit.date() == early
    late = QDate(2026, 2, 9)
    window.period.first_edit.setDate(late)
    assert window.period.last_edit.date() == late


def test_that_nothing_is_read_for_a_window_that_nobody_sees(
    qtbot: QtBot, window: StatisticsWindow, workplace: Workplace, city_life: CityLife
) -> None:
    qtbot.waitUntil(lambda: window.refresher.is_calm)
    window.hide()
    readings = window.refresher.reading
    with qtbot.waitSignal(workplace.watcher.changed):
        city_life.reported()
    assert window.refresher.reading == readings
    window.show()
    qtbot.waitUntil(lambda: window.tiles["reported"].value == "1")


def test_that_charts_show_a_year_and_read_out_the_week_under_the_pointer(
    qtbot: QtBot, window: StatisticsWindow, city_life: CityLife
) -> None:
    city_life.closed()
    chart = window.throughput.chart
    qtbot.waitUntil(lambda: chart.series.mondays != () and chart.series.at("closed", -1) == 1)
    assert len(chart.series.mondays) == 52
    assert chart.series.incomplete == 51
    chart.pointed.emit(51)
    readout = window.throughput.readout_label.text()
    assert str(TODAY) in readout
    assert "Reported 1" in readout
    window.closure.chart.pointed.emit(51)
    assert "closed 100.00%" in window.closure.readout_label.text()
    chart.pointed.emit(-1)
    assert "Asia/Shanghai" in window.throughput.readout_label.text()


def test_that_tiles_stand_in_two_rows_where_the_window_is_narrow(
    qtbot: QtBot, window: StatisticsWindow
) -> None:
    def rows() -> int:
        return len({tile.y() for tile in window.tiles.values()})

    qtbot.waitUntil(lambda: rows() == 1)
    window.resize(1300, 760)
    qtbot.waitUntil(lambda: rows() == 2)


def test_that_an_open_definition_stays_below_its_tile_when_the_window_is_resized(
    window: StatisticsWindow,
) -> None:
    """A window that grows with its figures must not close what was opened by a click."""
    tile = window.tiles["closure_rate"]
    tile.clicked.emit()
    for size in ((1700, 950), (1300, 760), (1800, 950)):
        window.resize(*size)
        assert window.card.isVisible()
        ground = window.card.parentWidget()
        assert ground is not None
        below = tile.mapTo(ground, QPoint(0, tile.height())).y()
        assert below <= window.card.y() < below + tile.height()


@pytest.mark.parametrize("text_px", [DESK_TEXT_PX, 26])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_that_no_definition_is_cut_off(
    window: StatisticsWindow, qapp: QApplication, qtbot: QtBot, size: tuple[int, int], text_px: int
) -> None:
    """Every card lies inside the window and holds all of its lines, in large text too."""
    dress_up(qapp, text_px)
    window.resize(*size)
    qtbot.wait(1)
    for tile in window.tiles.values():
        window.card.open_below(tile)
        qtbot.wait(1)
        card = window.card
        ground = card.parentWidget()
        assert ground is not None
        assert ground.rect().contains(card.geometry()), tile.figure_id
        for label in card.findChildren(QLabel):
            needed = label.heightForWidth(label.width())
            assert label.height() >= max(needed, label.fontMetrics().height()), label.text()
            assert card.rect().contains(label.geometry()), label.text()
            if not label.wordWrap():
                assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    dress_up(qapp, DESK_TEXT_PX)
