"""Steps for several cases about the same problem."""

from collections.abc import Sequence
from typing import Self

from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.cases.rules.clock_names import STAGE_CLOCK, ClockName
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
from commandcenter.models.cases.steps.case_moves import CaseMoves
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.work.step_context import LogDraft, StepContext

_WITH_DEPARTMENT = frozenset({Stage.DISPATCHED, Stage.HANDLING})


class DuplicateVerbs(CaseMoves):
    """Reporters and photos stay on their own case; a case shows those of cases merged into it."""

    __abstract__ = True

    def merge(self, other: Self, *, on: StepContext, note: str | None = None) -> None:
        """Merge this case into the other one, which continues with the earlier time of the two."""
        with self._take(Step.MERGE, on, note):
            self._check_merge(other)
            self.merges.append(
                self.MERGE(
                    centre=self.centre,
                    number=self.number,
                    ordinal=len(self.merges) + 1,
                    into=other.number,
                    stage=self.stage,
                    merged_at=on.at,
                )
            )
            self.merged_into = other.number
        other._absorb(self, on)

    def unmerge(
        self, other: Self, *, kept: Sequence[Self], on: StepContext, note: str | None = None
    ) -> None:
        """Undo a merger: the case is back in its previous stage, and its clocks continue.

        `kept`: what else the other case has absorbed, and keeps. NotNow while the other one is
        itself part of a third.
        """
        merge = self._merge_in_force()
        with self._take(Step.UNMERGE, on, note, to=merge.stage if merge else None) as line:
            if other.stage is Stage.MERGED:
                raise NotNow("unmerge-from-merged", number=other.number, into=other.merged_into)
            self._undo(merge, on, line)
        other._release(self, kept, on)

    def _let_go(self, absorbed: Sequence[Self], step: Step, on: StepContext) -> None:
        """This case has ended without handling; cases merged directly into it continue by
        themselves."""
        for nth, case in enumerate(absorbed, start=1):
            case._come_back(self.number, step, on)
            self._release(case, absorbed[nth:], on)

    def _come_back(self, ended: str, step: Step, on: StepContext) -> None:
        """Nobody decided on this case: it returns to its stage, and records how the other case
        ended."""
        merge = self._merge_in_force()
        with self._written(Step.UNMERGE, on.by, on.at) as line:
            line.extra["ended"] = {"number": ended, "step": str(step)}
            self._undo(merge, on, line)
            self._enter(merge.stage if merge else Stage.REPORTED, on, line)

    def _merge_in_force(self) -> Merge | None:
        return next((merge for merge in self.merges if merge.undone_at is None), None)

    def _undo(self, merge: Merge | None, on: StepContext, line: LogDraft) -> None:
        if merge is not None:
            merge.undone_at = on.at
            self._revive(merge, on, line)
        self.merged_into = None

    def _revive(self, merge: Merge, on: StepContext, line: LogDraft) -> None:
        """Clocks that the merger ended run again; the time between does not count."""
        for clock in self._clocks_of(merge):
            self.restart_clock(clock, PauseReason.MERGED, on, line)
        self.handling.count_parts(on, line)
        for task in self.tasks:
            if task.answer == str(Stage.MERGED).lower():
                task.answer = task.answered_by = task.answered_at = None
                line.tasks.append(task)

    def _clocks_of(self, merge: Merge) -> list[CaseClock]:
        names = {STAGE_CLOCK.get(merge.stage), ClockName.CASE, ClockName.TIER}
        if merge.stage in _WITH_DEPARTMENT:
            names |= {ClockName.HANDLING, self.handling.clock.name}
        last = {clock.name: clock for clock in self.clocks if clock.name in names}
        return [clock for clock in last.values() if clock.ended_at == merge.merged_at]

    def _absorb(self, other: Self, on: StepContext) -> None:
        with self._written(Step.MERGE, on.by, on.at) as line:
            line.extra["absorbed"] = other.number
            if self.own_reported_at is None:
                self.own_reported_at = self.reported_at
            self.reported_at = min(self.reported_at, other.reported_at)

    def _release(self, other: Self, kept: Sequence[Self], on: StepContext) -> None:
        with self._written(Step.UNMERGE, on.by, on.at) as line:
            line.extra["released"] = other.number
            own = self.own_reported_at or self.reported_at
            self.reported_at = min([own, *(case.reported_at for case in kept)])
            self.own_reported_at = own if kept else None

    def _check_merge(self, other: Self) -> None:
        if other.number == self.number:
            raise InvalidInput("merge-with-itself", field="into", number=self.number)
        if other.merged_into == self.number:
            raise NotNow("merge-in-a-circle", field="into", into=other.number, number=self.number)
        if other.stage in ENDED:
            raise NotNow("merge-into-ended", field="into", into=other.number, stage=other.stage)
        if self.pending:
            raise NotNow("merge-while-pending", number=self.number)
