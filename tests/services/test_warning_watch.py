"""The watch over clocks stops before what could not be written: no mark passes without a word."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.warnings import Raised
from tests.city.importing import Importer, row
from tests.city.life import MANHOLE, MONDAY_10, CityLife, FakeClock
from tests.services.tampering import tamper

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOTHING = Raised(0, 0)
#: Of a manhole with one working day, in handling from Monday 10:00: four fifths, and the deadline.
MARKS = (MONDAY_10 + 22 * HOUR + 24 * MINUTE, MONDAY_10 + 24 * HOUR)


@pytest.fixture
def watched(center: CommandCenter) -> CommandCenter:
    """A centre whose jobs have run before."""
    assert center.warnings.raise_due() == NOTHING
    return center


@pytest.fixture
def number(watched: CommandCenter, city_life: CityLife) -> str:
    filed = city_life.filed(MANHOLE, 2)
    city_life.step(filed, Step.DISPATCH, "dispatcher", {"department": "roads"})
    return city_life.step(filed, Step.ACKNOWLEDGE, "department-roads", {})


def heard(center: CommandCenter, number: str) -> list[tuple[Any, bool]]:
    """The moments of the marks of the handling clock, and whether each is held."""
    rows = reversed(center.warnings.of_open(viewer=CENTRE_VIEW))
    mine = [one for one in rows if one.number == number and one.clock is ClockName.HANDLING]
    return [(one.at, one.held) for one in mine]


@contextmanager
def urged_after_the_look(address: str, clock: FakeClock, number: str) -> Iterator[None]:
    """Somebody else urges the case as soon as its clocks have been read."""

    def urge(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        looks = "JOIN cases" in statement and "next_mark_at <=" in statement
        if urged or not looks:
            return
        urged.append(number)
        with CommandCenter(address, clock=clock) as other:
            CityLife(other, clock).step(number, Step.URGE, "dispatcher", {"note": "请尽快"})

    urged: list[str] = []
    event.listen(Engine, "after_cursor_execute", urge)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", urge)
    assert urged == [number]


def spoil(address: str, number: str, amount: str) -> None:
    where = f"WHERE number = '{number}' AND name = 'handling'"
    tamper(address, f"UPDATE case_clocks SET amount = '{amount}' {where}")  # noqa: S608  our own text


def test_that_a_case_urged_while_its_clocks_are_looked_at_is_warned_of_in_the_next_run(
    watched: CommandCenter, address: str, clock: FakeClock, city_life: CityLife, number: str
) -> None:
    beside = city_life.handling("20010100", "sanitation")
    clock.advance(2 * DAY)
    with urged_after_the_look(address, clock, number):
        watched.warnings.raise_due()
    assert heard(watched, number) == []
    told = heard(watched, beside)
    clock.advance(MINUTE)
    assert watched.warnings.raise_due() == Raised(2, 0)
    assert heard(watched, number) == [(at, False) for at in MARKS]
    assert heard(watched, beside) == told
    clock.advance(MINUTE)
    assert watched.warnings.raise_due() == NOTHING


def test_that_time_goes_on_for_the_watch_once_the_urged_case_was_warned_of(
    watched: CommandCenter, address: str, clock: FakeClock, number: str, tmp_path: Path
) -> None:
    clock.advance(2 * DAY)
    with urged_after_the_look(address, clock, number):
        watched.warnings.raise_due()
    watched.warnings.raise_due()
    Importer(watched, tmp_path)(row(due="2026-11-25 09:00:00", closed=""))
    assert watched.warnings.raise_due() == Raised(0, 2)


def test_that_a_clock_that_can_be_counted_again_is_heard_of(
    watched: CommandCenter, address: str, clock: FakeClock, number: str
) -> None:
    spoil(address, number, "x")
    clock.advance(5 * DAY)
    assert watched.warnings.raise_due() == NOTHING
    spoil(address, number, "1")
    assert watched.warnings.raise_due() == Raised(2, 0)
    assert heard(watched, number) == [(at, False) for at in MARKS]


def test_that_a_clock_counted_again_within_a_day_is_heard_of_however_often_the_jobs_ran(
    watched: CommandCenter, address: str, clock: FakeClock, number: str
) -> None:
    spoil(address, number, "x")
    clock.now = MARKS[0]
    for _ in range(20):
        clock.advance(HOUR)
        assert watched.warnings.raise_due() == NOTHING
    spoil(address, number, "1")
    assert watched.warnings.raise_due() == Raised(2, 0)


def test_that_a_clock_that_can_never_be_counted_does_not_stop_the_watch_for_ever(
    watched: CommandCenter, address: str, clock: FakeClock, number: str, tmp_path: Path
) -> None:
    spoil(address, number, "x")
    clock.advance(30 * DAY)
    assert watched.warnings.raise_due() == NOTHING
    assert watched.warnings.raise_due() == NOTHING
    Importer(watched, tmp_path)(row(due="2026-12-01 09:00:00", closed=""))
    assert watched.warnings.raise_due() == Raised(0, 2)
    spoil(address, number, "1")
    assert watched.warnings.raise_due() == Raised(0, 2)  # not lost: they can be released
