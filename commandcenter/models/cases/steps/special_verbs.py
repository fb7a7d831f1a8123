"""Steps for special situations: corrections, meetings, self-handling, reopening."""

from collections.abc import Sequence
from dataclasses import dataclass

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.cases.steps.plain_verbs import PlainVerbs
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.case_columns import words_in_order
from commandcenter.models.cases.tables.photos import PhotoPhase
from commandcenter.models.city.rules import ReopenPolicy
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.work.asking import TaskKind
from commandcenter.models.work.step_context import LogDraft, StepContext

_WITH_DEPARTMENT = frozenset({Stage.DISPATCHED, Stage.HANDLING})


@dataclass(frozen=True, slots=True)
class CorrectedPlace:
    """A corrected place: the point, and the grid and community that the index found for it."""

    latitude: float
    longitude: float
    place: GridPlace


class SpecialVerbs(PlainVerbs):
    __abstract__ = True

    def correct(
        self,
        *,
        kind: str | None,
        condition: int | None,
        spot: CorrectedPlace | None,
        on: StepContext,
        note: str | None = None,
    ) -> None:
        """Correct category, place or condition. After filing, limit and department are set again.

        A case that stays with its department keeps its clock, recalculated with the new limit; if
        the department changes, a new clock starts.
        """
        with self._take(Step.CORRECT, on, note) as line:
            if kind is None and condition is None and spot is None:
                raise InvalidInput("nothing-to-correct")
            self._check_correction(kind, condition, on)
            routed, parts_before = self._routed(on), len(self.limits)
            if spot is not None:
                self.latitude, self.longitude = spot.latitude, spot.longitude
                self.datum = self.given_latitude = self.given_longitude = None
                self.unit_grid, self.area = spot.place.unit_grid, spot.place.area
                self._follow_place(on, line)
            if kind is not None:
                self._set_category(kind, on.rules)
            if condition is not None:
                self._set_condition(condition, on.rules)
            self._follow_correction(routed, parts_before, on, line)

    def _follow_place(self, on: StepContext, line: LogDraft) -> None:
        """A case that lies in another area waits at the smallest desk that is for both places."""
        before = self.held_at
        self._hold_at(on.rules.tiers.around(self.holder, self.area))
        if self.held_at != before and self.stage is Stage.FILED:
            self._enter(Stage.FILED, on, line)

    def meet(
        self,
        decision: str,
        *,
        department: str | None,
        assisting: Sequence[str],
        on: StepContext,
    ) -> None:
        """Record a joint meeting and the department it chose, for the next dispatch."""
        with self._take(Step.MEET, on, decision):
            codes = [on.rules.department(code, field="assisting") for code in assisting]
            if department is not None:
                self.decided_department = on.rules.department(department)
            self.met_at = on.at
            self.assisting = ",".join(dict.fromkeys(codes))

    def self_handle(
        self,
        *,
        before: Sequence[str],
        after: Sequence[str],
        category: str | None,
        on: StepContext,
        note: str | None = None,
    ) -> None:
        """An inspector solves a minor problem on the spot; a call-taker checks the photos."""
        with self._take(Step.SELF_HANDLE, on, note) as line:
            if not before and not any(photo.phase is PhotoPhase.BEFORE for photo in self.photos):
                raise InvalidInput("field-missing", field="before", name="before")
            self._need_category(category, on)
            line.extra["before"] = len(dict.fromkeys(before))
            self._add_photos(before, PhotoPhase.BEFORE, on.at, line)
            self._add_photos(after, PhotoPhase.AFTER, on.at, line)
            self.self_handled, self.finished_by = True, on.by.name
            self.closing, self.closed_at = Closing.DONE, on.at
            self._ask_post(TaskKind.AUDIT, (Step.REOPEN, Step.REPLY), on, line)

    def reopen(self, reason: str, *, on: StepContext, note: str | None = None) -> None:
        """Reopen a closed case. The condition says whether the clock continues or starts again."""
        with self._take(Step.REOPEN, on, note) as line:
            self._set_reason(Step.REOPEN, reason, on.rules)
            rule = on.rules.conditions.get((self.category or "", self.condition or 0))
            continues = rule is not None and rule.reopen is ReopenPolicy.CONTINUE
            self.clock_goes_on = continues and self.clocks.last(ClockName.HANDLING) is not None
            self._end_tasks(self.tasks.open(TaskKind.AUDIT), "refused", on, line)
            self._let_applications_lapse(on, line)
            self._forget_condition()
            self._forget_dispatch()
            self._forget_end()
            self.accepted_at = on.at
            self.reopened += 1
            self.restart_clock(self.clocks.current(ClockName.CASE), PauseReason.CLOSED, on, line)

    def _forget_end(self) -> None:
        self.finished_at = self.finished_by = self.inspected_at = None
        self.closed_at = self.closing = None
        self.excused = self.self_handled = False
        self.transfers = 0
        self._forget_meeting()

    def _routed(self, on: StepContext) -> str | None:
        """Where the pack sends such a case; None before filing, and where the condition is gone."""
        rule = on.rules.conditions.get((self.category or "", self.condition or 0))
        return on.rules.routed_department(rule, self.area) if rule else None

    def _check_correction(self, kind: str | None, condition: int | None, on: StepContext) -> None:
        """Check the input before anything is changed: the parts must exist and match."""
        filed = self.filed_at is not None
        category = on.rules.category(kind).code if kind is not None else self.category or ""
        if condition is not None and not filed:
            raise InvalidInput("condition-before-filing", field="condition")
        if filed and kind is not None and condition is None:
            raise InvalidInput("field-missing", field="condition", name="condition")
        if condition is not None:
            on.rules.condition(category, condition)

    def _follow_correction(
        self, routed: str | None, parts_before: int, on: StepContext, line: LogDraft
    ) -> None:
        """Adapt department and clocks to a correction. After too many returns the case stays where
        it is: the dispatcher and a joint meeting must decide."""
        rerouted = self._routed(on)
        if rerouted not in (None, routed):
            self._forget_meeting()
        if self.stage not in _WITH_DEPARTMENT:
            return
        may_move = self.transfers < on.rules.transfer_cap
        if rerouted is not None and rerouted not in (routed, self.department) and may_move:
            self._move_to(rerouted, on, line)
        elif self.limits and self.clocks.current(ClockName.HANDLING).rule != self.handling.rule:
            self.handling.count_by_other_limit(parts_before, on, line)

    def _move_to(self, department: str, on: StepContext, line: LogDraft) -> None:
        """Start the clock of the department; if it had the case before, its clock continues where
        it stopped."""
        self._call_crew_in("moved_on", on, line)
        self._let_applications_lapse(on, line)
        self._end_tasks_of_department(on, line)
        self.handling.end(on, line)
        self._give_to(department, words_in_order(self.assisting), on)
        self.dispatched_at, self.acknowledged_at = on.at, None
        self.transfers += 1
        self.handling.start(on, line, instead_of=self._own_former_clocks())
        if self.stage is Stage.DISPATCHED:
            self._enter(self.stage, on, line)

    def _own_former_clocks(self) -> list[CaseClock]:
        """The earlier handling clocks of the current department since filing; none for a limit in
        parts."""
        return [
            clock
            for clock in self.clocks
            if clock.name is ClockName.HANDLING
            and clock.limit is not None
            and clock.department == self.department
            and self.filed_at is not None
            and clock.started_at >= self.filed_at
        ][-1:]
