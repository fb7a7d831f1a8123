"""Figures by week as a chart draws them."""

from datetime import date, timedelta
from itertools import pairwise
from math import isnan

from commandcenter.services.statistics import By, Figure, week_of
from commandcenter.views.figures.end_labels import spread
from commandcenter.views.figures.ticks import value_ticks, week_ticks
from commandcenter.views.figures.weeks import last_complete, week_series
from tests.views.statistics.figures import TODAY, figure

MONDAY = TODAY - timedelta(days=TODAY.weekday())


def weekly(name: str, *sums: float | tuple[float, float]) -> list[Figure]:
    """The weeks up to the running one."""
    figures = []
    for back, total in zip(range(len(sums) - 1, -1, -1), sums, strict=True):
        numerator, denominator = total if isinstance(total, tuple) else (total, None)
        week = week_of(MONDAY - timedelta(weeks=back))
        figures.append(figure(name, numerator, denominator, key=week, by=By.WEEK))
    return figures


def test_that_weeks_before_the_first_case_are_gaps_and_later_quiet_ones_zero() -> None:
    series = week_series(weekly("reported", 0, 0, 7, 0, 3), TODAY)
    assert [isnan(value) for value in series.values["reported"]] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert series.values["reported"][2:] == (7, 0, 3)


def test_that_a_rate_of_nothing_is_a_gap() -> None:
    figures = weekly("reported", 5, 5, 5) + weekly("closure_rate", (9, 10), (0, 0), (3, 4))
    rates = week_series(figures, TODAY).values["closure_rate"]
    assert rates[0] == 90
    assert isnan(rates[1])
    assert rates[2] == 75


def test_that_the_running_week_is_known_as_incomplete() -> None:
    series = week_series(weekly("reported", 4, 5, 6), TODAY)
    assert series.mondays[-1] == MONDAY
    assert series.incomplete == 2
    assert last_complete(series) == 1
    over = week_series(weekly("reported", 4, 5, 6), TODAY + timedelta(weeks=3))
    assert over.incomplete is None
    assert last_complete(over) == 2


def test_that_axes_have_few_round_numbers() -> None:
    assert value_ticks(0, 387, 5) == [0, 100, 200, 300, 400]
    assert value_ticks(0, 387, 2) == [0, 500]
    assert value_ticks(71, 100, 4) == [70, 80, 90, 100]
    assert value_ticks(0, 1, 3) == [0, 0.5, 1]


def test_that_a_year_is_marked_by_months_and_a_quarter_by_mondays() -> None:
    year = [date(2025, 11, 24) + timedelta(weeks=n) for n in range(52)]
    marks = week_ticks(year, 12, "en")
    assert len(marks) == 12
    assert "2026" in {text for _, text in marks}
    assert len(week_ticks(year, 4, "en")) <= 4
    quarter = week_ticks(year[-13:], 13, "en")
    assert quarter[-1] == (12.0, "11-16")


def test_that_names_at_the_ends_do_not_cover_each_other() -> None:
    placed = spread([340, 341, 352], apart=20, bottom=0, top=400)
    assert [b - a for a, b in pairwise(placed)] == [20, 20]
    assert spread([398, 399], apart=20, bottom=0, top=400) == [370, 390]
    assert spread([10, 200], apart=20, bottom=0, top=400) == [10, 200]
