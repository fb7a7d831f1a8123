"""The figures of the board, read in one go in the background."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.statistics import By, FigureQuery, Situation, Statistics
from commandcenter.views.figures.period import chart_days
from commandcenter.views.figures.weeks import WEEKLY_IDS, WeekSeries, week_series


@dataclass(frozen=True, slots=True)
class BoardReading:
    """`weeks` is None where they were not asked for this time."""

    situation: Situation
    weeks: WeekSeries | None


def read_board(
    statistics: Statistics, viewer: Viewer, zone: ZoneInfo, *, with_weeks: bool
) -> BoardReading:
    """The year by weeks costs most and moves slowest: it need not come every time."""
    situation = statistics.situation(viewer=viewer)
    if not with_weeks:
        return BoardReading(situation, None)
    today = situation.as_of.astimezone(zone).date()
    year = chart_days(today, today)
    weekly = statistics.figures(
        WEEKLY_IDS, FigureQuery(year.first, year.last), viewer=viewer, by=By.WEEK
    )
    return BoardReading(situation, week_series(weekly, today))
