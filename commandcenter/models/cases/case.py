"""The case: its data, its verbs, and the one place that moves it from stage to stage."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, reconstructor, relationship

from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.cases.case_clock import STAGE_CLOCK, CaseClock, ClockName
from commandcenter.models.cases.case_columns import NOTHING_TOLD
from commandcenter.models.cases.case_records import CaseRecords
from commandcenter.models.cases.event_log import Entry, canonical
from commandcenter.models.cases.facts import CaseFacts
from commandcenter.models.cases.lifecycle import REASONS, rule_of
from commandcenter.models.cases.occasion import Line, Occasion, Place
from commandcenter.models.cases.permission import check_may
from commandcenter.models.cases.records import (
    CasePhoto,
    CaseWords,
    Opinion,
    PhotoPhase,
    Reporter,
    Task,
    TaskKind,
)
from commandcenter.models.cases.report import Report
from commandcenter.models.cases.stage import ENDED, Closing, Stage, Step
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.staff.actor import Actor


class Case(CaseRecords):
    """A problem in the city, from the report to the closing. Words and persons lie beside it."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("centre", "source", "external_reference"),
        Index(None, "centre", "stage"),
        Index(None, "centre", "queue_at"),
        Index(None, "centre", "due_at"),
        Index(None, "centre", "reported_at"),
    )

    clocks: Mapped[list[CaseClock]] = relationship(
        order_by=(CaseClock.started_at, CaseClock.name), default_factory=list, init=False
    )
    words: Mapped[CaseWords | None] = relationship(default=None, init=False)
    opinions: Mapped[list[Opinion]] = relationship(default_factory=list, init=False)
    reporters: Mapped[list[Reporter]] = relationship(default_factory=list, init=False)
    photos: Mapped[list[CasePhoto]] = relationship(default_factory=list, init=False)
    tasks: Mapped[list[Task]] = relationship(
        primaryjoin=lambda: and_(
            Case.centre == Task.centre, Case.number == Task.number, Task.subject == Case.SUBJECT
        ),
        foreign_keys=lambda: [Task.centre, Task.number],
        order_by=Task.ordinal,
        default_factory=list,
        init=False,
    )

    #: Lines of history that the transaction has still to write, oldest first.
    unlogged: list[Entry] = field(default_factory=list, init=False, repr=False)
    #: What figures knew of the case before this transaction; None for a new case.
    facts_before: CaseFacts | None = field(default=None, init=False, repr=False)
    #: The columns as the last line of history left them.
    told: dict[str, Any] = field(default_factory=lambda: dict(NOTHING_TOLD), init=False, repr=False)

    @reconstructor
    def _loaded(self) -> None:
        self.unlogged = []
        self.facts_before = self.facts()
        self.told = self.stored()

    # ---- how a case comes to be ------------------------------------------------------------

    @classmethod
    def report(
        cls,
        report: Report,
        *,
        centre: str,
        number: str,
        place: Place,
        photos: Sequence[str],
        on: Occasion,
    ) -> "Case":
        """A report becomes a case. `photos` are the SHA-256 of photos already cleaned."""
        case = cls._of(report, centre, number, place, on)
        with case._written(Step.REPORT, on.by, on.at) as line:
            case._begin(report, on, line)
            case._add_photos(photos, PhotoPhase.BEFORE, on.at, line)
            case._enter(Stage.REPORTED, on, line)
        return case

    @classmethod
    def brought_in(
        cls,
        report: Report,
        *,
        centre: str,
        number: str,
        place: Place,
        department: str | None,
        due_at: datetime | None,
        on: Occasion,
    ) -> "Case":
        """A case of another system, opened there at `on.at`, with that system's own deadline."""
        case = cls._of(report, centre, number, place, on)
        case.imported, case.department = True, department
        with case._written(Step.IMPORT, on.by, on.at) as line:
            case._begin(report, on, line)
            case._start_clock(ClockName.HANDLING, None, "imported", on, line)
            case._clock(ClockName.HANDLING).keep_deadline(due_at)
            case._enter(Stage.HANDLING, on, line)
        return case

    def end_import(self, *, on: Occasion) -> None:
        """The other system closed it: that is all it knows of handling, inspection and closing."""
        if not self.imported or self.stage is not Stage.HANDLING:
            raise NotNow("step-not-allowed", step=Step.IMPORT_END, stage=self.stage)
        with self._written(Step.IMPORT_END, on.by, on.at) as line:
            self.closing, self.closed_at = Closing.DONE, on.at
            self._enter(Stage.CLOSED, on, line)

    @classmethod
    def _of(cls, report: Report, centre: str, number: str, place: Place, on: Occasion) -> "Case":
        return cls(
            centre=centre,
            number=number,
            source=report.source,
            external_reference=report.external_reference,
            latitude=report.latitude,
            longitude=report.longitude,
            unit_grid=place.unit_grid,
            area=place.area,
            observed_at=report.observed_at,
            reported_at=on.at,
        )

    def _begin(self, report: Report, on: Occasion, line: Line) -> None:
        if report.category is not None:
            self._set_category(report.category, on.rules)
        self._keep_words(report, line)
        self._start_clock(ClockName.CASE, None, "whole case", on, line)

    # ---- the verbs, in the order of a plain life ----------------------------------------------

    def accept(self, category: str, *, on: Occasion, note: str | None = None) -> None:
        with self._take(Step.ACCEPT, on, note):
            self._set_category(category, on.rules)
            self.accepted_at = on.at

    def decline(self, reason: str, *, on: Occasion, note: str | None = None) -> None:
        with self._take(Step.DECLINE, on, note):
            self._set_reason(Step.DECLINE, reason)

    def ask_confirm(self, inspector: str, *, on: Occasion, note: str | None = None) -> None:
        with self._take(Step.ASK_CONFIRM, on, note) as line:
            self.inspector = inspector
            self._ask(TaskKind.CONFIRM, inspector, on, line)

    def confirm(
        self,
        photos: Sequence[str],
        *,
        category: str | None,
        on: Occasion,
        note: str | None = None,
    ) -> None:
        with self._take(Step.CONFIRM, on, note) as line:
            if category is not None:
                self._set_category(category, on.rules)
            if self.category is None:
                raise InvalidInput("field-missing", field="category", name="category")
            self.accepted_at = on.at
            self._add_photos(photos, PhotoPhase.CONFIRM, on.at, line)
            self._answer("confirmed", on, line)

    def refute(self, note: str, *, on: Occasion) -> None:
        with self._take(Step.REFUTE, on, note) as line:
            self._answer("refuted", on, line)

    def file(self, condition: int, *, on: Occasion, note: str | None = None) -> None:
        """Fix limit and rule version; the clock itself starts at dispatch."""
        with self._take(Step.FILE, on, note):
            rule = on.rules.condition(self.category or "", condition)
            self.condition, self.rule_version = rule.number, rule.version
            self.limit_amount, self.limit_unit = str(rule.limit.amount), str(rule.limit.unit)
            self.filed_at = on.at

    def void(self, reason: str, *, on: Occasion, note: str | None = None) -> None:
        with self._take(Step.VOID, on, note):
            self._set_reason(Step.VOID, reason)

    def dispatch(
        self,
        department: str,
        *,
        assisting: Sequence[str],
        on: Occasion,
        note: str | None = None,
    ) -> None:
        """Send to the lead department; the handling clock starts now."""
        with self._take(Step.DISPATCH, on, note) as line:
            self.department = on.rules.department(department)
            codes = [on.rules.department(code, field="assisting") for code in assisting]
            self.assisting = ",".join(dict.fromkeys(code for code in codes if code != department))
            self.dispatched_at, self.dispatched_by = on.at, on.by.name
            self._start_clock(
                ClockName.HANDLING,
                self.limit,
                f"condition {self.category}/{self.condition}",
                on,
                line,
                rule_version=self.rule_version,
            )

    def give_back(self, reason: str, *, on: Occasion, note: str | None = None) -> None:
        """Back to the call-taker, as if it had not been filed."""
        with self._take(Step.GIVE_BACK, on, note):
            self._set_reason(Step.GIVE_BACK, reason)
            self.accepted_at = self.filed_at = self.condition = self.rule_version = None
            self.limit_amount = self.limit_unit = None

    def acknowledge(self, *, on: Occasion, note: str | None = None) -> None:
        with self._take(Step.ACKNOWLEDGE, on, note):
            self.acknowledged_at = on.at

    def finish(self, note: str, photos: Sequence[str], *, on: Occasion) -> None:
        """The department says: done. The handling clock stops."""
        with self._take(Step.FINISH, on, note) as line:
            self.finished_at, self.finished_by = on.at, on.by.name
            self._add_photos(photos, PhotoPhase.AFTER, on.at, line)
            self._end_clock(ClockName.HANDLING, on.at, line)

    def ask_inspect(self, inspector: str, *, on: Occasion, note: str | None = None) -> None:
        with self._take(Step.ASK_INSPECT, on, note) as line:
            self.inspector = inspector
            self._ask(TaskKind.INSPECT, inspector, on, line)

    def pass_inspection(
        self, photos: Sequence[str], *, on: Occasion, note: str | None = None
    ) -> None:
        with self._take(Step.PASS, on, note) as line:
            self.inspected_at = on.at
            self._add_photos(photos, PhotoPhase.INSPECT, on.at, line)
            self._answer("passed", on, line)

    def fail_inspection(self, reason: str, *, on: Occasion, note: str | None = None) -> None:
        """Rework by the same department. What lay between finish and now is not charged to it."""
        with self._take(Step.FAIL, on, note) as line:
            self._set_reason(Step.FAIL, reason)
            self.reworks += 1
            self.finished_at = None
            self._answer("failed", on, line)
            clock = self._clock(ClockName.HANDLING)
            calendar = on.rules.calendar_of(clock.calendar_version)
            clock.go_on(on.at, reason="inspection", calendar=calendar)
            line.clocks.append(clock)

    def close(self, closing: Closing, *, on: Occasion, note: str | None = None) -> None:
        with self._take(Step.CLOSE, on, note) as line:
            self.closing, self.closed_at = closing, on.at
            self._end_clock(ClockName.CASE, on.at, line)

    # ---- how every change is made ---------------------------------------------------------------

    @contextmanager
    def _take(self, step: Step, on: Occasion, note: str | None) -> Iterator[Line]:
        """The only way from stage to stage: allowed, done, clocks turned, one line of history."""
        check_may(step, self.step_place(), on.by, on.posts())
        rule = rule_of(self.stage, step)
        with self._written(step, on.by, on.at, note) as line:
            yield line
            self._enter(rule.to, on, line)

    @contextmanager
    def _written(
        self, step: Step, by: Actor, at: datetime, note: str | None = None
    ) -> Iterator[Line]:
        """Log whatever the block changes: each changed column with its new value."""
        line = Line(note=note)
        yield line
        self.version += 1
        if note:
            self._keep_note(note, line)
        payload = {"set": self.changes(self.told), **line.extra}
        if line.clocks:
            payload["clocks"] = [clock.document() for clock in line.clocks]
        if line.photos:
            payload["photos"] = line.photos
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

    def _enter(self, stage: Stage, on: Occasion, line: Line) -> None:
        """Arrive: the old stage clock ends, the new one starts, the queue's columns follow."""
        running = [clock for clock in self.clocks if clock.ended_at is None]
        for clock in running:
            if clock.name in _STAGE_CLOCKS or stage in ENDED:
                clock.end(on.at)
                line.clocks.append(clock)
        self.stage = stage
        name = STAGE_CLOCK.get(stage)
        limit = on.rules.stage_limits.get(stage)
        if name and limit:
            self._start_clock(name, limit, f"stage {stage}", on, line)
        self._read_clocks()

    def _read_clocks(self) -> None:
        """Copy to the case's own columns what its clocks say."""
        running = [clock for clock in self.clocks if clock.ended_at is None]
        stage = next((clock for clock in running if clock.name in _STAGE_CLOCKS), None)
        self.stage_due_at = stage.due_at if stage else None
        self.stage_warn_at = stage.warn_at if stage else None
        handling = next((c for c in reversed(self.clocks) if c.name is ClockName.HANDLING), None)
        self.due_at = handling.due_at if handling else None
        self.warn_at = handling.warn_at if handling else None
        self.handling_ended_at = handling.ended_at if handling else None
        due = [clock.due_at for clock in running if clock.due_at is not None]
        self.queue_at = min(due, default=None)

    def _start_clock(
        self,
        name: ClockName,
        limit: TimeLimit | None,
        rule: str,
        on: Occasion,
        line: Line,
        *,
        rule_version: int | None = None,
    ) -> None:
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
        )
        clock.reckon(on.rules.calendar)
        self.clocks.append(clock)
        line.clocks.append(clock)

    def _clock(self, name: ClockName) -> CaseClock:
        return next(clock for clock in reversed(self.clocks) if clock.name is name)

    def _end_clock(self, name: ClockName, at: datetime, line: Line) -> None:
        clock = self._clock(name)
        clock.end(at)
        line.clocks.append(clock)

    def _set_category(self, code: str, rules: CityRules) -> None:
        rule = rules.category(code)
        self.category, self.kind = rule.code, rule.kind

    def _set_reason(self, step: Step, reason: str) -> None:
        if reason not in REASONS[step]:
            known = ", ".join(REASONS[step])
            raise InvalidInput("reason-unknown", field="reason", reason=reason, known=known)
        self.reason = reason


_STAGE_CLOCKS = frozenset(STAGE_CLOCK.values())
