"""Makes every change of a case: the only place that changes its stage and clocks."""

from enum import StrEnum
from operator import attrgetter

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.clock_names import (
    DEPARTMENT_CLOCKS,
    PART_CLOCKS,
    STAGE_CLOCK,
    ClockName,
)
from commandcenter.models.cases.rules.lifecycle import REASONS
from commandcenter.models.cases.rules.permission import check_may
from commandcenter.models.cases.rules.report import MAX_DESCRIPTION, check_text
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.cases.steps.case_records import CaseRecords
from commandcenter.models.cases.steps.handling_clocks import Handling
from commandcenter.models.cases.tables.case_clock import calendar_of
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.staged_limit import stored_limits
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.work.clock import ClockColumns
from commandcenter.models.work.step_context import LogDraft, StepContext


class CaseMoves(CaseRecords):
    """The building blocks of the steps, which are in the modules next to this one."""

    __abstract__ = True

    @property
    def handling(self) -> Handling:
        """The clocks that the department works against."""
        return Handling(self)

    def _draft(self, note: str | None) -> LogDraft:
        if note:
            check_text("note", note, MAX_DESCRIPTION)
        return LogDraft(note=note)

    def _check_may(self, step: StrEnum, on: StepContext) -> None:
        check_may(Step(step), self.step_place(), on.by, on.rules.posts)

    def _read_records(self) -> None:
        """Copy to the case's own columns what its clocks, applications and tasks say."""
        self.standing = self.stage is Stage.SUSPENDED
        running = sorted((c for c in self.clocks.running() if c.due_at is not None), key=_due)
        stage = next((clock for clock in running if clock.name in _SHORT_CLOCKS), None)
        self.stage_due_at = stage.due_at if stage else None
        self.stage_warn_at = stage.warn_at if stage else None
        handling = self.clocks.last(ClockName.HANDLING) if self._is_dispatched() else None
        self.due_at = handling.due_at if handling else None
        self.warn_at = handling.warn_at if handling else None
        self.handling_ended_at = handling.ended_at if handling else None
        self.queue_at = running[0].due_at if running and not self.standing else None
        self.pending = self._pending_words() if self.applications or self.tasks else ""
        self.asked = self._asked_words() if self.tasks else ""

    def _follow_stage(self, on: StepContext, line: LogDraft) -> None:
        """A desk below the top has a limited time to dispatch; then the case goes to the next."""
        for clock in self.clocks.running():
            if clock.name is ClockName.TIER:
                clock.end(on.at)
                line.clocks.append(clock)
        tier = on.rules.tiers.limit_of(self.holder)
        if tier is not None and self.stage is Stage.FILED:
            self.start_clock(ClockName.TIER, tier.limit, f"tier {tier.level}", on, line)

    def _is_dispatched(self) -> bool:
        """Whether the last handling clock is that of the current dispatch.

        A merged case is handled as part of another case.
        """
        came_so = self.imported and not (self.reopened or self.transfers)
        return self.stage is not Stage.MERGED and (self.dispatched_at is not None or came_so)

    def _department_of(self, clock: str) -> str | None:
        return self.department if clock in DEPARTMENT_CLOCKS else None

    def calendar_of(self, clock: ClockColumns, rules: CityRules) -> WorkingCalendar:
        return calendar_of(clock, self.department, rules)

    def _set_category(self, code: str, rules: CityRules) -> None:
        rule = rules.category(code)
        self.category, self.kind = rule.code, rule.kind

    def _set_condition(self, number: int, rules: CityRules) -> None:
        rule = rules.condition(self.category or "", number)
        self.condition, self.rule_version = rule.number, rule.version
        self.limit_amount, self.limit_unit = stored_limits(rule.limits)

    def _forget_condition(self) -> None:
        """The case is no longer filed; when it is filed again, it waits at the top."""
        self._hold_at(None)
        self.accepted_at = self.filed_at = self.condition = self.rule_version = None
        self.limit_amount = self.limit_unit = None

    def _forget_meeting(self) -> None:
        """Forget the meeting: it decided on the case as it was understood then."""
        self.met_at = self.decided_department = None

    def _forget_dispatch(self) -> None:
        """No department has the case any more: it waits for dispatch as it did at first."""
        self.department, self.assisting = None, ""
        self.dispatched_at = self.dispatched_by = self.acknowledged_at = None
        self.part = 0

    def _take_from_department(self, on: StepContext, line: LogDraft) -> None:
        """The department no longer has the case; it owes nothing more, and its clock ends."""
        self.handling.end(on, line)
        self._call_crew_in("moved_on", on, line)
        self._forget_dispatch()
        self._let_applications_lapse(on, line)
        self._end_tasks_of_department(on, line)

    def _hold_at(self, area: str | None) -> None:
        """`area`: the one whose desk dispatches the case; None for the largest."""
        self.held_at = None if area == self.centre else area

    def _set_reason(self, step: Step, reason: str, rules: CityRules) -> None:
        """Set the reason. InvalidInput unless every city has it, or this city adds it."""
        known = (*REASONS[step], *rules.reasons.get(step, ()))
        if reason not in known:
            words = ", ".join(known)
            raise InvalidInput("reason-unknown", field="reason", reason=reason, known=words)
        self.reason = reason


_due = attrgetter("due_at")
_STAGE_CLOCKS = frozenset(STAGE_CLOCK.values())
#: The clocks of what is to be done next; the nearest one is the one that a list shows.
_SHORT_CLOCKS = _STAGE_CLOCKS | frozenset((*PART_CLOCKS, ClockName.TIER))
