"""Makes every change of a case: the only place that changes its stage and clocks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.clock_names import (
    DEPARTMENT_CLOCKS,
    PART_CLOCKS,
    STAGE_CLOCK,
    ClockName,
)
from commandcenter.models.cases.rules.lifecycle import REASONS, rule_of
from commandcenter.models.cases.rules.permission import check_may
from commandcenter.models.cases.rules.report import MAX_DESCRIPTION, check_text
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
from commandcenter.models.cases.steps.case_records import CaseRecords
from commandcenter.models.cases.steps.step_context import LogDraft, StepContext
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.event_log import Entry, canonical
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.staged_limit import stored_limits
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.staff.actor import Actor


def calendar_of(clock: CaseClock, department: str | None, rules: CityRules) -> WorkingCalendar:
    """The calendar of a clock: that of its department, in the version under which the clock
    started.

    `department`: who has the case, for clocks that do not say themselves for whom they run.
    """
    calendar = rules.calendar_of(clock.calendar_version)
    theirs = (clock.department or department) if clock.name in DEPARTMENT_CLOCKS else None
    return calendar.of_department(theirs) if theirs else calendar


class CaseMoves(CaseRecords):
    """The building blocks of the steps, which are in the modules next to this one."""

    __abstract__ = True

    if TYPE_CHECKING:
        clocks: Mapped[list[CaseClock]]
        unlogged: list[Entry]
        logged: dict[str, Any]

    @contextmanager
    def _take(
        self, step: Step, on: StepContext, note: str | None, *, to: Stage | None = None
    ) -> Iterator[LogDraft]:
        """The only way from stage to stage: allowed, done, clocks turned, one line of history.

        `to`: where it leads this time, where the table leaves that to the case.
        """
        check_may(step, self.step_place(), on.by, on.posts())
        leads_to = rule_of(self.stage, step).to
        to = to or leads_to or self.stage
        line = _line_of(note)
        yield line
        if leads_to is None or to is self.stage:
            self.stage = to
            self._read_records()
        else:
            self._enter(to, on, line)
        self._write_down(line, step, on.by, on.at)

    @contextmanager
    def _written(
        self, step: Step, by: Actor, at: datetime, note: str | None = None
    ) -> Iterator[LogDraft]:
        """Log whatever the block changes: each changed column with its new value."""
        line = _line_of(note)
        yield line
        self._write_down(line, step, by, at)

    def _write_down(self, line: LogDraft, step: Step, by: Actor, at: datetime) -> None:
        self.version += 1
        if line.note:
            self._keep_note(line.note, line)
        payload = {"set": self.changes(self.logged), **line.document()}
        self.unlogged.append(
            Entry(
                self.SUBJECT,
                self.number,
                self.version,
                str(step),
                str(self.stage),
                by.name,
                at,
                canonical(payload),
            )
        )

    def _enter(self, stage: Stage, on: StepContext, line: LogDraft) -> None:
        """Arrive: the old stage clock ends, the new one starts, the queue's columns follow."""
        for clock in self._running():
            if clock.name in _STAGE_CLOCKS or stage in ENDED:
                clock.end(on.at)
                line.clocks.append(clock)
        self.stage = stage
        if stage in ENDED:
            self._let_lapse(str(stage).lower(), on, line)
        name = STAGE_CLOCK.get(stage)
        limit = on.rules.stage_limits.get(stage)
        if name and limit:
            self._start_clock(name, limit, f"stage {stage}", on, line)
        self._read_records()

    def _read_records(self) -> None:
        """Copy to the case's own columns what its clocks, applications and tasks say."""
        self.standing = self.stage is Stage.SUSPENDED
        running = [clock for clock in self._running() if clock.due_at is not None]
        short = [clock for clock in running if clock.name in _SHORT_CLOCKS]
        stage = min(short, key=_due, default=None)
        self.stage_due_at = stage.due_at if stage else None
        self.stage_warn_at = stage.warn_at if stage else None
        handling = self._handling_clock() if self._is_dispatched() else None
        self.due_at = handling.due_at if handling else None
        self.warn_at = handling.warn_at if handling else None
        self.handling_ended_at = handling.ended_at if handling else None
        nearest = None if self.standing else min(running, key=_due, default=None)
        self.queue_at = nearest.due_at if nearest else None
        self.pending = self._pending_words() if self.applications or self.tasks else ""
        self.asked = self._asked_words() if self.tasks else ""

    def _running(self) -> list[CaseClock]:
        return [clock for clock in self.clocks if clock.ended_at is None]

    def _is_dispatched(self) -> bool:
        """Only then does the last handling clock speak of the case as it stands.

        What was merged is handled as part of another case.
        """
        came_so = self.imported and not (self.reopened or self.transfers)
        return self.stage is not Stage.MERGED and (self.dispatched_at is not None or came_so)

    def _handling_clock(self) -> CaseClock | None:
        return next((c for c in reversed(self.clocks) if c.name is ClockName.HANDLING), None)

    def _start_clock(
        self,
        name: ClockName,
        limit: TimeLimit | None,
        rule: str,
        on: StepContext,
        line: LogDraft,
        *,
        rule_version: int | None = None,
        instead_of: Sequence[CaseClock] = (),
    ) -> None:
        """`instead_of`: the clocks that it takes the place of, from their start on."""
        clock = self.CLOCK(
            centre=self.centre,
            number=self.number,
            name=name,
            ordinal=1 + sum(other.name is name for other in self.clocks),
            started_at=on.at,
            amount=str(limit.amount) if limit else None,
            unit=limit.unit if limit else None,
            rule=rule,
            rule_version=rule_version or on.rules.version,
            calendar_version=on.rules.calendar_version,
            department=self.department if name in DEPARTMENT_CLOCKS else None,
        )
        if instead_of:
            clock.take_over(instead_of, on.at)
        clock.calculate(self._calendar(clock, on.rules))
        self.clocks.append(clock)
        line.clocks.append(clock)

    def _calendar(self, clock: CaseClock, rules: CityRules) -> WorkingCalendar:
        return calendar_of(clock, self.department, rules)

    def _clock(self, name: ClockName) -> CaseClock:
        return next(clock for clock in reversed(self.clocks) if clock.name is name)

    def _end_clock(self, name: ClockName, at: datetime, line: LogDraft) -> None:
        clock = self._clock(name)
        clock.end(at)
        line.clocks.append(clock)

    def _go_on(
        self, clock: CaseClock, reason: PauseReason, on: StepContext, line: LogDraft
    ) -> None:
        """A clock that had ended counts again; what lay between does not."""
        clock.go_on(on.at, reason=reason, calendar=self._calendar(clock, on.rules))
        line.clocks.append(clock)

    def _handling_rule(self) -> str:
        return f"condition {self.category}/{self.condition}"

    def _set_category(self, code: str, rules: CityRules) -> None:
        rule = rules.category(code)
        self.category, self.kind = rule.code, rule.kind

    def _set_condition(self, number: int, rules: CityRules) -> None:
        rule = rules.condition(self.category or "", number)
        self.condition, self.rule_version = rule.number, rule.version
        self.limit_amount, self.limit_unit = stored_limits(rule.limits)

    def _forget_condition(self) -> None:
        self.accepted_at = self.filed_at = self.condition = self.rule_version = None
        self.limit_amount = self.limit_unit = None

    def _forget_meeting(self) -> None:
        """It decided on the case as it was taken for then."""
        self.met_at = self.decided_department = None

    def _forget_dispatch(self) -> None:
        """Nobody has it: it waits for its dispatch as on the first day."""
        self.department, self.assisting = None, ""
        self.dispatched_at = self.dispatched_by = self.acknowledged_at = None
        self.part = 0

    def _set_reason(self, step: Step, reason: str, rules: CityRules) -> None:
        """One of those that every city has, or that this one adds."""
        known = (*REASONS[step], *rules.reasons.get(step, ()))
        if reason not in known:
            words = ", ".join(known)
            raise InvalidInput("reason-unknown", field="reason", reason=reason, known=words)
        self.reason = reason


def _line_of(note: str | None) -> LogDraft:
    if note:
        check_text("note", note, MAX_DESCRIPTION)
    return LogDraft(note=note)


_due = attrgetter("due_at")
_STAGE_CLOCKS = frozenset(STAGE_CLOCK.values())
#: The clocks of what is to be done next; the nearest one is the one that a list shows.
_SHORT_CLOCKS = _STAGE_CLOCKS | frozenset(PART_CLOCKS)
