"""Figures by week as series that a chart can draw; a gap where nothing is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan

from commandcenter.models.figures.kpi import FigureUnit
from commandcenter.services.statistics import Figure, week_of

WEEKLY_IDS = ("reported", "filed", "closed", "closure_rate", "on_time_closure_rate")


@dataclass(frozen=True, slots=True)
class WeekSeries:
    """`mondays` name the weeks; `values` hold one number a week and figure, rates in per cent.

    `incomplete` is the place of the running week, None where the series ends earlier.
    """

    mondays: tuple[date, ...]
    values: Mapping[str, tuple[float, ...]]
    incomplete: int | None

    def at(self, figure_id: str, place: int) -> float:
        return self.values[figure_id][place]


EMPTY = WeekSeries((), {}, None)


def week_series(figures: Sequence[Figure], today: date) -> WeekSeries:
    """Figures that were asked for by week. Weeks before the first case are gaps, not zeros."""
    by_id: dict[str, list[Figure]] = {}
    for figure in figures:
        by_id.setdefault(figure.id, []).append(figure)
    if not by_id:
        return EMPTY
    weeks = [str(figure.key) for figure in next(iter(by_id.values()))]
    begin = min(map(_first_known, by_id.values()), default=0)
    this_week = week_of(today)
    return WeekSeries(
        mondays=tuple(map(_monday, weeks)),
        values={name: tuple(_values(some, begin)) for name, some in by_id.items()},
        incomplete=weeks.index(this_week) if this_week in weeks else None,
    )


def last_complete(series: WeekSeries) -> int:
    """The place of the last week that is over; -1 where there is none."""
    return len(series.mondays) - 1 if series.incomplete is None else series.incomplete - 1


def sunday_of(monday: date) -> date:
    return monday + timedelta(days=6)


def _first_known(figures: Sequence[Figure]) -> int:
    return next((n for n, figure in enumerate(figures) if figure.numerator), len(figures))


def _values(figures: Iterable[Figure], begin: int) -> Iterable[float]:
    for place, figure in enumerate(figures):
        value = figure.value
        if place < begin or value is None:
            yield nan
        else:
            yield value * 100 if figure.unit is FigureUnit.RATE else value


def _monday(week: str) -> date:
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)
