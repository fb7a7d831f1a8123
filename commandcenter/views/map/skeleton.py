"""What stands in the map's place until its first picture: the outlines of the streets, at once."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from commandcenter.views.look.theme import Colour
from commandcenter.views.map.base_map import BaseMap, Bounds, Line

_STREET = "street"
_MARGIN = 12
_SQUEEZE = 0.77
"""The length of a degree east, relative to one north, at 40°; good enough for a sketch."""


class Skeleton(QWidget):
    def __init__(self, base: BaseMap, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self._bounds = base.bounds()
        self._outlines = [
            ring for area in base.areas if area.level == _STREET for ring in area.rings
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.BASE))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(Colour.MAP_CELL_LINE), 1.5))
        painter.setBrush(QColor(Colour.MAP_LAND))
        if self._bounds:
            for ring in self._outlines:
                painter.drawPolygon(_on_screen(ring, self._bounds, QRectF(self.rect())))
        painter.setPen(QColor(Colour.TEXT_MUTED))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


def _on_screen(ring: Line, bounds: Bounds, screen: QRectF) -> QPolygonF:
    west, south, east, north = bounds
    width, height = (east - west) * _SQUEEZE, north - south
    room = screen.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    scale = min(room.width() / (width or 1), room.height() / (height or 1))
    left = room.center().x() - width * scale / 2
    top = room.center().y() - height * scale / 2
    return QPolygonF(
        [QPointF(left + (x - west) * _SQUEEZE * scale, top + (north - y) * scale) for x, y in ring]
    )
