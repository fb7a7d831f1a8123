"""A weekly chart as a card of the board."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandcenter.views.figures.week_chart import ChartPlan, WeekChart
from commandcenter.views.look.theme import Space
from commandcenter.views.wall.panels.panel import HEADING_EMS, Panel


class ChartPanel(Panel):
    """The heading is painted, the chart below it is a widget of its own."""

    def __init__(self, plan: ChartPlan, language: str, parent: QWidget | None = None) -> None:
        super().__init__(plan.title, parent)
        self.chart = WeekChart(plan, self, language=language, for_wall=True)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.chart)

    def set_text_px(self, text_px: int) -> None:
        super().set_text_px(text_px)
        padding = Space.SMALL.px(text_px)
        top = round(self.ems(HEADING_EMS)) + padding
        self._box.setContentsMargins(padding, top, padding, padding)
        self.chart.set_text_px(text_px)
