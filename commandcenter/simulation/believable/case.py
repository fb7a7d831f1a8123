"""Where a case of a believable city stands, and the step that somebody is going to take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from commandcenter.models.cases.rules.pending import Pending
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.work.asking import TaskKind
from commandcenter.simulation.believable.staff import Member


class Planned(NamedTuple):
    """A step that somebody is going to take."""

    step: Step
    at: datetime
    by: Member
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wait:
    """What somebody owes an answer to: an application, or a task `to` an address of actors.

    `ordinal` counts the applications, or the tasks, of the case.
    """

    on: Pending | TaskKind
    ordinal: int
    since: datetime
    to: str = ""
    until: datetime | None = None


@dataclass(slots=True)
class CaseState:
    """The state of a case, as seen by the next person who handles it.

    `since` and `came_by` tell how it came into its stage, or to the next `part` of its limit, and
    `done` what was done in it since then. `due_at`: when that part, or the complete limit, is due.
    Nobody acts before `not_before`: the day has not begun.
    """

    stage: Stage
    since: datetime
    came_by: Step
    source: str
    description: str
    community: str | None
    category: str | None = None
    condition: int | None = None
    limit: TimeLimit | None = None
    department: str | None = None
    dispatched_at: datetime | None = None
    due_at: datetime | None = None
    suspended_until: datetime | None = None
    changed_at: datetime | None = None
    handled_late: bool = False
    suspended_before: bool = False
    reopened: bool = False
    met: bool = False
    decided: str | None = None
    transfers: int = 0
    part: int = 0
    done: frozenset[Step] = frozenset()
    waits: tuple[Wait, ...] = field(default=())
    same_as: str | None = None
    not_before: datetime | None = None

    @property
    def urgent(self) -> bool:
        """What must be done within hours, be it night or a holiday."""
        return self.limit is not None and self.limit.unit.continuous and self.limit.unit.in_hours

    @property
    def department_waits(self) -> bool:
        """Whether the department waits for a decision to return the case or to pause its clock."""
        if not self.waits:
            return False
        return any(wait.on in (Pending.RETURN, Pending.SUSPENSION) for wait in self.waits)
