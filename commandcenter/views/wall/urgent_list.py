"""The most urgent cases: what is left, what it is, where."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from commandcenter.services.casebook import CaseRow
from commandcenter.views.case_marks import mark_of
from commandcenter.views.city_words import NOTHING, CityWords
from commandcenter.views.countdown import Countdown, Countdowns
from commandcenter.views.theme import CaseMark, Colour, TextSize
from commandcenter.views.wall.panel import HEADING_EMS, RIGHT, Panel

SHOWN = 8
_ROW_EMS = 1.42
#: Widths of the columns, in heights of the text; the place has the rest.
_MARK_EMS, _CLOCK_EMS, _BASIS_EMS, _KIND_EMS = 1.3, 5.2, 4.6, 8.0
_TEXT_OF_MARK = {
    CaseMark.OVERDUE: Colour.OVERDUE_TEXT,
    CaseMark.DUE_SOON: Colour.DUE_SOON,
    CaseMark.PAUSED: Colour.PAUSED,
}


class UrgentList(Panel):
    """Eight lines and no more; nothing scrolls."""

    def __init__(
        self, words: CityWords, countdowns: Countdowns, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.heading = self.tr("Most urgent")
        self._words = words
        self._countdowns = countdowns
        self._rows: Sequence[CaseRow] = ()
        self._now: datetime | None = None

    @property
    def rows(self) -> Sequence[CaseRow]:
        return self._rows

    def show_rows(self, rows: Sequence[CaseRow], now: datetime) -> None:
        """The most urgent first; called again when only the time has moved on."""
        self._rows, self._now = rows[:SHOWN], now
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self.ems(28)), round(self.ems(HEADING_EMS + SHOWN * _ROW_EMS + 0.4)))

    def paint_content(self, painter: QPainter, box: QRectF) -> None:
        if self._now is None:
            return
        if not self._rows:
            words = self.tr("No open cases")
            self.write(painter, box, words, self.font_of(TextSize.BODY), Colour.TEXT_FAINT)
            return
        height = box.height() / SHOWN
        for place, row in enumerate(self._rows):
            line = QRectF(box.left(), box.top() + place * height, box.width(), height)
            if place:
                painter.setPen(QColor(Colour.GRID_LINE))
                painter.drawLine(line.topLeft(), line.topRight())
            self._paint_row(painter, line, row, self._now)

    def _paint_row(self, painter: QPainter, line: QRectF, row: CaseRow, now: datetime) -> None:
        mark = mark_of(row.hands, now)
        countdown = self._countdowns.of(row, now)
        colour = _TEXT_OF_MARK.get(mark, Colour.TEXT)
        body, small = self.font_of(TextSize.BODY), self.font_of(TextSize.SMALL_PRINT)
        strong = self.font_of(TextSize.BODY, bold=True)
        columns = self._columns(line)
        self.write(painter, columns[0], mark.glyph, body, mark.colour)
        clock = countdown.text if countdown else NOTHING
        self.write(painter, columns[1], clock, strong, colour, RIGHT)
        basis = self._basis(row, countdown, now)
        basis_colour = colour if mark is CaseMark.OVERDUE else Colour.TEXT_MUTED
        self.write(painter, columns[2], basis, small, basis_colour)
        kind = self._words.kind(row.category) or self._words.source(row.source)
        self.write(painter, columns[3], kind, body, Colour.TEXT)
        self.write(painter, columns[4], self._words.place(row), body, Colour.TEXT_MUTED)

    def _columns(self, line: QRectF) -> list[QRectF]:
        boxes, left, gap = [], line.left(), self.ems(0.4)
        for width in (_MARK_EMS, _CLOCK_EMS, _BASIS_EMS, _KIND_EMS):
            boxes.append(QRectF(left, line.top(), self.ems(width), line.height()))
            left = boxes[-1].right() + gap
        return [*boxes, QRectF(left, line.top(), line.right() - left, line.height())]

    def _basis(self, row: CaseRow, countdown: Countdown | None, now: datetime) -> str:
        """What the number counts; or that it waits, or is over."""
        if countdown is None:
            return ""
        if countdown.is_over:
            return self.tr("overdue") if row.hands.late(now) else self.tr("step late")
        if countdown.resumes_at:
            return f"{CaseMark.PAUSED.glyph} {self._words.weekday_and_time(countdown.resumes_at)}"
        return self.tr("all hours") if countdown.continuous else self.tr("working h")
