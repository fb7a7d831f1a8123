"""The two weekly charts: throughput, and closure against its targets."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from commandcenter.views.figures.figure_words import FigureWords
from commandcenter.views.figures.week_chart import ChartPlan, Curve
from commandcenter.views.look.theme import Colour


def throughput_plan(words: FigureWords) -> ChartPlan:
    """Reported as bars on zero, filed and closed as lines over them."""
    return ChartPlan(
        title=QCoreApplication.translate("Charts", "Cases per week"),
        bars=Curve("reported", words.name("reported"), Colour.SERIES_REPORTED),
        lines=(
            Curve("filed", words.name("filed"), Colour.SERIES_FILED),
            Curve("closed", words.name("closed"), Colour.SERIES_CLOSED),
        ),
    )


def closure_plan(targets: Mapping[str, float]) -> ChartPlan:
    """Both closure rates; `targets` are the pack's, as fractions."""
    closed = QCoreApplication.translate("Charts", "closed")
    on_time = QCoreApplication.translate("Charts", "closed on time")
    lines = (
        Curve("closure_rate", closed, Colour.SERIES_CLOSED),
        Curve("on_time_closure_rate", on_time, Colour.TEXT),
    )
    percents = [targets[line.figure_id] * 100 for line in lines if line.figure_id in targets]
    title = QCoreApplication.translate("Charts", "Closure, %")
    if percents:
        aims = QCoreApplication.translate("Charts", "targets {percents}")
        title += " · " + aims.format(percents="/".join(f"{percent:g}" for percent in percents))
    return ChartPlan(title=title, lines=lines, targets=tuple(percents), is_rate=True)
