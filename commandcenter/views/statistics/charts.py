"""The two weekly charts: throughput, and closure against its targets."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from commandcenter.views.statistics.figure_words import FigureWords
from commandcenter.views.statistics.week_chart import ChartPlan, Curve, Target
from commandcenter.views.theme import Colour


def throughput_plan(words: FigureWords) -> ChartPlan:
    """Reported as bars on zero, filed and closed as lines over them."""
    return ChartPlan(
        bars=Curve("reported", words.name("reported"), Colour.SERIES_REPORTED),
        lines=(
            Curve("filed", words.name("filed"), Colour.SERIES_FILED),
            Curve("closed", words.name("closed"), Colour.SERIES_CLOSED),
        ),
    )


def closure_plan(words: FigureWords, targets: Mapping[str, float]) -> ChartPlan:
    """Both closure rates; `targets` are the pack's, as fractions."""
    lines = (
        Curve("closure_rate", words.name("closure_rate"), Colour.SERIES_CLOSED),
        Curve("on_time_closure_rate", words.name("on_time_closure_rate"), Colour.TEXT),
    )
    percents = {targets[line.figure_id] * 100 for line in lines if line.figure_id in targets}
    text = QCoreApplication.translate("Charts", "target {percent}%")
    return ChartPlan(
        lines=lines,
        targets=tuple(
            Target(text.format(percent=f"{percent:g}"), percent) for percent in sorted(percents)
        ),
        is_rate=True,
    )
