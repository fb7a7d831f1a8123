"""The table by department, area and kind."""

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from commandcenter.views.figures.figure_words import FigureWords
from commandcenter.views.look.theme import Colour
from commandcenter.views.statistics.breakdown_model import COLUMNS, BreakdownModel, BreakdownRow
from tests.views.statistics.figures import figure

RATE, FILED, NAME = (COLUMNS.index(name) for name in ("closure_rate", "filed", "name"))


def row(key: str, filed: int, closed: int, due: int) -> BreakdownRow:
    figures = {
        "filed": figure("filed", filed),
        "closure_rate": figure("closure_rate", closed, due),
        "handling_rate": figure("handling_rate", closed, due),
    }
    return BreakdownRow(key, key.capitalize(), figures)


@pytest.fixture
def model(qtbot: QtBot) -> BreakdownModel:
    made = BreakdownModel(FigureWords())
    made.show_rows(
        "Department",
        [row("roads", 30, 20, 40), row("parks", 90, 0, 0), row("water", 5, 3, 4)],
    )
    return made


def keys(model: BreakdownModel) -> list[str]:
    return [model.row_at(place).key for place in range(model.rowCount())]


def test_that_qt_finds_the_model_sound(model: BreakdownModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.sort(RATE)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_that_the_fullest_comes_first_until_somebody_sorts_otherwise(model: BreakdownModel) -> None:
    assert keys(model) == ["parks", "roads", "water"]
    model.sort(NAME, Qt.SortOrder.AscendingOrder)
    assert keys(model) == ["parks", "roads", "water"]
    model.show_rows("Department", [row("water", 5, 3, 4), row("air", 1, 0, 0)])
    assert keys(model) == ["air", "water"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Qt.SortOrder.AscendingOrder, ["roads", "water", "parks"]),
        (Qt.SortOrder.DescendingOrder, ["water", "roads", "parks"]),
    ],
)
def test_that_a_line_without_a_value_stays_below(
    model: BreakdownModel, order: Qt.SortOrder, expected: list[str]
) -> None:
    model.sort(RATE, order)
    assert keys(model) == expected


def test_that_a_chosen_cell_stays_with_its_line_when_it_is_sorted(model: BreakdownModel) -> None:
    held = QPersistentModelIndex(model.index(keys(model).index("water"), RATE))
    model.sort(RATE, Qt.SortOrder.DescendingOrder)
    assert keys(model)[held.row()] == "water"
    assert held.column() == RATE


def test_that_rates_show_two_places_their_basis_and_whether_it_is_thin(
    model: BreakdownModel,
) -> None:
    roads, water = (model.index(keys(model).index(key), RATE) for key in ("roads", "water"))
    assert roads.data() == "50.00%"
    assert roads.data(Qt.ItemDataRole.ToolTipRole) == "20/40"
    assert roads.data(Qt.ItemDataRole.ForegroundRole) is None
    assert water.data(Qt.ItemDataRole.ForegroundRole) == QColor(Colour.TEXT_FAINT)
    assert model.index(keys(model).index("parks"), RATE).data() == "\N{EM DASH}"
    assert model.index(0, COLUMNS.index("due")).data() == "0"


def test_that_columns_say_what_they_count(model: BreakdownModel) -> None:
    def header(column: int, role: Qt.ItemDataRole) -> str:
        return str(model.headerData(column, Qt.Orientation.Horizontal, role))

    assert header(NAME, Qt.ItemDataRole.DisplayRole) == "Department"
    assert header(FILED, Qt.ItemDataRole.DisplayRole) == "Filed"
    assert "closed" in header(RATE, Qt.ItemDataRole.ToolTipRole)
    assert BreakdownModel.figure_id(NAME) == "reported"
    assert BreakdownModel.figure_id(COLUMNS.index("due")) == "handling_rate"
