"""The panels next to the map: five figures, urgent cases, departments, weeks."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from commandcenter.services.casebook import CaseRow
from commandcenter.views.figures.charts import closure_plan, throughput_plan
from commandcenter.views.figures.figure_words import FigureWords
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.theme import Space
from commandcenter.views.wall.panels.board_reading import BoardReading
from commandcenter.views.wall.panels.chart_panel import ChartPanel
from commandcenter.views.wall.panels.department_bars import DepartmentBars
from commandcenter.views.wall.panels.figure_board import FigureBoard
from commandcenter.views.wall.panels.urgent_list import UrgentList

_DEPARTMENTS_SHARE, _CHARTS_SHARE = 45, 55


class WallBoard(QWidget):
    """Shows what it is given; it queries nothing."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words, figure_words = workplace.words, FigureWords()
        targets = words.facts.settings.kpi_targets
        language = words.language
        self.figures = FigureBoard(language, self)
        self.urgent = UrgentList(words, workplace.countdowns, self)
        self.departments = DepartmentBars(words, self)
        self.throughput = ChartPanel(throughput_plan(figure_words), language, self)
        self.throughput.chart.leave_weeks_unnamed()
        self.closure = ChartPanel(closure_plan(targets), language, self)
        self._grid = QGridLayout(self)
        self._lay_out()

    def set_text_px(self, text_px: int) -> None:
        for part in (self.figures, self.urgent, self.departments):
            part.set_text_px(text_px)
        for chart in (self.throughput, self.closure):
            chart.set_text_px(text_px)
        gap = Space.SMALL.px(text_px)
        self._grid.setSpacing(gap)
        self._grid.setContentsMargins(gap, gap, gap, gap)

    def show_reading(self, reading: BoardReading) -> None:
        self.figures.show_situation(reading.situation)
        self.departments.show_loads(reading.situation.loads)
        if reading.weeks:
            self.throughput.chart.show_series(reading.weeks)
            # A chart takes its time to draw: the second one in a turn of its own.
            QTimer.singleShot(0, self, partial(self.closure.chart.show_series, reading.weeks))

    def show_urgent(self, rows: Sequence[CaseRow], now: datetime) -> None:
        self.urgent.show_rows(rows, now)

    def _lay_out(self) -> None:
        self._grid.addWidget(self.figures, 0, 0, 1, 2)
        self._grid.addWidget(self.urgent, 1, 0, 1, 2)
        self._grid.addWidget(self.departments, 2, 0, 2, 1)
        self._grid.addWidget(self.throughput, 2, 1)
        self._grid.addWidget(self.closure, 3, 1)
        self._grid.setColumnStretch(0, _DEPARTMENTS_SHARE)
        self._grid.setColumnStretch(1, _CHARTS_SHARE)
        for row in (2, 3):
            self._grid.setRowStretch(row, 1)
