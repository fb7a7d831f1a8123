"""A year of cases, each lived from its report to wherever it stands when the demo begins."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from commandcenter.models.cases.stage import Stage, Step
from commandcenter.services.archive.lives import Life, LifeStep
from commandcenter.simulation.believable_case import Standing
from commandcenter.simulation.believable_city import BelievableCity


class History:
    """The lives of all cases that were reported from a day until a moment, oldest first."""

    def __init__(self, city: BelievableCity, *, first: date, until: datetime) -> None:
        self._city = city
        self._until = until
        last = until.astimezone(city.calendar.zone).date()
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self._moments = [at for day in days for at in city.moments(day) if at < until]

    def __len__(self) -> int:
        return len(self._moments)

    def __iter__(self) -> Iterator[Life]:
        return map(self._life, self._moments)

    def _life(self, at: datetime) -> Life:
        sighting = self._city.seen(at)
        chance = self._city.chance("life", at)
        people = self._city.people
        report = sighting.report
        case = Standing(
            Stage.REPORTED,
            since=at,
            came_by=Step.REPORT,
            source=report.source,
            description=report.description,
            community=sighting.community,
            category=report.category,
        )
        steps = []
        while (planned := people.next_step(case, chance)) and planned.at < self._until:
            steps.append(LifeStep(planned.step, planned.fields, planned.by.actor, planned.at))
            people.take(case, planned)
        return Life(report, at, sighting.by, tuple(steps))
