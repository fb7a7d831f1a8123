"""The steps of the main path, from acceptance to closing, and those that lead back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.cases.steps.duplicate_verbs import DuplicateVerbs
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.case_columns import words_in_order
from commandcenter.models.cases.tables.photos import PhotoPhase
from commandcenter.models.clocks.deadline import due
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.work.asking import TaskKind
from commandcenter.models.work.step_context import LogDraft, StepContext


class PlainVerbs(DuplicateVerbs):
    """The steps in their usual order."""

    __abstract__ = True

    def accept(self, category: str, *, on: StepContext, note: str | None = None) -> None:
        with self._take(Step.ACCEPT, on, note):
            self._set_category(category, on.rules)
            self.accepted_at = on.at

    def decline(
        self,
        reason: str,
        *,
        absorbed: Sequence[Self] = (),
        on: StepContext,
        note: str | None = None,
    ) -> None:
        """Decline the report; a task is created to inform the reporter.

        `absorbed`: the cases merged directly into it; each of them comes back and waits for its own
        decision.
        """
        with self._take(Step.DECLINE, on, note) as line:
            self._set_reason(Step.DECLINE, reason, on.rules)
            if self.reporters:
                self._ask_post(TaskKind.TELL, (Step.DECLINE, Step.REPLY), on, line)
        self._let_go(absorbed, Step.DECLINE, on)

    def ask_confirm(self, inspector: str, *, on: StepContext, note: str | None = None) -> None:
        with self._take(Step.ASK_CONFIRM, on, note) as line:
            self.inspector = inspector
            self._ask(TaskKind.CONFIRM, inspector, on, line)

    def confirm(
        self,
        photos: Sequence[str],
        *,
        category: str | None,
        on: StepContext,
        note: str | None = None,
    ) -> None:
        with self._take(Step.CONFIRM, on, note) as line:
            self._need_category(category, on)
            self.accepted_at = on.at
            self._add_photos(photos, PhotoPhase.CONFIRM, on.at, line)
            self._answer(TaskKind.CONFIRM, "confirmed", on, line)

    def refute(self, note: str, *, on: StepContext) -> None:
        with self._take(Step.REFUTE, on, note) as line:
            self._answer(TaskKind.CONFIRM, "refuted", on, line)

    def file(self, condition: int, *, on: StepContext, note: str | None = None) -> None:
        """Fix limit and rule version; the clock itself starts at dispatch."""
        with self._take(Step.FILE, on, note):
            self._set_condition(condition, on.rules)
            self.filed_at = on.at

    def void(
        self,
        reason: str,
        *,
        absorbed: Sequence[Self] = (),
        on: StepContext,
        note: str | None = None,
    ) -> None:
        """`absorbed`: the cases merged directly into it; each of them comes back, because only this
        one is void."""
        with self._take(Step.VOID, on, note):
            self._set_reason(Step.VOID, reason, on.rules)
        self._let_go(absorbed, Step.VOID, on)

    def due_if_dispatched(self, on: StepContext) -> datetime | None:
        """When a filed case would be due, were it sent now to the department that a meeting or its
        condition names; None in every other stage, and under a condition that is no longer."""
        rule = on.rules.conditions.get((self.category or "", self.condition or 0))
        if self.stage is not Stage.FILED or rule is None:
            return None
        department = self.decided_department or on.rules.routed_department(rule, self.area)
        calendar, at = on.rules.calendar.of_department(department), on.at
        for limit in self.limits:
            at = due(calendar, at, limit).due_at
        return at

    def dispatch(
        self,
        department: str,
        *,
        assisting: Sequence[str] | None,
        on: StepContext,
        note: str | None = None,
    ) -> None:
        """Send to the lead department; the handling clock starts now.

        `assisting` None: those assist whom a meeting decided on. NotNow where a meeting must
        decide first; InvalidInput where it decided otherwise.
        """
        with self._take(Step.DISPATCH, on, note) as line:
            self._check_meeting(department, on)
            decided = words_in_order(self.assisting)
            self._give_to(department, decided if assisting is None else assisting, on)
            self.dispatched_at, self.dispatched_by = on.at, on.by.name
            self._run_handling_clock(on, line)

    def give_back(self, reason: str, *, on: StepContext, note: str | None = None) -> None:
        """Give the case back to the call-taker, as if it had not been filed."""
        with self._take(Step.GIVE_BACK, on, note):
            self._set_reason(Step.GIVE_BACK, reason, on.rules)
            self._forget_condition()
            self._forget_meeting()

    def acknowledge(self, *, on: StepContext, note: str | None = None) -> None:
        with self._take(Step.ACKNOWLEDGE, on, note):
            self.acknowledged_at = on.at

    def finish(self, note: str, photos: Sequence[str], *, on: StepContext) -> None:
        """The department has finished. The clock stops, or the clock of the next part starts."""
        remains = self.handling.parts_remain()
        with self._take(Step.FINISH, on, note, to=self.stage if remains else None) as line:
            self._add_photos(photos, PhotoPhase.AFTER, on.at, line)
            if remains:
                self.handling.finish_part(on, line)
                return
            self.finished_at, self.finished_by = on.at, on.by.name
            self.handling.end(on, line)
            self._call_crew_in("finished", on, line)
            self._let_applications_lapse(on, line)

    def ask_inspect(self, inspector: str, *, on: StepContext, note: str | None = None) -> None:
        with self._take(Step.ASK_INSPECT, on, note) as line:
            self.inspector = inspector
            self._ask(TaskKind.INSPECT, inspector, on, line)

    def pass_inspection(
        self, photos: Sequence[str], *, on: StepContext, note: str | None = None
    ) -> None:
        with self._take(Step.PASS, on, note) as line:
            self.inspected_at = on.at
            self._add_photos(photos, PhotoPhase.INSPECT, on.at, line)
            self._answer(TaskKind.INSPECT, "passed", on, line)

    def fail_inspection(self, reason: str, *, on: StepContext, note: str | None = None) -> None:
        """Rework by the same department. The time between finishing and now does not count for
        it."""
        with self._take(Step.FAIL, on, note) as line:
            self._set_reason(Step.FAIL, reason, on.rules)
            self.reworks += 1
            self.finished_at = None
            self._answer(TaskKind.INSPECT, "failed", on, line)
            self.handling.go_on(PauseReason.INSPECTION, on, line)

    def close(self, closing: Closing, *, on: StepContext, note: str | None = None) -> None:
        """Close the case. InvalidInput if its condition does not allow this way of closing."""
        with self._take(Step.CLOSE, on, note):
            self._check_closing(closing, on)
            self.closing, self.closed_at = closing, on.at

    def _need_category(self, category: str | None, on: StepContext) -> None:
        if category is not None:
            self._set_category(category, on.rules)
        if self.category is None:
            raise InvalidInput("field-missing", field="category", name="category")

    def _check_meeting(self, department: str, on: StepContext) -> None:
        """A case that was returned too often goes to a joint meeting, whose decision is binding."""
        if self.met_at is None and self.transfers >= on.rules.transfer_cap:
            raise NotNow("meeting-first", transfers=self.transfers)
        if self.decided_department not in (None, department):
            raise InvalidInput(
                "decided-otherwise", field="department", department=self.decided_department
            )

    def _give_to(self, department: str, assisting: Sequence[str], on: StepContext) -> None:
        lead = on.rules.department(department)
        codes = [on.rules.department(code, field="assisting") for code in assisting]
        self.department = lead
        self.assisting = ",".join(dict.fromkeys(code for code in codes if code != lead))

    def _run_handling_clock(self, on: StepContext, line: LogDraft) -> None:
        """Start the handling clock, or continue it if the condition of a reopened case says so.

        It continues only for the same department and rule, by today's calendar.
        """
        former = self.clocks.last(ClockName.HANDLING)
        if self.clock_goes_on and former is not None and self._is_as_before(former):
            former.calendar_version = on.rules.calendar_version
            self.handling.go_on(PauseReason.CLOSED, on, line)
        else:
            self.handling.start(on, line)
        self.clock_goes_on = False

    def _is_as_before(self, former: CaseClock) -> bool:
        now = (self.handling.rule, self.rule_version, self.department)
        before = (former.rule, former.rule_version, former.department)
        return now == before and len(self.limits) == 1

    def _check_closing(self, closing: Closing, on: StepContext) -> None:
        """The ways of closing that the condition allows; only “done” if the catalogue no longer has
        the condition."""
        rule = on.rules.conditions.get((self.category or "", self.condition or 0))
        if not (rule.allows(closing) if rule else closing is Closing.DONE):
            raise InvalidInput("closing-not-of-condition", field="closing", closing=closing)
