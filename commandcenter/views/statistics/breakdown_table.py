"""The table of the statistics window: by department, by area, by kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from commandcenter.services.statistics import By, Figure
from commandcenter.views.figures.figure_words import FigureWords
from commandcenter.views.look import theme
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import px, set_spaces, text_px
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space
from commandcenter.views.statistics.breakdown_model import COLUMNS, BreakdownModel, BreakdownRow

_ROW_EMS, _NAME_EMS, _LEAST_NAME_EMS, _SIDES_EMS = 1.9, 18, 9, 1.8


@dataclass(frozen=True, slots=True)
class Breakdown:
    by: By
    level: str | None


class BreakdownTable(QWidget):
    """
    Signals:
        breakdown_changed: another tab or level was chosen; what to read is `breakdown`.
        line_opened: figure id, key: somebody wants to see the cases of this cell.
    """

    breakdown_changed = Signal()
    line_opened = Signal(str, str)

    def __init__(
        self, words: CityWords, figure_words: FigureWords, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._subjects = {
            By.DEPARTMENT: (self.tr("Department"), self.tr("Not dispatched")),
            By.AREA: (self.tr("Area"), self.tr("Outside all areas")),
            By.CATEGORY: (self.tr("Kind"), self.tr("No kind yet")),
        }
        self._shown: By | None = None
        self.model = BreakdownModel(figure_words, self)
        self.tabs = QTabBar(drawBase=False)
        self.level_box = QComboBox()
        self.hint_label = TextLabel(
            self.tr("Double-click a number to list its cases. Faint: fewer than 10 were due."),
            role="small",
        )
        self.table = QTableView()
        self._fill_choosers()
        self._dress_table()
        self._lay_out()
        self.tabs.currentChanged.connect(self._change)
        self.level_box.currentIndexChanged.connect(self._change)
        self.table.activated.connect(self._open)
        self.table.viewport().installEventFilter(self)

    @property
    def breakdown(self) -> Breakdown:
        by = By(self.tabs.tabData(self.tabs.currentIndex()))
        return Breakdown(by, self.level_box.currentData() if by is By.AREA else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The ground of the table becomes narrower also when its scroll bar appears."""
        if event.type() == QEvent.Type.Resize:
            self._share_width()
        return super().eventFilter(watched, event)

    def show_figures(self, by: By, rows: Mapping[str, Mapping[str, Figure]]) -> None:
        """Keeps the line that is chosen, while it is there."""
        subject, nothing = self._subjects[by]
        held = self._held() if by is self._shown else None
        self._shown = by
        self.model.show_rows(
            subject,
            [BreakdownRow(key, self._name(by, key) or nothing, row) for key, row in rows.items()],
        )
        place = self.model.place_of(held[0]) if held else None
        self._share_width()
        if held and place is not None:
            self.table.setCurrentIndex(self.model.index(place, held[1]))

    def _held(self) -> tuple[str, int] | None:
        index = self.table.currentIndex()
        return (self.model.row_at(index.row()).key, index.column()) if index.isValid() else None

    def _name(self, by: By, key: str) -> str:
        if not key:
            return ""
        if by is By.DEPARTMENT:
            return self._words.department(key)
        return self._words.area(key) if by is By.AREA else self._words.kind(key)

    def _fill_choosers(self) -> None:
        for by, (subject, _) in self._subjects.items():
            self.tabs.setTabData(self.tabs.addTab(subject), by)
        levels = self._words.facts.settings.levels
        for level in levels:
            self.level_box.addItem(self._words.said(level.name), level.id)
        self.level_box.setCurrentIndex(min(1, len(levels) - 1))
        self.level_box.setAccessibleName(self.tr("Area level"))
        self.level_box.hide()

    def _dress_table(self) -> None:
        table, header = self.table, self.table.horizontalHeader()
        table.setModel(self.model)
        table.setFont(theme.tabular(theme.font(text_px(self))))
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(self, _ROW_EMS))
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.setWordWrap(False)
        table.setProperty("role", "sortable")
        table.setSortingEnabled(True)
        table.sortByColumn(COLUMNS.index("filed"), Qt.SortOrder.DescendingOrder)

    def _share_width(self) -> None:
        """Every column gets what its heading needs, and an equal part of the rest."""
        header = self.table.horizontalHeader()
        metrics, sides = header.fontMetrics(), px(self, _SIDES_EMS)
        needs = [metrics.horizontalAdvance(text) + sides for text in self.model.headings()]
        room = self.table.viewport().width() - sum(needs[1:])
        longest = min(self.table.sizeHintForColumn(0), px(self, _NAME_EMS))
        needs[0] = max(min(longest, room), px(self, _LEAST_NAME_EMS))
        spare = max(room - needs[0], 0) // len(needs)
        for column, need in enumerate(needs):
            header.resizeSection(column, need + spare)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        set_spaces(head, self, around=None, between=Space.MEDIUM)
        head.addWidget(self.tabs)
        head.addWidget(self.level_box)
        head.addStretch(1)
        head.addWidget(self.hint_label)
        column = QVBoxLayout(self)
        set_spaces(column, self, around=None, between=Space.SMALL)
        column.addLayout(head)
        column.addWidget(self.table, 1)

    @Slot()
    def _change(self) -> None:
        self.level_box.setVisible(self.breakdown.by is By.AREA)
        self.breakdown_changed.emit()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        key = self.model.row_at(index.row()).key
        self.line_opened.emit(self.model.figure_id(index.column()), key)
