"""The case: its data, its verbs, and the one place that moves it from stage to stage."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import Float, Index, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, reconstructor, relationship

from commandcenter.errors import InvalidInput
from commandcenter.models.base import Base, Word
from commandcenter.models.cases.case_clock import STAGE_CLOCK, CaseClock, ClockName
from commandcenter.models.cases.event_log import Entry, canonical, moment_text, salted_digest
from commandcenter.models.cases.facts import CaseFacts
from commandcenter.models.cases.lifecycle import REASONS, rule_of
from commandcenter.models.cases.permission import PostRules, StepPlace, check_may
from commandcenter.models.cases.records import (
    CasePhoto,
    CaseWords,
    Opinion,
    PhotoPhase,
    Reporter,
    Task,
    TaskKind,
    new_salt,
)
from commandcenter.models.cases.report import MAX_DESCRIPTION, Report, check_text
from commandcenter.models.cases.stage import ENDED, Closing, Stage, Step
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.staff.actor import Actor


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who acts, when, and under which rules."""

    by: Actor
    at: datetime
    rules: CityRules

    def posts(self) -> PostRules:
        return PostRules(self.rules.posts, self.rules.merged_centre)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case lies: its point, and the grid and community that the index found."""

    unit_grid: str | None
    area: str | None


@dataclass(slots=True)
class _Line:
    """What a verb adds to its line of history beside the columns it changes."""

    note: str | None = None
    photos: list[str] = field(default_factory=list)
    clocks: list[CaseClock] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


class Case(Base):
    """A problem in the city, from the report to the closing. Words and persons lie beside it."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("centre", "source", "external_reference"),
        Index(None, "centre", "stage"),
        Index(None, "centre", "queue_at"),
        Index(None, "centre", "due_at"),
        Index(None, "centre", "reported_at"),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.REPORTED)
    source: Mapped[str]
    external_reference: Mapped[str | None] = mapped_column(default=None)
    imported: Mapped[bool] = mapped_column(default=False)
    # what it is and where
    kind: Mapped[CategoryKind | None] = mapped_column(Word(CategoryKind), default=None)
    category: Mapped[str | None] = mapped_column(default=None)
    condition: Mapped[int | None] = mapped_column(default=None)
    rule_version: Mapped[int | None] = mapped_column(default=None)
    limit_amount: Mapped[str | None] = mapped_column(default=None)
    limit_unit: Mapped[str | None] = mapped_column(default=None)
    unit_grid: Mapped[str | None] = mapped_column(default=None)
    area: Mapped[str | None] = mapped_column(default=None)
    latitude: Mapped[float | None] = mapped_column(Float(53), default=None)
    longitude: Mapped[float | None] = mapped_column(Float(53), default=None)
    # who has it
    department: Mapped[str | None] = mapped_column(default=None)
    assisting: Mapped[str] = mapped_column(default="")
    inspector: Mapped[str | None] = mapped_column(default=None)
    dispatched_by: Mapped[str | None] = mapped_column(default=None)
    finished_by: Mapped[str | None] = mapped_column(default=None)
    # when what happened
    observed_at: Mapped[datetime | None] = mapped_column(default=None)
    reported_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    filed_at: Mapped[datetime | None] = mapped_column(default=None)
    dispatched_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    inspected_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closing: Mapped[Closing | None] = mapped_column(Word(Closing), default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    reworks: Mapped[int] = mapped_column(default=0)
    photo_count: Mapped[int] = mapped_column(default=0)
    # what its clocks say, stored so that lists sort and filter in SQL
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    warn_at: Mapped[datetime | None] = mapped_column(default=None)
    handling_ended_at: Mapped[datetime | None] = mapped_column(default=None)
    stage_due_at: Mapped[datetime | None] = mapped_column(default=None)
    stage_warn_at: Mapped[datetime | None] = mapped_column(default=None)
    queue_at: Mapped[datetime | None] = mapped_column(default=None)
    standing: Mapped[bool] = mapped_column(default=False)

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

    SUBJECT: ClassVar[str] = "case"

    @reconstructor
    def _loaded(self) -> None:
        self.unlogged = []
        self.facts_before = self.facts()

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
        case = cls(
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
        with case._written(Step.REPORT, on.by, on.at, before={}) as line:
            if report.category is not None:
                case._set_category(report.category, on.rules)
            case._keep_words(report, line)
            case._add_photos(photos, PhotoPhase.BEFORE, on.at, line)
            case._start_clock(ClockName.CASE, None, "whole case", on, line)
            case._enter(Stage.REPORTED, on, line)
        return case

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
            clock.go_on(on.at, reason="inspection", calendar=on.rules.calendar)
            line.clocks.append(clock)

    def close(self, closing: Closing, *, on: Occasion, note: str | None = None) -> None:
        with self._take(Step.CLOSE, on, note) as line:
            self.closing, self.closed_at = closing, on.at
            self._end_clock(ClockName.CASE, on.at, line)

    # ---- what others ask of it -----------------------------------------------------------------

    @property
    def limit(self) -> TimeLimit | None:
        """The limit that filing fixed."""
        if self.limit_amount is None or self.limit_unit is None:
            return None
        return TimeLimit(Fraction(self.limit_amount), Unit(self.limit_unit))

    def step_place(self) -> StepPlace:
        """What decides who may take the next step."""
        return StepPlace(self.stage, self.department, self.dispatched_by, self.finished_by)

    def facts(self) -> CaseFacts:
        """What figures count."""
        return CaseFacts(
            area=self.area or "",
            department=self.department or "",
            category=self.category or "",
            reported_at=self.reported_at,
            filed_at=self.filed_at,
            dispatched_at=self.dispatched_at,
            handled_at=self.handling_ended_at,
            closed_at=self.closed_at,
            due_at=self.due_at,
            handling_since=self.reported_at if self.imported else self.filed_at,
            voided=self.stage is Stage.VOIDED,
        )

    def columns(self) -> dict[str, Any]:
        """Every stored column, as the log writes it; what is absent is left out."""
        return {
            name: _plain(value) for name in _COLUMNS if (value := getattr(self, name)) is not None
        }

    # ---- how every change is made ---------------------------------------------------------------

    @contextmanager
    def _take(self, step: Step, on: Occasion, note: str | None) -> Iterator[_Line]:
        """The only way from stage to stage: allowed, done, clocks turned, one line of history."""
        check_may(step, self.step_place(), on.by, on.posts())
        rule = rule_of(self.stage, step)
        with self._written(step, on.by, on.at, before=self.columns(), note=note) as line:
            yield line
            self._enter(rule.to, on, line)

    @contextmanager
    def _written(
        self,
        step: Step,
        by: Actor,
        at: datetime,
        *,
        before: dict[str, Any],
        note: str | None = None,
    ) -> Iterator[_Line]:
        """Log whatever the block changes: each changed column with its new value."""
        line = _Line(note=note)
        yield line
        self.version += 1
        if note:
            self._keep_note(note, line)
        after = self.columns()
        changed = {name: value for name, value in after.items() if before.get(name) != value}
        changed |= {name: None for name in before.keys() - after.keys()}
        payload = {"set": changed, **line.extra}
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

    def _enter(self, stage: Stage, on: Occasion, line: _Line) -> None:
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
        line: _Line,
        *,
        rule_version: int | None = None,
    ) -> None:
        clock = CaseClock(
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

    def _end_clock(self, name: ClockName, at: datetime, line: _Line) -> None:
        clock = self._clock(name)
        clock.end(at)
        line.clocks.append(clock)

    def _ask(self, kind: TaskKind, assignee: str, on: Occasion, line: _Line) -> None:
        task = Task(
            centre=self.centre,
            subject=self.SUBJECT,
            number=self.number,
            ordinal=len(self.tasks) + 1,
            kind=kind,
            assignee=assignee,
            asked_by=on.by.name,
            asked_at=on.at,
        )
        self.tasks.append(task)
        line.extra["task"] = {"kind": str(kind), "assignee": assignee, "ordinal": task.ordinal}

    def _answer(self, answer: str, on: Occasion, line: _Line) -> None:
        task = next((t for t in reversed(self.tasks) if t.answered_at is None), None)
        if task is None:  # imported in the middle of its life: nobody was asked here
            return
        task.answered_at, task.answered_by, task.answer = on.at, on.by.name, answer
        line.extra["task"] = {"answer": answer, "ordinal": task.ordinal}

    def _set_category(self, code: str, rules: CityRules) -> None:
        rule = rules.category(code)
        self.category, self.kind = rule.code, rule.kind

    def _set_reason(self, step: Step, reason: str) -> None:
        if reason not in REASONS[step]:
            known = ", ".join(REASONS[step])
            raise InvalidInput("reason-unknown", field="reason", reason=reason, known=known)
        self.reason = reason

    def _keep_words(self, report: Report, line: _Line) -> None:
        words = CaseWords(
            centre=self.centre,
            number=self.number,
            description=report.description,
            address=report.address,
            salt=new_salt(),
        )
        self.words = words
        line.extra["words"] = words.digests()
        if report.reporter:
            reporter = Reporter(
                centre=self.centre,
                number=self.number,
                ordinal=1,
                name=report.reporter.name,
                phone=report.reporter.phone,
                salt=new_salt(),
            )
            self.reporters.append(reporter)
            line.extra["reporter"] = reporter.digest()

    def _keep_note(self, note: str, line: _Line) -> None:
        check_text("note", note, MAX_DESCRIPTION)
        salt = new_salt()
        self.opinions.append(
            Opinion(
                centre=self.centre, number=self.number, version=self.version, text=note, salt=salt
            )
        )
        line.extra["opinion"] = salted_digest(note, salt)

    def _add_photos(
        self, photos: Sequence[str], phase: PhotoPhase, at: datetime, line: _Line
    ) -> None:
        for sha256 in dict.fromkeys(photos):
            self.photo_count += 1
            self.photos.append(
                CasePhoto(
                    centre=self.centre,
                    number=self.number,
                    sha256=sha256,
                    phase=phase,
                    ordinal=self.photo_count,
                    added_at=at,
                )
            )
            line.photos.append(sha256)


_COLUMNS = tuple(column.key for column in Case.__table__.columns if column.key != "centre")
_STAGE_CLOCKS = frozenset(STAGE_CLOCK.values())


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return moment_text(value)
    return str(value) if isinstance(value, StrEnum) else value
