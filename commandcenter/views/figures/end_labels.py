"""The names of a chart's lines at their ends, pushed apart where the lines end close together."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont, QFontMetrics

from commandcenter.views.look.theme import Colour


@dataclass(frozen=True, slots=True)
class EndLabel:
    """`value`: where the line ends."""

    text: str
    colour: Colour
    value: float


class EndLabels:
    def __init__(self, plot: pg.PlotWidget) -> None:
        self._plot = plot
        self._font = QFont()
        self._items: list[pg.TextItem] = []

    def set_font(self, font: QFont) -> None:
        self._font = font

    def clear(self) -> None:
        """Forget the items; the plot that held them was cleared."""
        self._items = []

    def width(self, labels: Sequence[EndLabel]) -> float:
        """The room that the names need beside the lines, in pixels."""
        metrics = QFontMetrics(self._font)
        return max((metrics.horizontalAdvance(label.text) for label in labels), default=0.0)

    def place(self, labels: Sequence[EndLabel], *, at: float, bottom: float, top: float) -> None:
        """Name the lines at this place of the chart, whose picture reaches from bottom to top."""
        for item in self._items:
            self._plot.removeItem(item)
        view_height = max(self._plot.getViewBox().height(), 1.0)
        a_line = QFontMetrics(self._font).height() * 0.92 * (top - bottom) / view_height
        ordered = sorted(labels, key=lambda label: label.value)
        heights = spread([label.value for label in ordered], a_line, bottom, top)
        self._items = [
            self._item(label, at, height) for label, height in zip(ordered, heights, strict=True)
        ]

    def _item(self, label: EndLabel, at: float, height: float) -> pg.TextItem:
        item = pg.TextItem(label.text, color=QColor(label.colour), anchor=(0, 0.5))
        item.setFont(self._font)
        item.setPos(at, height)
        self._plot.addItem(item, ignoreBounds=True)
        return item


def spread(values: Sequence[float], apart: float, bottom: float, top: float) -> list[float]:
    """Ascending values moved as little as need be, so that neighbours are `apart`."""
    ceiling = top - apart / 2
    placed: list[float] = []
    for value in values:
        lowest = placed[-1] + apart if placed else bottom + apart / 2
        placed.append(max(value, lowest))
    for place in range(len(placed) - 1, -1, -1):
        placed[place] = min(placed[place], ceiling)
        ceiling = placed[place] - apart
    return placed
