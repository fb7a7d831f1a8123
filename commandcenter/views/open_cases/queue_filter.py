"""Which of the cases in hand the queue shows."""

from dataclasses import dataclass
from datetime import datetime

from commandcenter.models.cases.rules.lifecycle import steps_from
from commandcenter.models.cases.rules.pending import DECISIONS, Pending
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
from commandcenter.models.city.posts import Axis, Posts
from commandcenter.models.staff.actor import Actor
from commandcenter.services.casebook import CaseRow

_CENTRES = frozenset({Axis.SUPERVISION, Axis.COMMAND})


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for somebody: cases in a stage, applications to decide, answers that are owed.

    `desk`: the area whose desk dispatches for them, in a city whose levels do; what another level
    has is not their work.
    """

    stages: frozenset[Stage] = frozenset()
    decides: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    desk: str | None = None

    def __bool__(self) -> bool:
        return bool(self.stages or self.decides or self.addresses)

    def holds(self, row: CaseRow) -> bool:
        elsewhere = row.stage is Stage.FILED and self.desk not in (None, row.held_at)
        return (row.stage in self.stages and not elsewhere) or self.asks(row)

    def asks(self, row: CaseRow) -> bool:
        """Whether the case waits beside its stage; it may have ended."""
        decides = row.held_at.startswith(self.desk or "") and row.pending & self.decides
        return bool(decides or row.asked & self.addresses)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """None or empty = no limit; `department=""` = the cases that have none yet."""

    work: Work = Work()
    overdue: bool = False
    area: str | None = None
    department: str | None = None

    def holds(self, row: CaseRow, now: datetime) -> bool:
        if self.work and not self.work.holds(row):
            return False
        if self.overdue and not row.hands.late(now):
            return False
        return self._holds_place(row)

    def _holds_place(self, row: CaseRow) -> bool:
        if self.area is not None and not (row.area or "").startswith(self.area):
            return False
        return self.department is None or (row.department or "") == self.department


def work_of(actor: Actor, posts: Posts, centre: str) -> Work:
    """All that waits for an actor at a post. Empty for posts that only look.

    `centre`: the code of the largest area, at whose desk sits whoever has no area.
    """
    steps = posts.steps_of(actor.post)
    merged = posts.merged_centre and actor.axes & _CENTRES
    axes = actor.axes | _CENTRES if merged else actor.axes
    decides = (
        word
        for step, kind in DECISIONS.items()
        if step in steps
        for word in Pending.of(kind)
        if Pending.decided_by(word) & axes
    )
    return Work(
        stages=_stages_of(steps),
        decides=frozenset(map(str, decides)),
        addresses=actor.addresses if Step.REPLY in steps else frozenset(),
        desk=(actor.area or centre) if _at_a_desk_of_a_level(steps, posts) else None,
    )


def _at_a_desk_of_a_level(steps: frozenset[str], posts: Posts) -> bool:
    """Whether the post dispatches in a city whose levels each have a desk for that."""
    return Step.DISPATCH in steps and Step.HAND_DOWN not in posts.switched_off


def _stages_of(steps: frozenset[str]) -> frozenset[Stage]:
    """The stages that wait for a post: it takes their first step. What is suspended waits for its
    day and for nobody."""
    waiting = (stage for stage in Stage if stage not in ENDED and stage is not Stage.SUSPENDED)
    return frozenset(stage for stage in waiting if steps.intersection(steps_from(stage)[:1]))
