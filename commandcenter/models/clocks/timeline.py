"""Counted time as a function of time, and its inverse."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from threading import Lock
from typing import Protocol

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.local_time import DAY, instant_of, moment_of

FIRST_YEAR = 1970
LAST_YEAR = 2199
_FIRST_INSTANT = instant_of(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC))
_END = instant_of(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC))
_ANCHOR_YEAR = 2026  # where the count stands at 0; every calendar is built from here outwards

Stretch = tuple[int, int]


class Counting(Protocol):
    """Counts time along a calendar. Instants and sums are in microseconds."""

    def passed(self, instant: int) -> int:
        """The counted time up to an instant, from a zero that never moves."""
        ...

    def reached(self, passed: int) -> int:
        """The first instant at which this much time has been counted."""
        ...


class Continuous:
    """Every instant counts."""

    def passed(self, instant: int) -> int:
        return refuse_out_of_reach(instant)

    def reached(self, passed: int) -> int:
        return refuse_out_of_reach(passed)


@dataclass(frozen=True, slots=True)
class _Years:
    """The stretches of some years in a row; `before[i]` is counted before `starts[i]`."""

    first_year: int
    last_year: int
    begins: int
    ends: int
    starts: list[int]
    stops: list[int]
    before: list[int]
    whole: int


class Timeline:
    """The counted stretches of a calendar, built year by year as they are asked for.

    Growing never moves a count and replaces all years at once: threads may share a timeline.
    """

    def __init__(
        self, stretches_of: Callable[[int], list[Stretch]], begin_of: Callable[[int], int]
    ) -> None:
        self._stretches_of = stretches_of
        self._begin_of = begin_of
        self._built: dict[int, list[Stretch]] = {}
        self._growing = Lock()
        self._years = self._grow(_ANCHOR_YEAR, _ANCHOR_YEAR)

    def passed(self, instant: int) -> int:
        years = self._years
        if not years.begins <= instant < years.ends:
            years = self._covering(instant)
        index = bisect_right(years.starts, instant) - 1
        if index < 0:
            return years.before[0]
        return years.before[index] + min(instant, years.stops[index]) - years.starts[index]

    def reached(self, passed: int) -> int:
        years = self._years
        while not years.before[0] < passed <= years.whole:
            years = self._further(years, forward=passed > years.whole)
        index = bisect_left(years.before, passed) - 1
        return years.starts[index] + passed - years.before[index]

    def resumed(self, passed: int) -> int:
        """The last instant at which no more than this has been counted; counting continues from
        there."""
        years = self._years
        while not years.before[0] <= passed < years.whole:
            years = self._further(years, forward=passed >= years.whole)
        index = bisect_right(years.before, passed) - 1
        return years.starts[index] + passed - years.before[index]

    def _covering(self, instant: int) -> _Years:
        year = moment_of(refuse_out_of_reach(instant)).year
        return self._grow(year - 1, year + 1)  # the local year may be a neighbour of the one in UTC

    def _further(self, years: _Years, *, forward: bool) -> _Years:
        """Grow by half again, so that far counts need few steps."""
        step = (years.last_year - years.first_year) // 2 + 1
        if forward:
            refuse_out_of_reach(years.ends)
            return self._grow(years.first_year, years.last_year + step)
        refuse_out_of_reach(years.begins - 1)
        return self._grow(years.first_year - step, years.last_year)

    def _grow(self, first_year: int, last_year: int) -> _Years:
        with self._growing:
            built = self._built
            first = min([max(first_year, FIRST_YEAR - 1), *built])
            last = max([min(last_year, LAST_YEAR + 1), *built])
            for year in range(first, last + 1):
                if year not in built:
                    built[year] = self._stretches_of(year)
            self._years = self._joined(first, last)
            return self._years

    def _joined(self, first: int, last: int) -> _Years:
        years = [self._built[year] for year in range(first, last + 1)]
        stretches = [stretch for year in years for stretch in year]
        earlier = [stretch for year in years[: _ANCHOR_YEAR - first] for stretch in year]
        zero = -sum(stop - start for start, stop in earlier)
        *before, whole = accumulate((stop - start for start, stop in stretches), initial=zero)
        return _Years(
            first_year=first,
            last_year=last,
            begins=self._begin_of(first),
            ends=self._begin_of(last + 1),
            starts=[start for start, _ in stretches],
            stops=[stop for _, stop in stretches],
            before=before,
            whole=whole,
        )


def refuse_out_of_reach(instant: int) -> int:
    """The instant itself, if calendars reach it."""
    if _FIRST_INSTANT <= instant < _END:
        return instant
    raise InvalidInput(
        "moment-out-of-reach", field="from", first=FIRST_YEAR, last=LAST_YEAR, year=_year(instant)
    )


def _year(instant: int) -> int:
    return 1970 + instant // round(365.2425 * DAY)
