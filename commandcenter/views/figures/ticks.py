"""Where the axes of a weekly chart are marked: round numbers, and the first week of a month."""

from collections.abc import Sequence
from datetime import date
from math import ceil, floor, log10

from PySide6.QtCore import QLocale

Ticks = list[tuple[float, str]]

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
#: Up to this number of weeks each one is named by its Monday.
_NAMED_WEEKS = 16


def value_ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from `low` to the first one not below `high`, up to a maximum count."""
    step = _round_step((high - low) / max(most - 1, 1))
    first = floor(low / step)
    last = ceil(high / step)
    if last - first + 1 > most:
        step = _round_step(step * 1.01)
        first, last = floor(low / step), ceil(high / step)
    return [number * step for number in range(first, last + 1)]


def week_ticks(mondays: Sequence[date], most: int, language: str) -> Ticks:
    """Months by name, `12月`, and the year where it begins; few weeks by their Mondays, `11-16`."""
    if len(mondays) <= _NAMED_WEEKS:
        marks = [(place, f"{monday:%m-%d}") for place, monday in enumerate(mondays)]
    else:
        marks = [
            (place, _month(monday, language))
            for place, monday in enumerate(mondays)
            if monday.day <= 7
        ]
    stride = max(1, ceil(len(marks) / max(most, 1)))
    return [(float(place), text) for place, text in marks[::stride]]


def _month(monday: date, language: str) -> str:
    if monday.month == 1:
        return str(monday.year)
    return QLocale(language).standaloneMonthName(monday.month, QLocale.FormatType.ShortFormat)


def _round_step(least: float) -> float:
    """The smallest round number that is at least this."""
    if least <= 0:
        return 1.0
    size = 10.0 ** floor(log10(least))
    return next(factor * size for factor in _ROUND if factor * size >= least * 0.999)
