"""What a file does not tell: the steps between a case's opening and its closing elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from commandcenter.models.cases.rules.stage import Closing, Step
from commandcenter.services.archive.foreign_cases import ForeignCase
from commandcenter.services.city import CityFacts

Fields = dict[str, object]

#: Minutes after the opening; then minutes before the closing.
_BEGINNING = ((Step.ACCEPT, 4), (Step.FILE, 9), (Step.DISPATCH, 13), (Step.ACKNOWLEDGE, 35))
_END = ((Step.FINISH, 30), (Step.ASK_INSPECT, 24), (Step.PASS, 8), (Step.CLOSE, 0))
_SHORT = timedelta(minutes=75)


@dataclass(frozen=True, slots=True)
class Replayed:
    """A step, when it is due, what the file knows of its fields, and whose case it is by then."""

    step: Step
    at: datetime
    fields: Fields
    department: str


def steps_of(case: ForeignCase, facts: CityFacts) -> list[Replayed]:
    """As many steps as the file lets a case take: without kind or condition it waits there."""
    kind = facts.categories.get(case.category)
    condition = kind.conditions[0] if kind and kind.conditions else None
    department = case.department or (condition.department if condition else "")
    known: dict[Step, Fields] = {}
    if kind:
        known[Step.ACCEPT] = {"category": kind.code}
    if condition:
        known[Step.FILE] = {"condition": condition.number}
        known[Step.DISPATCH] = {"department": department}
        known |= {step: {} for step in (Step.ACKNOWLEDGE, Step.FINISH, Step.ASK_INSPECT, Step.PASS)}
        known[Step.CLOSE] = {"closing": str(Closing.DONE)}
    return [
        Replayed(step, at, known[step], department)
        for step, at in takewhile(
            lambda due: due[0] in known, _moments(case.reported_at, case.closed_at)
        )
    ]


def _moments(opened: datetime, closed: datetime | None) -> Sequence[tuple[Step, datetime]]:
    beginning = [(step, opened + timedelta(minutes=after)) for step, after in _BEGINNING]
    if closed is None:
        return beginning
    if closed - opened >= _SHORT:
        return beginning + [(step, closed - timedelta(minutes=before)) for step, before in _END]
    steps = [step for step, _ in _BEGINNING + _END]
    share = (closed - opened) / len(steps)
    return [(step, opened + share * nth) for nth, step in enumerate(steps, start=1)]
