"""A believable day: reports come in and people work on them, through the same services as all."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError, Unavailable
from commandcenter.models.cases.rules.permission import StepPlace, possible_steps
from commandcenter.models.cases.rules.stage import CASE, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.content.pack import CityPack
from commandcenter.services.casebook import CaseDetails
from commandcenter.simulation.believable.case import CaseState, Planned
from commandcenter.simulation.believable.city import BelievableCity
from commandcenter.simulation.believable.pace import MINUTES
from commandcenter.simulation.believable.reports import Sighting
from commandcenter.simulation.live_cases import LiveCases, Visit

#: The people of a live day take longer over what a visitor at the desk may want to do.
_MINUTES = MappingProxyType(
    {
        **MINUTES,
        Step.ACCEPT: 7,
        Step.DISPATCH: 16,
        Step.MERGE: 8,
        Step.SPLIT: 8,
        Step.REOPEN: 150,
    }
)
_SHORTEST_WAIT, _LONGEST_WAIT = 0.05, 0.5  # seconds between two looks around
_PATIENCE = 2.0  # seconds until a database that was busy or away is asked again
#: Reports that the clock jumped over by more than this were somebody else's.
_MISSED = timedelta(hours=2)
#: How many reports are of a problem that somebody has reported already.
_REPORTED_AGAIN = 0.05


@dataclass(slots=True)
class _Plan:
    """What somebody will do with a case as it stood at `version`.

    `refused`: what was tried with it and cannot be.
    """

    planned: Planned
    version: int
    refused: set[Step] = field(default_factory=set)


class LiveDay:
    """Runs until it is stopped, on the centre's clock; a day is followed by the next one.

    It continues every case from its current state, whoever brought it there, and gives way when
    somebody else is faster. Suspended cases go on by the jobs.
    """

    def __init__(self, center: CommandCenter, pack: CityPack, *, seed: int) -> None:
        self._center = center
        self._began_at = center.clock()
        began = self._began_at.astimezone(center.city.calendar().zone).date()
        self._city = BelievableCity(pack, seed, began, _MINUTES)
        self._posts = pack.posts
        self._cases = LiveCases(center, self._began_at)
        self._next_day = began
        self._expected: deque[datetime] = deque()
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
            for case in self._cases.left_over():
                self._plan(case)
            self._cursor = cursor
            return
        changes, self._cursor = self._center.change_feed.since(self._cursor, viewer=CENTRE_VIEW)
        of_cases = [change for change in changes if change.subject == CASE]
        for case in self._cases.changed(of_cases):
            self._plan(case)

    def _plan(self, case: CaseDetails) -> None:
        number, version = case.row.number, case.row.version
        visit, standing = self._cases.standing(case)
        standing.limit = self._city.people.paperwork.limit(standing)
        former = self._plans.pop(number, None)
        refused = former.refused if former and former.version == version else set()
        place = case.row.step_place()
        possible = [
            planned
            for planned in self._intended(number, visit, standing)
            if planned.step not in refused and self._is_possible(planned, place)
        ]
        planned = self._city.people.next_of(standing, possible)
        if planned:
            self._plans[number] = _Plan(planned, version, refused)
        else:
            self._cases.forget(number)

    def _intended(self, number: str, visit: Visit, standing: CaseState) -> Iterator[Planned]:
        """The same for every look at the same visit, so that nothing is put off by being seen."""
        people, chance = self._city.people, self._city.chance
        yield from people.intentions(standing, chance("visit", number, visit.version))
        for wait in standing.waits:
            yield from people.answers(
                standing, wait, chance("answer", number, wait.on, wait.ordinal)
            )

    def _is_possible(self, planned: Planned, place: StepPlace) -> bool:
        return planned.step in possible_steps(place, planned.by.actor, self._posts)

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
        sighting = self._seen_again(at) or self._city.seen(at, besides=True)
        self._center.intake.receive(sighting.report, by=sighting.by)

    def _seen_again(self, at: datetime) -> Sighting | None:
        """Now and then somebody reports what another one has reported before."""
        chance = self._city.chance("again", at)
        if chance.random() >= _REPORTED_AGAIN:
            return None
        rows = self._cases.recent(at)
        if not rows:
            return None
        (case,) = self._center.casebook.cases_of([chance.choice(rows).number], viewer=CENTRE_VIEW)
        return self._city.seen_again(case, chance)

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
            # somebody was faster, as the feed will say; or it is impossible: try something else
            plan.refused.add(planned.step)
            for case in self._center.casebook.cases_of([number], viewer=CENTRE_VIEW):
                self._plan(case)
        else:
            del self._plans[number]

    def _until_next(self) -> float:
        """Seconds of real time until something is due, or until it is time to look around."""
        moments = [plan.planned.at for plan in self._plans.values()]
        nearest = min([self._expected[0], *moments])
        seconds = (nearest - self._center.clock()) / timedelta(seconds=1)
        return min(max(seconds / (self._center.clock_speed or 1), _SHORTEST_WAIT), _LONGEST_WAIT)
