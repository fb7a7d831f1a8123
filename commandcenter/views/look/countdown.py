"""What is left of a case's nearest clock, as the screens show it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from commandcenter.models.cases.rules.traffic_light import ClockHands
from commandcenter.models.clocks.deadline import remaining
from commandcenter.models.clocks.time_limit import Unit
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.services.casebook import CaseRow
from commandcenter.services.city import CityFacts

_SECONDS_BELOW = timedelta(minutes=10)
_WHOLE_DAY = timedelta(days=1)
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Countdown:
    """`text` keeps its width in tabular digits. `resumes_at` = the clock waits for that moment."""

    text: str
    unit: Unit
    due_at: datetime
    is_over: bool
    resumes_at: datetime | None

    @property
    def continuous(self) -> bool:
        """Whether it counts all time, or working time only."""
        return self.unit.continuous


class Countdowns:
    """Calculates what is left, from the calendar and the limits of the stages."""

    def __init__(self, calendar: WorkingCalendar, facts: CityFacts) -> None:
        self._calendar = calendar
        self._working_day = timedelta(microseconds=calendar.day_length)
        limits = facts.settings.stage_limits
        self._stage_units = {stage: limit.unit for stage, limit in limits.items()}

    def of(self, row: CaseRow, now: datetime) -> Countdown | None:
        """The nearer of the two running clocks; None where none runs or all stand."""
        due_at = nearest_due(row.hands)
        if due_at is None:
            return None
        at_stage = due_at == row.hands.stage_due_at
        unit = self._stage_units.get(row.stage, row.limit_unit) if at_stage else row.limit_unit
        return self.until(due_at, unit or Unit.CALENDAR_DAYS, now)

    def until(self, due_at: datetime, unit: Unit, now: datetime) -> Countdown:
        """What is left until a moment, counted in the clock's own time."""
        left = remaining(self._calendar, now, due_at, unit)
        waits = not unit.continuous and not self._calendar.is_working(now)
        return Countdown(
            text=span_text(left, _WHOLE_DAY if unit.continuous else self._working_day),
            unit=unit,
            due_at=due_at,
            is_over=now > due_at,
            resumes_at=self._calendar.next_working_moment(now) if waits else None,
        )


def nearest_due(hands: ClockHands) -> datetime | None:
    """The due moment that a list shows and sorts by."""
    if hands.standing:
        return None
    running = [hands.stage_due_at]
    if hands.handling_ended_at is None:
        running.append(hands.due_at)
    return min((due for due in running if due is not None), default=None)


def span_text(left: timedelta, day: timedelta) -> str:
    """`2 天 03:15`, `03:15`, `00:09:59` under ten minutes; with a minus what is over."""
    sign, size = (_MINUS, -left) if left < timedelta() else ("", left)
    days, rest = divmod(size, day)
    seconds = int(rest.total_seconds())
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if days:
        text = QCoreApplication.translate("Countdown", "{days} d {clock}")
        return sign + text.format(days=days, clock=clock)
    if size < _SECONDS_BELOW:
        clock += f":{seconds % 60:02}"
    return sign + clock
