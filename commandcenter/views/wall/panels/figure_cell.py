"""One of the five figures: what it is, the number, and what the number rests on."""

from PySide6.QtCore import QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from commandcenter.views.look.theme import CaseMark, Colour, Space, TextSize
from commandcenter.views.wall.panels.panel import Panel

HIGHLIGHT_MS = 2_000
_LABEL_EMS, _VALUE_EMS = 1.2, 2.5


class FigureCell(Panel):
    """A changed value stands on a lighter ground for two seconds; nothing rolls or blinks."""

    def __init__(
        self, name: str, mark: CaseMark | None = None, parent: QWidget | None = None
    ) -> None:
        """`mark`: the state that the figure counts, shown by its glyph and colour."""
        super().__init__(parent=parent)
        self._name = name
        self.mark = mark
        self._value = ""
        self._note = ""
        self._presses = False
        self._calm = QTimer(self, interval=HIGHLIGHT_MS, singleShot=True)
        self._calm.timeout.connect(self._calm_down)
        self.setAccessibleName(name)

    @property
    def value(self) -> str:
        return self._value

    @property
    def is_highlighted(self) -> bool:
        return self._calm.isActive()

    def show_value(self, value: str, *, note: str = "", presses: bool = False) -> None:
        """`presses`: there are such cases, so that the mark has its colour."""
        if self._value and value != self._value:
            self.ground = Colour.RAISED_HOVER
            self._calm.start()
        self._value, self._note, self._presses = value, note, presses
        self.setAccessibleDescription(f"{value} {note}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        height = self.ems(_LABEL_EMS + _VALUE_EMS) + Space.MEDIUM.px(self.text_px)
        return QSize(round(self.ems(8)), round(height))

    def paint_content(self, painter: QPainter, box: QRectF) -> None:
        label = QRectF(box.left(), box.top(), box.width(), self.ems(_LABEL_EMS))
        small = self.font_of(TextSize.SMALL_PRINT)
        if self.mark:
            colour = self.mark.colour if self._presses else Colour.TEXT_FAINT
            glyph = f"{self.mark.glyph} "
            label.setLeft(label.left() + self.write(painter, label, glyph, small, colour))
        self.write(painter, label, self._name, small, Colour.TEXT_MUTED)
        below = QRectF(box.left(), label.bottom(), box.width(), box.bottom() - label.bottom())
        is_red = self._presses and self.mark is CaseMark.OVERDUE
        width = self.write(
            painter,
            below,
            self._value,
            self.font_of(TextSize.FIGURE, bold=True),
            Colour.OVERDUE_TEXT if is_red else Colour.TEXT,
        )
        below.setLeft(below.left() + width + self.ems(0.6))
        below.setTop(below.top() + self.ems(0.7))
        self.write(painter, below, self._note, small, Colour.TEXT_MUTED)

    @Slot()
    def _calm_down(self) -> None:
        self.ground = Colour.PANEL
        self.update()
