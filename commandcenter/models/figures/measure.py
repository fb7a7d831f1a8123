"""What figures count, and by which steps of a case it comes about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from commandcenter.models.cases.rules.stage import Step


class Measure(StrEnum):
    """What is counted: on the day it happened, or (`due…`) on the day of the deadline.

    Definitions: kpis.md of the field, §1. As in kpis.md, accuracy and rework are decided when a
    case is closed, on that day.
    """

    REPORTED = "reported"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"  # accepted because an inspector found it on the spot
    FILED = "filed"
    VOIDED = "voided"  # filed and declared void since, on the day of filing
    DISPATCHED = "dispatched"
    HANDLED = "handled"
    HANDLING_SECONDS = "handling_seconds"
    HANDLING_KNOWN = "handling_known"
    CLOSED = "closed"
    CLOSED_DISPATCHED = "closed_dispatched"  # closed after a department had it
    RIGHT_FIRST_TIME = "right_first_time"  # of these: never passed on to another department
    REWORKED = "reworked"  # of these: failed an inspection
    SELF_HANDLED = "self_handled"
    DUE = "due"
    DUE_HANDLED = "due_handled"
    DUE_HANDLED_ON_TIME = "due_handled_on_time"
    DUE_CLOSED = "due_closed"
    DUE_CLOSED_ON_TIME = "due_closed_on_time"


_ACCEPTING = (Step.ACCEPT, Step.CONFIRM, Step.REOPEN)
_CLOSING = (Step.CLOSE, Step.SELF_HANDLE)
#: The steps that bring a measure about; nobody takes a step when something falls due.
STEPS_OF: Mapping[Measure, tuple[Step, ...]] = {
    Measure.REPORTED: (Step.REPORT,),
    Measure.ACCEPTED: _ACCEPTING,
    Measure.CONFIRMED: (Step.CONFIRM,),
    Measure.FILED: (Step.FILE,),
    Measure.VOIDED: (Step.FILE,),
    Measure.DISPATCHED: (Step.DISPATCH,),
    Measure.HANDLED: (Step.FINISH,),
    Measure.HANDLING_SECONDS: (Step.FINISH,),
    Measure.HANDLING_KNOWN: (Step.FINISH,),
    Measure.CLOSED: _CLOSING,
    Measure.CLOSED_DISPATCHED: _CLOSING,
    Measure.RIGHT_FIRST_TIME: _CLOSING,
    Measure.REWORKED: _CLOSING,
    Measure.SELF_HANDLED: _CLOSING,
}
#: Every step that figures ask about.
COUNTED_STEPS = frozenset(step for steps in STEPS_OF.values() for step in steps)


class TakenStep(NamedTuple):
    """A step in the history of a case; `post` is '' for gateway keys and the program."""

    step: str
    at: datetime
    post: str


class StepHistory:
    """The counted steps of one case, to be asked by measure and moment."""

    def __init__(self, steps: Iterable[TakenStep]) -> None:
        """`steps` in the order of history."""
        self._by_moment: dict[datetime, list[TakenStep]] = {}
        for step in steps:
            self._by_moment.setdefault(step.at, []).append(step)

    def taken(self, measure: Measure, at: datetime) -> TakenStep | None:
        """The step that brought the measure about at this moment, the last one if there are
        several; None where history has none."""
        steps = STEPS_OF[measure]
        found = self._by_moment.get(at, ())
        return next((taken for taken in reversed(found) if taken.step in steps), None)
