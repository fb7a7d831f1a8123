"""A figure as a tile: its name, its value, and what the value rests on. It leads to its cases."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from commandcenter.services.statistics import Figure
from commandcenter.views.figures.figure_text import NOTHING, basis_text, value_text
from commandcenter.views.look import theme
from commandcenter.views.look.spacing import text_px
from commandcenter.views.look.theme import Colour, Space, TextSize

_NAME_EMS, _VALUE_EMS, _BASIS_EMS = 1.4, 1.9, 1.3
_FOCUS_PX = 2


class FigureTile(QAbstractButton):
    """Clicked, it explains itself; clicked again, it leads to its cases.

    Signals:
        left: the keyboard went elsewhere.
    """

    left = Signal()

    def __init__(
        self, figure_id: str, name: str, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.figure_id = figure_id
        self.figure: Figure | None = None
        self._language = language
        self.setText(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> str:
        return value_text(self.figure, self._language) if self.figure else NOTHING

    @property
    def basis(self) -> str:
        return basis_text(self.figure) if self.figure else ""

    def show_figure(self, figure: Figure) -> None:
        self.figure = figure
        self.setAccessibleName(f"{self.text()} {self.value} {self.basis}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        ems = text_px(self)
        height = ems * (_NAME_EMS + _VALUE_EMS + _BASIS_EMS) + 2 * Space.SMALL.px(ems)
        return QSize(round(ems * 8), round(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(text_px(self) * 6, self.sizeHint().height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ems = text_px(self)
        self._paint_ground(painter, ems)
        padding = Space.MEDIUM.px(ems)
        box = QRectF(self.rect()).adjusted(
            padding, Space.SMALL.px(ems), -padding, -Space.SMALL.px(ems)
        )
        small = theme.tabular(theme.font(TextSize.SMALL_PRINT.px(ems)))
        large = theme.tabular(theme.font(TextSize.HEADING.px(ems)))
        large.setWeight(QFont.Weight.DemiBold)
        for text, font, colour, height in (
            (self.text(), small, Colour.TEXT_MUTED, _NAME_EMS),
            (self.value, large, Colour.TEXT, _VALUE_EMS),
            (self.basis, small, Colour.TEXT_MUTED, _BASIS_EMS),
        ):
            line = QRectF(box.left(), box.top(), box.width(), height * ems)
            fitting = QFontMetricsF(font).elidedText(
                text, Qt.TextElideMode.ElideRight, line.width()
            )
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitting)
            box.setTop(line.bottom())
        painter.end()

    def _paint_ground(self, painter: QPainter, ems: int) -> None:
        painter.setBrush(QColor(Colour.RAISED if self.underMouse() else Colour.PANEL))
        painter.setPen(
            QPen(QColor(Colour.ACCENT), _FOCUS_PX)
            if self.hasFocus()
            else QPen(QColor(Colour.DIVIDER), 1)
        )
        corner = Space.RADIUS.px(ems)
        inset = _FOCUS_PX / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), corner, corner
        )
