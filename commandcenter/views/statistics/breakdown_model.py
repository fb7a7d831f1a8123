"""The figures by department, area or kind as a Qt table; it sorts by number, not by text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from commandcenter.models.figures.kpi import KPIS, FigureUnit
from commandcenter.services.statistics import Figure
from commandcenter.views.figures.figure_text import (
    NOTHING,
    basis_text,
    grouped,
    percent_text,
)
from commandcenter.views.figures.figure_words import FigureWords
from commandcenter.views.look.theme import Colour

_Index = QModelIndex | QPersistentModelIndex
#: Fewer cases than this make a rate that says nothing yet: it is shown faint.
_FEW = 10
_DUE_ID = "handling_rate"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellPlace(StrEnum):
    """The columns that are not figures of the dictionary."""

    NAME = "name"
    DUE = "due"


COLUMNS: tuple[str, ...] = (
    CellPlace.NAME,
    "reported",
    "filed",
    "dispatched",
    "handled",
    "closed",
    "mean_handling_hours",
    CellPlace.DUE,
    "handling_rate",
    "on_time_handling_rate",
    "closure_rate",
    "on_time_closure_rate",
)


_MEANT: Mapping[str, str] = {CellPlace.NAME: "reported", CellPlace.DUE: _DUE_ID}


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One line: what the figures are of, and the figures by id."""

    key: str
    name: str
    figures: Mapping[str, Figure]


class BreakdownModel(QAbstractTableModel):
    def __init__(self, words: FigureWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._subject = ""
        self._rows: list[BreakdownRow] = []
        self._sorted_by = (COLUMNS.index("filed"), Qt.SortOrder.DescendingOrder)

    def show_rows(self, subject: str, rows: Sequence[BreakdownRow]) -> None:
        """`subject` heads the column of names."""
        self.beginResetModel()
        self._subject = subject
        self._rows = self._in_order(rows)
        self.endResetModel()

    def row_at(self, place: int) -> BreakdownRow:
        return self._rows[place]

    def place_of(self, key: str) -> int | None:
        return next((n for n, row in enumerate(self._rows) if row.key == key), None)

    @staticmethod
    def figure_id(column: int) -> str:
        """Which figure a click on this column asks for; names stand for all that was reported."""
        return _MEANT.get(COLUMNS[column], COLUMNS[column])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        name = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heading(name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._explained(name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if name == CellPlace.NAME else _RIGHT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, name = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, name)
        if role == Qt.ItemDataRole.ToolTipRole and name in row.figures:
            return basis_text(row.figures[name])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if name == CellPlace.NAME else _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole and self._is_few(row, name):
            return QColor(Colour.TEXT_FAINT)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Lines without a value stay below in both directions."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [(self._rows[index.row()].key, index.column()) for index in before]
        self._sorted_by = (column, order)
        self._rows = self._in_order(self._rows)
        places = {row.key: place for place, row in enumerate(self._rows)}
        after = [self.index(places[key], at) for key, at in held]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _in_order(self, rows: Sequence[BreakdownRow]) -> list[BreakdownRow]:
        column, order = self._sorted_by
        name = COLUMNS[column]
        known = [row for row in rows if self._value(row, name) is not None]
        rest = [row for row in rows if self._value(row, name) is None]
        falls = order is Qt.SortOrder.DescendingOrder
        known.sort(key=lambda row: row.name)
        known.sort(key=lambda row: self._value(row, name), reverse=falls)
        return known + rest

    def headings(self) -> list[str]:
        return [self._heading(name) for name in COLUMNS]

    def _heading(self, name: str) -> str:
        if name == CellPlace.NAME:
            return self._subject
        return self._words.due if name == CellPlace.DUE else self._words.heading(name)

    def _explained(self, name: str) -> str | None:
        if name == CellPlace.NAME:
            return None
        return self._words.due_note if name == CellPlace.DUE else self._words.definition(name)

    @staticmethod
    def _value(row: BreakdownRow, name: str) -> Any:
        if name == CellPlace.NAME:
            return row.name
        if name == CellPlace.DUE:
            return row.figures[_DUE_ID].denominator if _DUE_ID in row.figures else None
        return row.figures[name].value if name in row.figures else None

    def _text(self, row: BreakdownRow, name: str) -> str:
        value = self._value(row, name)
        if value is None or name == CellPlace.NAME:
            return NOTHING if value is None else str(value)
        unit = KPIS[name].unit if name in KPIS else FigureUnit.CASES
        if unit is FigureUnit.RATE:
            figure = row.figures[name]
            return percent_text(figure.numerator, figure.denominator, 2)
        return f"{value:.1f}" if unit is FigureUnit.HOURS else grouped(value)

    @staticmethod
    def _is_few(row: BreakdownRow, name: str) -> bool:
        figure = row.figures.get(name)
        return figure is not None and 0 < (figure.denominator or 0) < _FEW
