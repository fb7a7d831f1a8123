"""Open and overdue cases by department, the fullest first."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from commandcenter.services.statistics import DepartmentLoad
from commandcenter.views.city_words import CityWords
from commandcenter.views.statistics.figure_text import count_text
from commandcenter.views.theme import CaseMark, Colour, TextSize
from commandcenter.views.wall.panel import RIGHT, Panel

_ROW_EMS, _BAR_EMS = 1.62, 0.26
_OPEN_EMS, _OVERDUE_EMS = 1.7, 2.1


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
        longest = max((load.open for load in shown), default=1)
        height = box.height() / room
        for place, load in enumerate(shown):
            line = QRectF(box.left(), box.top() + place * height, box.width(), height)
            is_sum = place == room - 1 and len(self._loads) > room
            self._paint_row(painter, line, load, None if is_sum else longest)

    def shown(self, room: int) -> list[DepartmentLoad]:
        """The lines; where not all have room, the last one is the sum of the others."""
        if len(self._loads) <= room:
            return list(self._loads)
        others = self._loads[room - 1 :]
        words = self.tr("{count} others").format(count=len(others))
        rest = DepartmentLoad(
            words, sum(load.open for load in others), sum(load.overdue for load in others)
        )
        return [*self._loads[: room - 1], rest]

    def _paint_row(
        self, painter: QPainter, line: QRectF, load: DepartmentLoad, longest: int | None
    ) -> None:
        """Name and numbers over the bar. `longest` is what a full bar stands for; None = no bar."""
        small = self.font_of(TextSize.SMALL_PRINT)
        text = QRectF(line.left(), line.top(), line.width(), line.height() - self.ems(_BAR_EMS))
        late = QRectF(text)
        late.setLeft(text.right() - self.ems(_OVERDUE_EMS))
        many = QRectF(text)
        many.setRight(late.left())
        many.setLeft(many.right() - self.ems(_OPEN_EMS))
        name = QRectF(text)
        name.setRight(many.left())
        is_muted = longest is None or not load.department
        colour = Colour.TEXT_MUTED if is_muted else Colour.TEXT
        self.write(painter, name, self._name(load, is_sum=longest is None), small, colour)
        language = self._words.language
        self.write(painter, many, count_text(load.open, language), small, Colour.TEXT, RIGHT)
        if load.overdue:
            overdue = f"{CaseMark.OVERDUE.glyph}{count_text(load.overdue, language)}"
            self.write(painter, late, overdue, small, Colour.OVERDUE_TEXT, RIGHT)
        if longest is not None:
            self._paint_bar(
                painter, QPointF(line.left(), text.bottom()), line.width(), load, longest
            )

    def _name(self, load: DepartmentLoad, *, is_sum: bool) -> str:
        if is_sum:
            return load.department
        return self._words.department(load.department) if load.department else self.tr("None yet")

    def _paint_bar(
        self, painter: QPainter, at: QPointF, width: float, load: DepartmentLoad, longest: int
    ) -> None:
        a_case, thick = width / max(longest, 1), self.ems(_BAR_EMS) * 0.75
        for many, colour in ((load.open, Colour.DONE), (load.overdue, Colour.OVERDUE)):
            painter.fillRect(QRectF(at.x(), at.y(), many * a_case, thick), QColor(colour))
