"""What the statistics window shows, read in one go in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.statistics import By, Figure, FigureQuery, Statistics
from commandcenter.views.figures.figure_words import SHOWN_IDS
from commandcenter.views.figures.period import Days, chart_days
from commandcenter.views.figures.weeks import WEEKLY_IDS, WeekSeries, week_series


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the days, and by what the table breaks them down."""

    days: Days
    by: By
    level: str | None
    today: date

    @property
    def query(self) -> FigureQuery:
        return FigureQuery(self.days.first, self.days.last)


@dataclass(frozen=True, slots=True)
class StatisticsReading:
    """`rows`: figures by key of the breakdown and by id. `as_of`: the moment of the totals."""

    question: Question
    totals: Mapping[str, Figure]
    rows: Mapping[str, Mapping[str, Figure]]
    weeks: WeekSeries
    as_of: datetime


def read_statistics(
    statistics: Statistics, viewer: Viewer, question: Question
) -> StatisticsReading:
    totals = statistics.figures(SHOWN_IDS, question.query, viewer=viewer)
    parts = statistics.figures(
        SHOWN_IDS, question.query, viewer=viewer, by=question.by, level=question.level
    )
    shown = chart_days(question.days.first, question.days.last)
    weekly = statistics.figures(
        WEEKLY_IDS, FigureQuery(shown.first, shown.last), viewer=viewer, by=By.WEEK
    )
    return StatisticsReading(
        question=question,
        totals={figure.id: figure for figure in totals},
        rows=_by_key(parts),
        weeks=week_series(weekly, question.today),
        as_of=totals[0].as_of,
    )


def _by_key(figures: Sequence[Figure]) -> dict[str, dict[str, Figure]]:
    rows: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        rows.setdefault(figure.key or "", {})[figure.id] = figure
    return rows
