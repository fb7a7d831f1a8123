"""How long things take: quick desks by day, thin ones by night, departments of different speed."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from types import MappingProxyType

from commandcenter.models.cases.rules.stage import Step
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
        Step.SELF_HANDLE: 3,
        Step.CORRECT: 4,
        Step.MERGE: 4,
        Step.UNMERGE: 40,
        Step.SPLIT: 4,
        Step.MEET: 120,
        Step.REPLY: 60,
        Step.REOPEN: 600,
        Step.GRANT_RETURN: 50,
        Step.GRANT_EXTENSION: 60,
        Step.GRANT_SUSPENSION: 90,
        Step.GRANT_APPEAL: 180,
    }
)
_ON_SITE = frozenset({Step.CONFIRM, Step.REFUTE, Step.PASS, Step.FAIL})
_SPREAD = 0.5

#: When the day shift takes over, and when it leaves; what is not urgent may wait for it.
MORNING, _EVENING, _EVENING_ON_SITE = time(7, 30), time(20, 30), time(17, 45)
_LEFT_FOR_MORNING, _LEFT_ON_SITE, _LEFT_OVER_WEEKEND = 0.4, 0.75, 0.5
_MORNING_BACKLOG_MINUTES = 22

_URGENT_ANSWER, _ANSWER = 9.0, 18.0  # minutes
_SHORTEST_HANDLING = timedelta(minutes=4)
_FASTEST, _SLOWEST, _UNSTEADY = 0.32, 0.60, 0.36  # shares of the limit
_DAYS_FILL_UP, _STEADIER = 0.16, 0.12  # long limits are used up more, and missed less often
_STUCK, _STUCK_LIMITS, _STUCK_HOURS = 0.03, (1, 5), (4, 36)  # both come on top
_REWORK = 0.3  # of the limit
_STEPS = 1000  # of which shares are counted in
_CATCHING_UP_HOURS = 24.0
#: If something is not decided at once, people ask about it first, or leave it to others.
_LEFT_LYING, _LYING_TIMES = 0.35, (3, 10)
_SPREAD_OF_ANSWERS = 0.7
_AT_ONCE = timedelta(minutes=15)
_STANDS_DAYS = (4, 32)


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
        on_site = step in _ON_SITE
        morning = self._morning_after(since, _EVENING_ON_SITE if on_site else _EVENING)
        left = _LEFT_ON_SITE if on_site else _LEFT_FOR_MORNING
        if morning is None or urgent or chance.random() >= left:
            return since + lasted
        if on_site and chance.random() < _LEFT_OVER_WEEKEND:
            morning = self._on_working_day(morning)
        backlog = chance.expovariate(1 / _MORNING_BACKLOG_MINUTES)
        return morning + timedelta(minutes=backlog)

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
        days = 0 if limit.unit.in_hours else 1
        middle = self._speed(department) + days * _DAYS_FILL_UP
        share = _around(middle, chance, _UNSTEADY - days * _STEADIER)
        stuck = chance.random() < _STUCK
        share += chance.uniform(*_STUCK_LIMITS) if stuck else 0
        moment = moment_at(self._calendar, dispatched, limit, _fraction(share))
        if stuck:
            lost = timedelta(hours=chance.uniform(*_STUCK_HOURS))
            moment = self._calendar.add_working(moment, lost)
        return max(moment, since + _SHORTEST_HANDLING)

    def answered(self, step: Step, since: datetime, *, urgent: bool, chance: Random) -> datetime:
        """A decision, a reply: in working hours, some after long; to what is urgent at once."""
        lasted = timedelta(minutes=_around(self._minutes[step], chance, _SPREAD_OF_ANSWERS))
        if urgent:
            return since + min(lasted, _AT_ONCE)
        if chance.random() < _LEFT_LYING:
            lasted *= chance.uniform(*_LYING_TIMES)
        return self._calendar.add_working(since, lasted)

    def in_office(self, moment: datetime, *, urgent: bool) -> datetime:
        """When somebody in an office gets to what came up; what is urgent does not wait."""
        return moment if urgent else self._calendar.next_working_moment(moment)

    def stands_until(self, since: datetime, chance: Random) -> datetime:
        """The morning until which a case shall stand: days to weeks away."""
        day = since.astimezone(self._calendar.zone).date()
        return self._morning_of(day + timedelta(days=chance.randint(*_STANDS_DAYS)))

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

    def _morning_after(self, moment: datetime, evening: time) -> datetime | None:
        """When the day shift begins; None while it is there."""
        local = moment.astimezone(self._calendar.zone)
        if MORNING <= local.time() < evening:
            return None
        return self._morning_of(local.date() + timedelta(days=local.time() >= evening))

    def _on_working_day(self, morning: datetime) -> datetime:
        day = morning.astimezone(self._calendar.zone).date()
        while not self._calendar.slots_on(day):
            day += timedelta(days=1)
        return self._morning_of(day)

    def _morning_of(self, day: date) -> datetime:
        return datetime.combine(day, MORNING, tzinfo=self._calendar.zone).astimezone(UTC)


def _around(middle: float, chance: Random, spread: float = _SPREAD) -> float:
    return chance.lognormvariate(math.log(middle), spread)


def _fraction(share: float) -> Fraction:
    return Fraction(max(1, round(share * _STEPS)), _STEPS)
