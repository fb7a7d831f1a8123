"""A year of cases, each lived from its report to wherever it stands when the demo begins."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import PART_CLOCKS
from commandcenter.models.cases.rules.pending import ANSWERED_BY_REPLY
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.services.archive.lives import Life, LifeStep
from commandcenter.simulation.believable.case import CaseState, Planned, Wait
from commandcenter.simulation.believable.city import BelievableCity
from commandcenter.simulation.believable.reports import Sighting

#: After these what was intended is no longer right: another kind, another department.
_THOUGHT_AGAIN = frozenset({Step.CORRECT, Step.MEET})
#: Where more than the stage decides what comes next.
_LOOKED_AT = frozenset(
    {Stage.FILED, Stage.DISPATCHED, Stage.HANDLING, Stage.SUSPENDED, Stage.CLOSED}
)


class History:
    """The lives of all cases that were reported from a day until a moment, oldest first."""

    def __init__(self, city: BelievableCity, *, first: date, until: datetime) -> None:
        self._city = city
        self._until = until
        last = until.astimezone(city.calendar.zone).date()
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self._of_days = [[at for at in city.moments(day) if at < until] for day in days]

    def __len__(self) -> int:
        return sum(map(len, self._of_days))

    def __iter__(self) -> Iterator[Life]:
        return self.lives_at(chain.from_iterable(self._of_days))

    def parts(self, days: int) -> list[list[datetime]]:
        """The moments in groups of that many days, oldest first."""
        begins = range(0, len(self._of_days), days)
        return [list(chain.from_iterable(self._of_days[day : day + days])) for day in begins]

    def lives_at(self, moments: Iterable[datetime]) -> Iterator[Life]:
        """The lives that begin at these of its moments."""
        return map(self._life, moments)

    def _life(self, at: datetime) -> Life:
        sighting = self._city.seen(at)
        return Life(sighting.report, at, sighting.by, partial(self._steps, sighting, at))

    def _steps(self, sighting: Sighting, at: datetime, case: Case) -> Iterator[LifeStep]:
        """What is done to a case as it stands, step by step, until the demo begins."""
        life = _Living(self._city, sighting, at)
        while (step := life.next_step(case)) and step.at < self._until:
            yield step
            life.look_at(case, step)


class _Living:
    """A case on its way, and what is intended with it; everything is drawn once."""

    def __init__(self, city: BelievableCity, sighting: Sighting, at: datetime) -> None:
        self._people = city.people
        self._chance = city.chance("life", at)
        report = sighting.report
        self._standing = CaseState(
            Stage.REPORTED,
            since=at,
            came_by=Step.REPORT,
            source=report.source,
            description=report.description,
            community=sighting.community,
            category=report.category,
        )
        self._intended = self._people.intentions(self._standing, self._chance)
        self._answers: dict[tuple[str, int], list[Planned]] = {}

    def next_step(self, case: Case) -> LifeStep | None:
        """None for a case that waits for nobody."""
        standing = self._standing
        answers = chain.from_iterable(self._answers.values())
        planned = self._people.next_of(standing, chain(self._intended, answers))
        until = standing.suspended_until
        if until and standing.stage is Stage.SUSPENDED and not (planned and planned.at < until):
            return LifeStep(Step.RESUME, {}, SYSTEM, until)
        if planned is None:
            return None
        return LifeStep(planned.step, planned.fields, planned.by.actor, planned.at)

    def look_at(self, case: Case, taken: LifeStep) -> None:
        """Take note of the new state of the case, and decide again what comes next if it is new."""
        standing = self._standing
        filed = case.category, case.condition, case.part
        if filed != (standing.category, standing.condition, standing.part):
            standing.category, standing.condition, standing.part = filed
            standing.limit = self._people.paperwork.limit(standing)
        standing.changed_at = taken.at
        moved = case.stage is not standing.stage or taken.step is Step.FINISH
        standing.done = frozenset() if moved else standing.done | {taken.step}
        if moved:
            standing.stage, standing.since, standing.came_by = case.stage, taken.at, taken.step
        if moved or taken.step in _THOUGHT_AGAIN:
            if case.stage in _LOOKED_AT:
                _look_closely(standing, case)
            self._intended = self._people.intentions(standing, self._chance)
        standing.waits = _waits(case) if case.pending or case.asked else ()
        if standing.waits or self._answers:
            self._think_of_answers()

    def _think_of_answers(self) -> None:
        former, self._answers = self._answers, {}
        for wait in self._standing.waits:
            key = wait.on, wait.ordinal
            answers = former.get(key)
            if answers is None:
                answers = self._people.answers(self._standing, wait, self._chance)
            self._answers[key] = answers


def _look_closely(standing: CaseState, case: Case) -> None:
    standing.department, standing.dispatched_at = case.department, case.dispatched_at
    standing.due_at, standing.suspended_until = _due_at(case), case.suspended_until
    standing.transfers, standing.reopened = case.transfers, case.reopened > 0
    standing.met, standing.decided = case.met_at is not None, case.decided_department
    standing.suspended_before |= case.suspended_until is not None
    if case.stage is Stage.CLOSED:
        standing.handled_late = case.step_place().handled_late


def _due_at(case: Case) -> datetime | None:
    """What the department works against: of a limit in parts, the part that runs."""
    if not case.part:
        return case.due_at
    name = PART_CLOCKS[case.part - 1]
    return next(clock.due_at for clock in reversed(case.clocks) if clock.name is name)


def _waits(case: Case) -> tuple[Wait, ...]:
    """The open applications, but no crews; the open tasks that want a reply."""
    asked = [
        Wait(one.pending, one.ordinal, one.endorsed_at or one.asked_at, until=one.until)
        for one in case.applications
        if one.is_open
    ]
    owed = [
        Wait(task.kind, task.ordinal, task.asked_at, task.address)
        for task in case.tasks
        if task.is_open and task.kind in ANSWERED_BY_REPLY
    ]
    return (*asked, *owed)
