"""A believable day: reports come in and people work on them, through the same services as all."""

import threading
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError, Unavailable
from commandcenter.models.cases.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.pack import CityPack
from commandcenter.services.casebook import CaseDetails, CaseFilter
from commandcenter.simulation.believable_case import Planned, Standing
from commandcenter.simulation.believable_city import BelievableCity
from commandcenter.simulation.believable_pace import MINUTES

#: The people of a live day take longer over what a visitor at the desk may want to do.
_MINUTES = MappingProxyType({**MINUTES, Step.ACCEPT: 7, Step.DISPATCH: 16})
_SHORTEST_WAIT, _LONGEST_WAIT = 0.05, 0.5  # seconds between two looks around
_PATIENCE = 2.0  # seconds until a database that was busy or away is asked again
#: Reports that the clock jumped over by more than this were somebody else's.
_MISSED = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What somebody will do with a case as it stood at `version`."""

    planned: Planned
    version: int


class LiveDay:
    """Runs until it is stopped, on the centre's clock; a day is followed by the next one.

    It takes up every case where it stands, whoever brought it there, and lets it be when somebody
    was faster.
    """

    def __init__(self, center: CommandCenter, pack: CityPack, *, seed: int) -> None:
        self._center = center
        began = center.clock().astimezone(center.city.calendar().zone).date()
        self._city = BelievableCity(pack, seed, began, _MINUTES)
        self._next_day = began
        self._expected: deque[datetime] = deque()
        self._began_at = center.clock()
        self._cursor: str | None = None
        self._plans: dict[str, _Plan] = {}

    def run(self, stopped: threading.Event) -> None:
        """Returns within a second after `stopped` is set."""
        while not stopped.is_set():
            try:
                self._look_around()
                self._work(stopped)
                wait = self._until_next()
            except Unavailable:
                wait = _PATIENCE
            stopped.wait(wait)

    def _look_around(self) -> None:
        """Plan what is to be done with every case that is new or was moved."""
        if self._cursor is None:
            cursor = self._center.change_feed.latest()
            self._take_up()
            self._cursor = cursor
            return
        changes, self._cursor = self._center.change_feed.since(self._cursor, viewer=CENTRE_VIEW)
        latest = {change.number: change for change in changes}
        for case in self._center.casebook.cases_of(list(latest), viewer=CENTRE_VIEW):
            change = latest[case.row.number]
            self._plan(case, Step(change.step), change.at)

    def _take_up(self) -> None:
        """The cases that were left to this day, some of them overdue."""
        for case in self._center.casebook.cases(CaseFilter(open_only=True), viewer=CENTRE_VIEW):
            number = case.row.number
            last = self._center.casebook.history(number, viewer=CENTRE_VIEW)[-1]
            self._plan(case, Step(last.step), last.at)

    def _plan(self, case: CaseDetails, came_by: Step, since: datetime) -> None:
        number, version = case.row.number, case.row.version
        standing = self._standing(case, came_by, since)
        chance = self._city.chance("step", number, version)
        planned = self._city.people.next_step(standing, chance)
        now = self._center.clock()
        if planned and planned.at < now and since < self._began_at:
            # it was due before anybody of this day was there
            planned = self._city.people.next_step(replace(standing, since=now), chance)
            if planned and planned.step is Step.FINISH:
                planned = replace(planned, at=self._city.people.pace.caught_up(now, chance))
        self._plans.pop(number, None)
        if planned:
            self._plans[number] = _Plan(planned, version)

    def _standing(self, case: CaseDetails, came_by: Step, since: datetime) -> Standing:
        row = case.row
        standing = Standing(
            row.stage,
            since,
            came_by,
            row.source,
            case.description,
            row.area,
            row.category,
            case.condition,
            department=row.department,
            dispatched_at=case.dispatched_at,
        )
        standing.limit = self._city.people.paperwork.limit(standing)
        return standing

    def _work(self, stopped: threading.Event) -> None:
        """Whatever is due by now."""
        now = self._center.clock()
        self._expect(now)
        while self._expected[0] <= now and not stopped.is_set():
            self._report(self._expected[0])
            self._expected.popleft()
        due = sorted(
            (plan.planned.at, number)
            for number, plan in self._plans.items()
            if plan.planned.at <= now
        )
        for _, number in due:
            if stopped.is_set():
                return
            self._take(number)

    def _expect(self, now: datetime) -> None:
        """Know of at least one report that is still to come."""
        while not self._expected or self._expected[-1] <= now:
            self._expected.extend(self._city.moments(self._next_day))
            self._next_day += timedelta(days=1)
        earliest = max(self._began_at, now - _MISSED)
        while self._expected[0] < earliest:
            self._expected.popleft()

    def _report(self, at: datetime) -> None:
        sighting = self._city.seen(at)
        self._center.intake.receive(sighting.report, by=sighting.by)

    def _take(self, number: str) -> None:
        plan = self._plans[number]
        planned = plan.planned
        try:
            self._center.desk.take(
                number,
                planned.step,
                planned.fields,
                version=plan.version,
                by=planned.by.actor,
                viewer=planned.by.viewer,
            )
        except Unavailable:
            raise
        except CommandCenterError:
            pass  # somebody was faster, and the feed will tell; or it cannot be, and is let be
        del self._plans[number]

    def _until_next(self) -> float:
        """Seconds of real time until something is due, or until it is time to look around."""
        moments = [plan.planned.at for plan in self._plans.values()]
        nearest = min([self._expected[0], *moments])
        seconds = (nearest - self._center.clock()) / timedelta(seconds=1)
        return min(max(seconds / (self._center.clock_speed or 1), _SHORTEST_WAIT), _LONGEST_WAIT)
