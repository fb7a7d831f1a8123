"""How long things take: quick desks by day, thin ones by night, departments of different speed."""

import math
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from fractions import Fraction
from random import Random
from types import MappingProxyType

from commandcenter.models.cases.stage import Step
from commandcenter.models.clocks.deadline import moment_at
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.clocks.working_calendar import WorkingCalendar

#: The middle of the minutes that a desk or an inspector takes; most of them keep the stage's limit.
MINUTES: Mapping[Step, float] = MappingProxyType(
    {
        Step.ACCEPT: 5,
        Step.DECLINE: 7,
        Step.ASK_CONFIRM: 5,
        Step.CONFIRM: 26,
        Step.REFUTE: 26,
        Step.FILE: 11,
        Step.VOID: 14,
        Step.DISPATCH: 5,
        Step.GIVE_BACK: 7,
        Step.ASK_INSPECT: 5,
        Step.PASS: 27,
        Step.FAIL: 27,
        Step.CLOSE: 12,
    }
)
_ON_SITE = frozenset({Step.CONFIRM, Step.REFUTE, Step.PASS, Step.FAIL})
_SPREAD = 0.5

#: When the day shift takes over, and when it leaves; what is not urgent may wait for it.
MORNING, _EVENING = time(7, 30), time(20, 30)
_LEFT_FOR_MORNING, _LEFT_ON_SITE = 0.4, 0.75
_MORNING_BACKLOG_MINUTES = 22

_URGENT_ANSWER, _ANSWER = 9.0, 18.0  # minutes
_SHORTEST_HANDLING = timedelta(minutes=4)
_FASTEST, _SLOWEST, _UNSTEADY = 0.34, 0.64, 0.38  # shares of the limit
_STUCK, _STUCK_DAYS = 0.02, (5, 35)  # working days
_REWORK = 0.3  # of the limit
_STEPS = 1000  # of which shares are counted in
_CATCHING_UP_HOURS = 24.0


class Pace:
    """When somebody will take a step. `minutes` says how long desks and inspectors take."""

    def __init__(
        self, calendar: WorkingCalendar, seed: int, minutes: Mapping[Step, float] = MINUTES
    ) -> None:
        self._calendar = calendar
        self._seed = seed
        self._minutes = minutes
        self._speeds: dict[str, float] = {}

    def desk(self, step: Step, since: datetime, *, urgent: bool, chance: Random) -> datetime:
        """A step of the centre's own people on what has waited `since`."""
        lasted = timedelta(minutes=_around(self._minutes[step], chance))
        left = _LEFT_ON_SITE if step in _ON_SITE else _LEFT_FOR_MORNING
        morning = self._morning_after(since)
        if morning and not urgent and chance.random() < left:
            backlog = chance.expovariate(1 / _MORNING_BACKLOG_MINUTES)
            return morning + timedelta(minutes=backlog)
        return since + lasted

    def acknowledged(self, since: datetime, *, urgent: bool, chance: Random) -> datetime:
        """A department answers in its working hours; to what is urgent at any hour."""
        if urgent:
            return since + timedelta(minutes=_around(_URGENT_ANSWER, chance))
        return self._calendar.add_working(since, timedelta(minutes=_around(_ANSWER, chance)))

    def finished(
        self,
        department: str,
        limit: TimeLimit,
        *,
        dispatched: datetime,
        since: datetime,
        chance: Random,
    ) -> datetime:
        """Mostly within the limit, some late, a few stuck for weeks."""
        share = _around(self._speed(department), chance, _UNSTEADY)
        moment = moment_at(self._calendar, dispatched, limit, _fraction(share))
        if chance.random() < _STUCK:
            lost = timedelta(hours=8) * chance.uniform(*_STUCK_DAYS)
            moment = self._calendar.add_working(moment, lost)
        return max(moment, since + _SHORTEST_HANDLING)

    def reworked(self, limit: TimeLimit, since: datetime, chance: Random) -> datetime:
        """What did not pass is put right sooner than it was done at first."""
        return moment_at(self._calendar, since, limit, _fraction(_around(_REWORK, chance)))

    def caught_up(self, now: datetime, chance: Random) -> datetime:
        """What a department should have finished before `now` comes in over the next days."""
        hours = chance.uniform(0.2, _CATCHING_UP_HOURS)
        return self._calendar.add_working(now, timedelta(hours=hours))

    def _speed(self, department: str) -> float:
        if department not in self._speeds:
            chance = Random(f"{self._seed} speed {department}")
            self._speeds[department] = chance.uniform(_FASTEST, _SLOWEST)
        return self._speeds[department]

    def _morning_after(self, moment: datetime) -> datetime | None:
        """When the day shift begins; None while it is there."""
        local = moment.astimezone(self._calendar.zone)
        if MORNING <= local.time() < _EVENING:
            return None
        day = local.date() + timedelta(days=local.time() >= _EVENING)
        morning = datetime.combine(day, MORNING, tzinfo=self._calendar.zone)
        return morning.astimezone(moment.tzinfo)


def _around(middle: float, chance: Random, spread: float = _SPREAD) -> float:
    return chance.lognormvariate(math.log(middle), spread)


def _fraction(share: float) -> Fraction:
    return Fraction(max(1, round(share * _STEPS)), _STEPS)
