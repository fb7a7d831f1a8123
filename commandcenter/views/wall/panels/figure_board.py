"""The five figures of the wall."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from commandcenter.services.statistics import Situation
from commandcenter.views.figures.figure_text import count_text, grouped, percent_text
from commandcenter.views.look.theme import CaseMark, Space
from commandcenter.views.wall.panels.figure_cell import FigureCell


class FigureBoard(QWidget):
    """
    Signals:
        painted: the figures that were last shown are on the screen.
    """

    painted = Signal()

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self.reported = FigureCell(self.tr("Reported today"), parent=self)
        self.open = FigureCell(self.tr("Open"), parent=self)
        self.due_soon = FigureCell(self.tr("Due in 1 hour"), parent=self)
        self.overdue = FigureCell(self.tr("Overdue"), CaseMark.OVERDUE, self)
        self.on_time = FigureCell(self.tr("On time this week"), parent=self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column, cell in enumerate((self.reported, self.open, self.due_soon)):
            self._grid.addWidget(cell, 0, 2 * column, 1, 2)
        for column, cell in enumerate((self.overdue, self.on_time)):
            self._grid.addWidget(cell, 1, 3 * column, 1, 3)
        for column in range(6):
            self._grid.setColumnStretch(column, 1)
        self.on_time.painted.connect(self.painted)

    @property
    def cells(self) -> tuple[FigureCell, ...]:
        return self.reported, self.open, self.due_soon, self.overdue, self.on_time

    def set_text_px(self, text_px: int) -> None:
        self._grid.setSpacing(Space.SMALL.px(text_px))
        for cell in self.cells:
            cell.set_text_px(text_px)

    def show_situation(self, now: Situation) -> None:
        self.reported.show_value(count_text(now.reported_today, self._language))
        self.open.show_value(count_text(now.open, self._language))
        self.due_soon.show_value(count_text(now.due_within_hour, self._language))
        late = now.overdue
        self.overdue.show_value(count_text(late, self._language), presses=late > 0)
        rate = now.on_time_this_week
        self.on_time.show_value(
            percent_text(rate.numerator, rate.denominator, 1),
            note=f"n={grouped(rate.denominator or 0)}",
        )
