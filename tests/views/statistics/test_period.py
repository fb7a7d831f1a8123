"""The days that people ask for."""

from datetime import date

import pytest

from commandcenter.views.figures.period import Days, Period, chart_days, days_of

WEDNESDAY = date(2026, 11, 18)
CHOSEN = Days(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.THIS_WEEK, date(2026, 11, 16), WEDNESDAY),
        (Period.LAST_WEEK, date(2026, 11, 9), date(2026, 11, 15)),
        (Period.THIS_MONTH, date(2026, 11, 1), WEDNESDAY),
        (Period.FOUR_WEEKS, date(2026, 10, 26), WEDNESDAY),
        (Period.THIRTEEN_WEEKS, date(2026, 8, 24), WEDNESDAY),
        (Period.YEAR, date(2025, 11, 24), WEDNESDAY),
        (Period.FREE, CHOSEN.first, CHOSEN.last),
    ],
)
def test_that_weeks_begin_on_monday_and_the_running_one_ends_today(
    period: Period, first: date, last: date
) -> None:
    assert days_of(period, WEDNESDAY, CHOSEN) == Days(first, last)


def test_that_charts_show_a_year_of_whole_weeks_at_least() -> None:
    shown = chart_days(date(2026, 11, 16), WEDNESDAY)
    assert shown == Days(date(2025, 11, 24), WEDNESDAY)
    assert chart_days(date(2024, 1, 5), WEDNESDAY).first == date(2024, 1, 1)
