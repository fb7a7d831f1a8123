"""Where a case of a believable city stands, and the step that somebody is going to take."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commandcenter.models.cases.lifecycle import Need, rule_of
from commandcenter.models.cases.stage import Stage, Step
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.simulation.believable_staff import Member


@dataclass(frozen=True, slots=True)
class Planned:
    """A step that somebody is going to take."""

    step: Step
    at: datetime
    by: Member
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands, as whoever takes it up next sees it. `limit` comes with filing."""

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

    @property
    def urgent(self) -> bool:
        """What must be done within hours, be it night or a holiday."""
        return self.limit is not None and self.limit.unit.continuous and self.limit.unit.in_hours

    def after(self, planned: Planned) -> "Standing":
        """Where it stands once the step is taken; the limit of its filing is given to it apart."""
        changes: dict[str, Any] = {"stage": rule_of(self.stage, planned.step).to}
        fields = planned.fields
        match planned.step:
            case Step.ACCEPT | Step.CONFIRM:
                changes["category"] = fields[Need.CATEGORY]
            case Step.FILE:
                changes["condition"] = fields[Need.CONDITION]
            case Step.DISPATCH:
                changes |= {"department": fields[Need.DEPARTMENT], "dispatched_at": planned.at}
            case Step.GIVE_BACK:
                changes |= {"condition": None, "limit": None}
        return replace(self, since=planned.at, came_by=planned.step, **changes)
