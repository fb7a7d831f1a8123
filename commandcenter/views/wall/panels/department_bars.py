"""Open and overdue cases by department, the fullest first."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from commandcenter.services.statistics import DepartmentLoad
from commandcenter.views.figures.figure_text import count_text
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.theme import CaseMark, Colour, TextSize
from commandcenter.views.wall.panels.panel import RIGHT, Panel

_ROW_EMS, _BAR_EMS = 1.62, 0.26
_GAP_EMS = 0.4


class DepartmentBars(Panel):
    """As many departments as there is room for; the last line sums up those left out."""

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.heading = self.tr("Open and overdue")
        self._words = words
        self._loads: Sequence[DepartmentLoad] = ()

    def show_loads(self, loads: Sequence[DepartmentLoad]) -> None:
        self._loads = loads
        self.update()

    def paint_content(self, painter: QPainter, box: QRectF) -> None:
        room = max(int(box.height() / self.ems(_ROW_EMS)), 1)
        shown = self.shown(room)
        bars = shown if len(self._loads) <= room else shown[:-1]
        longest = max((load.open for load in bars), default=1)
        widths = self._number_widths(shown)
        height = box.height() / room
        for place, load in enumerate(shown):
            line = QRectF(box.left(), box.top() + place * height, box.width(), height)
            is_sum = place >= len(bars)
            self._write_row(painter, line, load, widths, is_sum=is_sum)
            if not is_sum:
                self._paint_bar(painter, line, load, line.width() / max(longest, 1))

    def shown(self, room: int) -> list[DepartmentLoad]:
        """The lines; where not all have room, the last one is the sum of the others."""
        if len(self._loads) <= room:
            return list(self._loads)
        others = self._loads[room - 1 :]
        words = self.tr("others: {count}").format(count=len(others))
        rest = DepartmentLoad(
            words, sum(load.open for load in others), sum(load.overdue for load in others)
        )
        return [*self._loads[: room - 1], rest]

    def _number_widths(self, loads: Sequence[DepartmentLoad]) -> tuple[float, float]:
        """The columns of open and overdue, as wide as their widest number."""
        metrics = QFontMetricsF(self.font_of(TextSize.SMALL_PRINT))
        many = max((metrics.horizontalAdvance(self._open(load)) for load in loads), default=0)
        late = max((metrics.horizontalAdvance(self._overdue(load)) for load in loads), default=0)
        return many + self.ems(_GAP_EMS), late + self.ems(_GAP_EMS)

    def _write_row(
        self,
        painter: QPainter,
        line: QRectF,
        load: DepartmentLoad,
        widths: tuple[float, float],
        *,
        is_sum: bool,
    ) -> None:
        small = self.font_of(TextSize.SMALL_PRINT)
        top, height = line.top(), line.height() - self.ems(_BAR_EMS)
        many, late = widths
        late_box = QRectF(line.right() - late, top, late, height)
        many_box = QRectF(late_box.left() - many, top, many, height)
        name_box = QRectF(line.left(), top, many_box.left() - line.left(), height)
        colour = Colour.TEXT_MUTED if is_sum or not load.department else Colour.TEXT
        self.write(painter, name_box, self._name(load, is_sum=is_sum), small, colour)
        self.write(painter, many_box, self._open(load), small, Colour.TEXT, RIGHT)
        self.write(painter, late_box, self._overdue(load), small, Colour.OVERDUE_TEXT, RIGHT)

    def _name(self, load: DepartmentLoad, *, is_sum: bool) -> str:
        if is_sum:
            return load.department
        return self._words.department(load.department) if load.department else self.tr("None yet")

    def _open(self, load: DepartmentLoad) -> str:
        return count_text(load.open, self._words.language)

    def _overdue(self, load: DepartmentLoad) -> str:
        """Empty where nothing is overdue."""
        if not load.overdue:
            return ""
        return f"{CaseMark.OVERDUE.glyph}{count_text(load.overdue, self._words.language)}"

    def _paint_bar(
        self, painter: QPainter, line: QRectF, load: DepartmentLoad, a_case: float
    ) -> None:
        """Draw the bars below the words; `a_case`: the length of a bar for one case."""
        room = self.ems(_BAR_EMS)
        for many, colour in ((load.open, Colour.DONE), (load.overdue, Colour.OVERDUE)):
            bar = QRectF(line.left(), line.bottom() - room, many * a_case, room * 0.75)
            painter.fillRect(bar, QColor(colour))
