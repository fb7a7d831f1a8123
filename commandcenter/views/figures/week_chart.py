"""A chart of weeks over pyqtgraph: bars and lines, the hatched running week, names at the ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from commandcenter.views.figures.end_labels import EndLabel, EndLabels
from commandcenter.views.figures.hatching import band, hatched
from commandcenter.views.figures.ticks import value_ticks, week_ticks
from commandcenter.views.figures.weeks import EMPTY, WeekSeries, last_complete
from commandcenter.views.look import theme
from commandcenter.views.look.theme import Colour, TextSize

#: Lengths in heights of the text.
_LABEL_GAP_EMS, _LEFT_EMS, _BOTTOM_EMS = 0.9, 2.2, 1.4
_WEEK_TICK_EMS, _VALUE_TICK_EMS = 2.8, 2.2
_LINE_EMS, _EDGE_EMS = 0.09, 0.5
_HALF_BAR = 0.36
_BAR_STRENGTH = 0.38
_WHOLE = 100.0
_BEHIND = -10
_MOST_VALUES = 7


@dataclass(frozen=True, slots=True)
class Curve:
    """What one figure looks like and is called."""

    figure_id: str
    name: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """What a chart draws. Counts stand on zero; rates end at 100 % and begin where they need to.

    `title` names what is drawn, and the targets, which are thin lines.
    """

    title: str

    lines: tuple[Curve, ...]
    bars: Curve | None = None
    targets: tuple[float, ...] = ()
    is_rate: bool = False

    @property
    def curves(self) -> tuple[Curve, ...]:
        return (self.bars, *self.lines) if self.bars else self.lines


class WeekChart(QWidget):
    """Draws a WeekSeries.

    Signals:
        pointed: the place of the week under the pointer, -1 where there is none.
    """

    pointed = Signal(int)

    def __init__(
        self, plan: ChartPlan, parent: QWidget | None = None, *, language: str, for_wall: bool
    ) -> None:
        super().__init__(parent)
        self.series: WeekSeries = EMPTY
        self._plan = plan
        self._language = language
        self._text_px = theme.DESK_TEXT_PX
        self._chosen: tuple[int, int] | None = None
        self._grid_lines: list[pg.PlotDataItem] = []
        self.plot = pg.PlotWidget(background=QColor(Colour.PANEL))
        self._quiet_plot()
        self._labels = EndLabels(self.plot)
        self._crosshair = pg.InfiniteLine(angle=90, pen=_pen(Colour.TEXT_MUTED, 1))
        if not for_wall:
            self.plot.scene().sigMouseMoved.connect(self._point)
            self.plot.viewport().installEventFilter(self)
        self.plot.getViewBox().sigResized.connect(self._fit)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.plot)
        self.set_text_px(self._text_px)

    def set_text_px(self, text_px: int) -> None:
        self._text_px = text_px
        font = theme.tabular(theme.font(TextSize.SMALL_PRINT.px(text_px)))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setStyle(tickFont=font, tickLength=0, hideOverlappingLabels=self._text_px)
        self.plot.getAxis("bottom").setHeight(round(text_px * _BOTTOM_EMS))
        self._leave_edges()
        self.plot.getAxis("left").setWidth(round(text_px * _LEFT_EMS))
        self._labels.set_font(font)
        self._draw()

    def show_series(self, series: WeekSeries, chosen: tuple[int, int] | None = None) -> None:
        """`chosen`: the first and last place of the weeks that the rest of the screen is about."""
        if (series, chosen) != (self.series, self._chosen):
            self.series, self._chosen = series, chosen
            self._draw()

    def leave_weeks_unnamed(self) -> None:
        """For a chart that stands over another one of the same weeks."""
        self.plot.hideAxis("bottom")
        self._leave_edges()

    def _leave_edges(self) -> None:
        """The outermost numbers stand half outside."""
        edge = self._text_px * _EDGE_EMS
        is_lowest = self.plot.getAxis("bottom").isVisible()
        self.plot.getPlotItem().setContentsMargins(0, edge, 0, 0 if is_lowest else edge)

    def _quiet_plot(self) -> None:
        self.plot.setFrameShape(QFrame.Shape.NoFrame)
        self.plot.setAntialiasing(True)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(_pen(Colour.GRID_LINE, 1))
            axis.setTextPen(_pen(Colour.TEXT_MUTED, 1))

    def _draw(self) -> None:
        """Draw everything again: a year has 52 weeks, and finding changes costs as much."""
        self.plot.clear()
        self._labels.clear()
        self._grid_lines = []
        if not self.series.mondays:
            return
        self._draw_bands()
        if self._plan.bars:
            self._draw_bars(self._plan.bars)
        ends = (-0.5, len(self.series.mondays) - 0.5)
        for target in self._plan.targets:
            self.plot.plot(ends, (target, target), pen=_pen(Colour.TARGET_LINE, 1))
        for curve in self._plan.lines:
            self._draw_line(curve)
        self._crosshair.hide()
        self.plot.addItem(self._crosshair, ignoreBounds=True)
        self._fit()

    def _draw_bands(self) -> None:
        low, high = self._range()
        if self._chosen:
            first, last = self._chosen
            chosen = band(first - 0.5, last + 0.5, low, high, Colour.TEXT)
            self.plot.addItem(chosen, ignoreBounds=True)
        running = self.series.incomplete
        if running is not None and not self._plan.bars:
            week = hatched(running - 0.5, running + 0.5, low, high, Colour.DONE)
            self.plot.addItem(week, ignoreBounds=True)

    def _draw_bars(self, curve: Curve) -> None:
        values = np.array(self.series.values[curve.figure_id])
        running = self.series.incomplete
        over = [n for n, value in enumerate(values) if not isnan(value) and n != running]
        colour = QColor(curve.colour)
        colour.setAlphaF(_BAR_STRENGTH)
        bars = pg.BarGraphItem(
            x=over, height=values[over], width=2 * _HALF_BAR, brush=colour, pen=None
        )
        self.plot.addItem(bars)
        if running is not None and not isnan(values[running]):
            week = hatched(
                running - _HALF_BAR, running + _HALF_BAR, 0.0, values[running], curve.colour
            )
            self.plot.addItem(week, ignoreBounds=True)

    def _draw_line(self, curve: Curve) -> None:
        """Gaps stay gaps; what leads to the running week is dashed, for it is not its last word."""
        values = np.array(self.series.values[curve.figure_id])
        places = np.arange(len(values))
        width = max(1.5, self._text_px * _LINE_EMS)
        whole = last_complete(self.series) + 1
        self.plot.plot(
            places[:whole], values[:whole], pen=_pen(curve.colour, width), connect="finite"
        )
        if whole < len(values):
            pen = _pen(curve.colour, width, Qt.PenStyle.DotLine)
            since = max(whole - 1, 0)
            self.plot.plot(places[since:], values[since:], pen=pen, connect="finite")

    def _range(self) -> tuple[float, float]:
        shown = [
            value
            for curve in self._plan.curves
            for value in self.series.values[curve.figure_id]
            if not isnan(value)
        ]
        if not self._plan.is_rate:
            return 0.0, max(shown, default=1.0) or 1.0
        lows = [*shown, *self._plan.targets]
        return min(lows, default=0.0), _WHOLE

    @Slot()
    def _fit(self) -> None:
        """Ranges, ticks and names for the size that the chart has now."""
        if not self.series.mondays:
            return
        view = self.plot.getViewBox()
        width, height = max(view.width(), 1.0), max(view.height(), 1.0)
        low, high = self._range()
        most_values = int(height / (self._text_px * _VALUE_TICK_EMS))
        marks = value_ticks(low, high, min(max(most_values, 2), _MOST_VALUES))
        top = _WHOLE if self._plan.is_rate else marks[-1]
        bottom = min(marks[0], low)
        count = len(self.series.mondays)
        labels = self._end_labels()
        label_px = self._labels.width(labels) + self._text_px * _LABEL_GAP_EMS
        places_a_px = count / max(width - label_px, label_px)
        view.setRange(
            xRange=(-0.6, count - 0.5 + label_px * places_a_px),
            yRange=(bottom, top + (top - bottom) * 0.04),
            padding=0,
        )
        self.plot.getAxis("left").setTicks([[(mark, f"{mark:g}") for mark in marks]])
        self._draw_grid(marks)
        most = int((width - label_px) / (self._text_px * _WEEK_TICK_EMS))
        weeks = week_ticks(self.series.mondays, most, self._language)
        self.plot.getAxis("bottom").setTicks([weeks])
        self._labels.place(labels, at=count - 0.2, bottom=bottom, top=top)

    def _draw_grid(self, marks: Sequence[float]) -> None:
        """Lines of our own: with pyqtgraph's the outermost numbers lose their room."""
        for line in self._grid_lines:
            self.plot.removeItem(line)
        ends = (-0.5, len(self.series.mondays) - 0.5)
        self._grid_lines = [
            self.plot.plot(ends, (mark, mark), pen=_pen(Colour.GRID_LINE, 1)) for mark in marks
        ]
        for line in self._grid_lines:
            line.setZValue(_BEHIND)

    def _end_labels(self) -> list[EndLabel]:
        at = max(last_complete(self.series), 0)
        labels = [
            EndLabel(curve.name, curve.colour, self.series.at(curve.figure_id, at))
            for curve in self._plan.curves
        ]
        return [label for label in labels if not isnan(label.value)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._crosshair.hide()
            self.pointed.emit(-1)
        return super().eventFilter(watched, event)

    def _point(self, at: QPointF) -> None:
        view = self.plot.getViewBox()
        place = round(view.mapSceneToView(at).x())
        inside = view.sceneBoundingRect().contains(at) and 0 <= place < len(self.series.mondays)
        self._crosshair.setVisible(inside)
        if inside:
            self._crosshair.setPos(place)
        self.pointed.emit(place if inside else -1)


def _pen(colour: Colour, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QColor(colour), width, style)
    pen.setCosmetic(True)
    return pen
