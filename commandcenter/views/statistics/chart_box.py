"""A weekly chart with its heading, and the values of the week under the pointer."""

from math import isnan

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from commandcenter.views.figures.figure_text import NOTHING
from commandcenter.views.figures.week_chart import ChartPlan, WeekChart
from commandcenter.views.figures.weeks import sunday_of
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import set_spaces, text_px
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space


class ChartBox(QFrame):
    def __init__(self, plan: ChartPlan, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        self._words = words
        self.setProperty("role", "panel")
        self.readout_label = TextLabel(role="small")
        self.readout_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.readout_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.chart = WeekChart(plan, language=words.language, for_wall=False)
        self.chart.set_text_px(text_px(self))
        head = QHBoxLayout()
        head.addWidget(TextLabel(plan.title, role="heading"))
        head.addWidget(self.readout_label, 1)
        column = QVBoxLayout(self)
        set_spaces(column, self, around=Space.MEDIUM, between=Space.SMALL)
        column.addLayout(head)
        column.addWidget(self.chart, 1)
        self.chart.pointed.connect(self._read_out)
        self._read_out(-1)

    @Slot(int)
    def _read_out(self, place: int) -> None:
        series = self.chart.series
        if not 0 <= place < len(series.mondays):
            zone = self._words.facts.time_zone
            words = self.tr("Monday to Sunday, {zone}; hatched: week not over")
            self.readout_label.setText(words.format(zone=zone))
            return
        monday = series.mondays[place]
        values = [
            f"{curve.name} {self._value(series.at(curve.figure_id, place))}"
            for curve in self._plan.curves
        ]
        week = f"{monday} \N{EN DASH} {sunday_of(monday):%m-%d}"
        self.readout_label.setText("   ".join([week, *values]))

    def _value(self, value: float) -> str:
        if isnan(value):
            return NOTHING
        return f"{value:.2f}%" if self._plan.is_rate else f"{value:.0f}"
