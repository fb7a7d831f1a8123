"""The facts of a case that figures need: times, department, place, category; no texts."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """`handled_at`: the handling clock ended; `handling_since`: what the mean counts from.

    `set_aside`: void or merged, so no deadline is counted; `excused`: an appeal against lateness
    was granted, so figures count the case as handled in time; `passed_on`: to another department.
    """

    area: str
    department: str
    category: str
    source: str
    reported_at: datetime
    accepted_at: datetime | None
    filed_at: datetime | None
    dispatched_at: datetime | None
    handled_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    handling_since: datetime | None
    set_aside: bool
    voided: bool
    excused: bool
    passed_on: bool
    reworked: bool
    self_handled: bool
