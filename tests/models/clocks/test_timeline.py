"""Counted time as a line that grows as far as it is asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.deadline import due
from commandcenter.models.clocks.local_time import HOUR, instant_of
from commandcenter.models.clocks.time_limit import parse_limit
from commandcenter.models.clocks.timeline import Stretch, Timeline
from tests.models.clocks.calendars import around_the_clock, district


def _new_year(year: int) -> int:
    return instant_of(datetime(year, 1, 1, tzinfo=UTC))


class _Workload:
    """A line on which the first hour of each year counts; remembers which years were built."""

    def __init__(self) -> None:
        self.years: list[int] = []
        self.line = Timeline(self._first_hour, _new_year)

    def _first_hour(self, year: int) -> list[Stretch]:
        self.years.append(year)
        return [(_new_year(year), _new_year(year) + HOUR)]


@pytest.mark.parametrize("years", [1, 10, 100])
def test_that_a_line_grows_by_half_again_at_most(years: int) -> None:
    workload = _Workload()
    workload.line.reached(years * HOUR)
    assert len(workload.years) <= (years + 2) * 3 // 2
    assert len(workload.years) == len(set(workload.years))


def test_that_a_line_grows_backwards_too() -> None:
    workload = _Workload()
    workload.line.reached(-10 * HOUR + 1)
    assert (min(workload.years), max(workload.years)) == (2015, 2026)


def test_that_a_line_does_not_grow_for_what_it_holds() -> None:
    workload = _Workload()
    assert workload.line.resumed(0) == _new_year(2026)
    assert workload.years == [2026]
    assert workload.line.reached(0) == _new_year(2025) + HOUR


@pytest.mark.parametrize(("asked", "first"), [(2026, 1969), (1971, 1970)])
def test_that_a_line_ends_before_the_first_year(asked: int, first: int) -> None:
    workload = _Workload()
    workload.line.passed(_new_year(asked))
    with pytest.raises(InvalidInput):
        workload.line.reached(-1_000 * HOUR)
    assert min(workload.years) == first


@pytest.mark.parametrize(("asked", "built"), [(2030, (2026, 2031)), (2020, (2019, 2026))])
def test_that_a_moment_asks_for_its_year_and_the_neighbours(
    asked: int, built: tuple[int, int]
) -> None:
    workload = _Workload()
    workload.line.passed(_new_year(asked) + HOUR)
    assert (min(workload.years), max(workload.years)) == built


def test_that_a_count_back_beyond_all_calendars_is_refused() -> None:
    dawn = datetime(1970, 1, 1, 1, tzinfo=UTC)
    calendar = around_the_clock("UTC")
    assert calendar.add_working(dawn, timedelta(minutes=-59)) == dawn - timedelta(minutes=59)
    with pytest.raises(InvalidInput) as refusal:
        calendar.add_working(dawn, timedelta(days=-400))
    assert refusal.value.params["year"] == 1969


def test_that_the_first_and_the_last_instant_of_all_calendars_can_be_reached() -> None:
    calendar, hour = around_the_clock("UTC"), parse_limit("1紧急工作时")
    first, last = datetime(1970, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, tzinfo=UTC)
    tick = timedelta(microseconds=1)
    assert due(calendar, first, hour).due_at == first + timedelta(hours=1)
    assert due(calendar, last - tick, hour).due_at == last + timedelta(hours=1) - tick
    for start in (first - tick, last):
        with pytest.raises(InvalidInput):
            due(calendar, start, hour)


def test_that_the_first_year_is_counted_like_any_other() -> None:
    monday = datetime(1970, 3, 2, tzinfo=UTC)
    assert district().counted_between(monday, monday + timedelta(days=1)) == timedelta(hours=8)
