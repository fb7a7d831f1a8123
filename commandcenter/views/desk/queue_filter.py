"""Which of the open cases the queue shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from commandcenter.models.cases.lifecycle import steps_from
from commandcenter.models.cases.stage import ENDED, Stage
from commandcenter.services.casebook import CaseRow


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """None or empty = no limit; `department=""` = the cases that have none yet."""

    stages: frozenset[Stage] = frozenset()
    overdue: bool = False
    area: str | None = None
    department: str | None = None

    def holds(self, row: CaseRow, now: datetime) -> bool:
        if self.stages and row.stage not in self.stages:
            return False
        if self.overdue and not row.hands.late(now):
            return False
        return self._holds_place(row)

    def _holds_place(self, row: CaseRow) -> bool:
        if self.area is not None and not (row.area or "").startswith(self.area):
            return False
        return self.department is None or (row.department or "") == self.department


def stages_of_post(post: str, steps_of_posts: Mapping[str, list[str]]) -> frozenset[Stage]:
    """The stages that wait for a post: it takes their first step. Empty for who only looks."""
    steps = frozenset(steps_of_posts.get(post, ()))
    return frozenset(
        stage for stage in Stage if stage not in ENDED and steps.intersection(steps_from(stage)[:1])
    )
