"""How many deadlines one core calculates per second: `python -m bench.deadline`."""

import time as stopwatch
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from statistics import median

from commandcenter.models.clocks.deadline import Span, due
from commandcenter.models.clocks.explanation import explain
from commandcenter.models.clocks.time_limit import TimeLimit, parse_limit
from commandcenter.models.clocks.working_calendar import (
    CalendarRules,
    Season,
    Slot,
    WorkingCalendar,
)

_ROUNDS = 7
_GOAL = 20_000
_DAY = (Slot(time(8), time(12)), Slot(time(14), time(18)))
_RULES = CalendarRules(
    zone="Asia/Shanghai",
    seasons=(Season((1, 1), (12, 31), dict.fromkeys(range(5), _DAY)),),
    public_holidays="chinesecalendar",
)
_NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
_STARTS = [_NEW_YEAR + timedelta(hours=hour, minutes=hour % 60) for hour in range(8_760)]
_FEW = _STARTS[::20]


def main() -> None:
    """Print one line a case: median, slowest and fastest round."""
    calendar = WorkingCalendar(_RULES)
    print(f"deadlines a second on one core, {_ROUNDS} rounds, goal {_GOAL:,}")
    print(f"{'':34}{'median':>10}{'min':>10}{'max':>10}")
    _show("plain, starts over a year", _plain(calendar, parse_limit("4工作时")), len(_STARTS))
    _show("a limit of 200 working days", _plain(calendar, parse_limit("200工作日")), len(_STARTS))
    _show("ten suspensions", _suspended(calendar, parse_limit("5工作日")), len(_STARTS))
    _show("explained, 5 working days", _explained(calendar, parse_limit("5工作日")), len(_FEW))


def _plain(calendar: WorkingCalendar, limit: TimeLimit) -> Callable[[], None]:
    def calculate() -> None:
        for start in _STARTS:
            due(calendar, start, limit)

    return calculate


def _suspended(calendar: WorkingCalendar, limit: TimeLimit) -> Callable[[], None]:
    """Ten suspensions of half a day, one every day from the start on."""
    clocks = [(start, _ten_after(start)) for start in _STARTS]

    def calculate() -> None:
        for start, suspensions in clocks:
            due(calendar, start, limit, suspensions=suspensions)

    return calculate


def _ten_after(start: datetime) -> list[Span]:
    mornings = (start + timedelta(days=day, hours=1) for day in range(10))
    return [Span(morning, morning + timedelta(hours=12)) for morning in mornings]


def _explained(calendar: WorkingCalendar, limit: TimeLimit) -> Callable[[], None]:
    def calculate() -> None:
        for start in _FEW:
            explain(calendar, start, limit)

    return calculate


def _show(name: str, calculate: Callable[[], None], deadlines: int) -> None:
    calculate()  # the years are built once in a process
    rates = [deadlines / _seconds(calculate) for _ in range(_ROUNDS)]
    print(f"{name:34}{median(rates):>10,.0f}{min(rates):>10,.0f}{max(rates):>10,.0f}")


def _seconds(calculate: Callable[[], None]) -> float:
    begun = stopwatch.perf_counter()
    calculate()
    return stopwatch.perf_counter() - begun


if __name__ == "__main__":
    main()
