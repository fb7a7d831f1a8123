"""Where a case of a believable city stands, and the step that somebody is going to take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(slots=True)
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

    def take(self, planned: Planned) -> None:
        """Go on to where the step leads; the limit of a filing is given apart."""
        fields = planned.fields
        self.stage = rule_of(self.stage, planned.step).to or self.stage
        self.since, self.came_by = planned.at, planned.step
        match planned.step:
            case Step.ACCEPT | Step.CONFIRM:
                self.category = str(fields[Need.CATEGORY])
            case Step.FILE:
                self.condition = int(str(fields[Need.CONDITION]))
            case Step.DISPATCH:
                self.department, self.dispatched_at = str(fields[Need.DEPARTMENT]), planned.at
            case Step.GIVE_BACK:
                self.condition = self.limit = None
