"""Rectangles behind and in a chart: a faint band, and the hatching of what is not complete."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from commandcenter.views.look.theme import Colour

_FAINT = 0.07


class _Hatching(QGraphicsRectItem):
    """Hatched evenly, however the chart is stretched."""

    def __init__(self, rect: QRectF, brush: QBrush) -> None:
        super().__init__(rect)
        self._brush = brush

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        on_screen = painter.transform().mapRect(self.rect())
        painter.save()
        painter.resetTransform()
        painter.fillRect(on_screen, self._brush)
        painter.restore()


def band(left: float, right: float, bottom: float, top: float, colour: Colour) -> QGraphicsRectItem:
    """A faint ground under some weeks."""
    faint = QColor(colour)
    faint.setAlphaF(_FAINT)
    rect = QGraphicsRectItem(QRectF(left, bottom, right - left, top - bottom))
    rect.setBrush(faint)
    rect.setPen(QPen(Qt.PenStyle.NoPen))
    return rect


def hatched(
    left: float, right: float, bottom: float, top: float, colour: Colour
) -> QGraphicsRectItem:
    rect = QRectF(left, bottom, right - left, top - bottom)
    return _Hatching(rect, QBrush(QColor(colour), Qt.BrushStyle.BDiagPattern))
