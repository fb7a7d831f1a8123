"""The spans of days that people ask for. All end today, unless they are over or chosen freely."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """In the order of the chooser."""

    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    FOUR_WEEKS = "four_weeks"
    THIRTEEN_WEEKS = "thirteen_weeks"
    YEAR = "year"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last, both included."""

    first: date
    last: date


_WEEKS = {
    Period.THIS_WEEK: 1,
    Period.FOUR_WEEKS: 4,
    Period.THIRTEEN_WEEKS: 13,
    Period.YEAR: 52,
}


def days_of(period: Period, today: date, chosen: Days) -> Days:
    """The days of a period; weeks run Monday to Sunday, and the running one ends today."""
    monday = monday_of(today)
    if period is Period.FREE:
        return chosen
    if period is Period.LAST_WEEK:
        return Days(monday - timedelta(weeks=1), monday - timedelta(days=1))
    if period is Period.THIS_MONTH:
        return Days(today.replace(day=1), today)
    return Days(monday - timedelta(weeks=_WEEKS[period] - 1), today)


def chart_days(first: date, last: date) -> Days:
    """What charts show: from the Monday of `first`, and at least a year of weeks up to `last`."""
    year_ago = monday_of(last) - timedelta(weeks=_WEEKS[Period.YEAR] - 1)
    return Days(min(monday_of(first), year_ago), last)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
