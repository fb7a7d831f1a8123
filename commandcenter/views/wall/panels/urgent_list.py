"""The most urgent cases: what is left, what it is, where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from commandcenter.services.casebook import CaseRow
from commandcenter.views.look.case_marks import mark_of
from commandcenter.views.look.city_words import NOTHING, CityWords
from commandcenter.views.look.countdown import Countdown, Countdowns
from commandcenter.views.look.short_place import short_place
from commandcenter.views.look.theme import CaseMark, Colour, TextSize
from commandcenter.views.wall.panels.panel import HEADING_EMS, RIGHT, Panel

SHOWN = 8
_ROW_EMS = 1.42
_MARK_EMS, _GAP_EMS, _KIND_SHARE = 1.0, 0.6, 0.5
_TEXT_OF_MARK = {
    CaseMark.OVERDUE: Colour.OVERDUE_TEXT,
    CaseMark.DUE_SOON: Colour.DUE_SOON,
    CaseMark.PAUSED: Colour.PAUSED,
}


@dataclass(frozen=True, slots=True)
class _Line:
    mark: CaseMark
    clock: str
    basis: str
    kind: str
    place: str


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
        lines = [self._line(row, self._now) for row in self._rows]
        columns = self._columns(box, lines)
        height = box.height() / SHOWN
        for place, line in enumerate(lines):
            top = box.top() + place * height
            if place:
                painter.setPen(QColor(Colour.GRID_LINE))
                painter.drawLine(QPointF(box.left(), top), QPointF(box.right(), top))
            self._paint_line(painter, line, columns, top, height)

    def _line(self, row: CaseRow, now: datetime) -> _Line:
        countdown, mark = self._countdowns.of(row, now), mark_of(row.hands, now)
        return _Line(
            mark=mark,
            clock=countdown.text if countdown else NOTHING,
            basis=self._basis(countdown, mark),
            kind=self._words.kind(row.category) or self._words.source(row.source),
            place=self._words.place(row),
        )

    def _paint_line(
        self,
        painter: QPainter,
        line: _Line,
        columns: Sequence[tuple[float, float]],
        top: float,
        height: float,
    ) -> None:
        boxes = [QRectF(left, top, width, height) for left, width in columns]
        body, small = self.font_of(TextSize.BODY), self.font_of(TextSize.SMALL_PRINT)
        strong = self.font_of(TextSize.BODY, bold=True)
        colour = _TEXT_OF_MARK.get(line.mark, Colour.TEXT)
        basis_colour = colour if line.mark is CaseMark.OVERDUE else Colour.TEXT_MUTED
        self.write(painter, boxes[0], line.mark.glyph, body, line.mark.colour)
        self.write(painter, boxes[1], line.clock, strong, colour, RIGHT)
        self.write(painter, boxes[2], line.basis, small, basis_colour)
        self.write(painter, boxes[3], line.kind, body, Colour.TEXT)
        place = short_place(line.place, QFontMetricsF(body), boxes[4].width())
        self.write(painter, boxes[4], place, body, Colour.TEXT_MUTED)

    def _columns(self, box: QRectF, lines: Sequence[_Line]) -> list[tuple[float, float]]:
        """Left edge and width: clocks as wide as they are now, kind and place share the rest."""
        strong = QFontMetricsF(self.font_of(TextSize.BODY, bold=True))
        small = QFontMetricsF(self.font_of(TextSize.SMALL_PRINT))
        gap = self.ems(_GAP_EMS)
        widths = [
            self.ems(_MARK_EMS),
            max(strong.horizontalAdvance(line.clock) for line in lines) + 1,
            max(small.horizontalAdvance(line.basis) for line in lines) + 1,
        ]
        rest = box.width() - sum(widths) - 4 * gap
        widths += [rest * _KIND_SHARE, rest * (1 - _KIND_SHARE)]
        columns, left = [], box.left()
        for width in widths:
            columns.append((left, width))
            left += width + gap
        return columns

    def _basis(self, countdown: Countdown | None, mark: CaseMark) -> str:
        """What the number counts; or that it waits, or is over."""
        if countdown is None:
            return ""
        if countdown.is_over:
            return self.tr("overdue") if mark is CaseMark.OVERDUE else self.tr("step late")
        if mark is CaseMark.OVERDUE:
            return self.tr("was overdue")
        if countdown.resumes_at:
            return f"{CaseMark.PAUSED.glyph} {self._words.weekday_and_time(countdown.resumes_at)}"
        return self.tr("all hours") if countdown.continuous else self.tr("working h")
