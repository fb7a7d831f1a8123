"""The columns of a case, and what can be derived from them alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Word
from commandcenter.models.cases.rules.clock_names import STAGE_CLOCK, ClockName
from commandcenter.models.cases.rules.facts import CaseFacts
from commandcenter.models.cases.rules.lifecycle import LIFE, Rule
from commandcenter.models.cases.rules.permission import StepPlace
from commandcenter.models.cases.rules.stage import CASE, Closing, Stage, Step
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.datum import Datum
from commandcenter.models.clocks.staged_limit import read_limits
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.work.asking import TaskKind
from commandcenter.models.work.life import Life
from commandcenter.models.work.subject import Subject


class CaseColumns(Subject):
    """The columns of a case. Texts and reporters are in other tables, where they can be erased."""

    __abstract__ = True

    SUBJECT: ClassVar[str] = CASE
    LIFE: ClassVar[Life[Stage, Step, Rule]] = LIFE
    STAGE_CLOCK: ClassVar[Mapping[Stage, ClockName]] = STAGE_CLOCK
    AFTER_THE_END: ClassVar[frozenset[TaskKind]] = frozenset({TaskKind.AUDIT, TaskKind.TELL})

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
    # the point as it was reported, where its datum is another one than WGS-84
    datum: Mapped[Datum | None] = mapped_column(Word(Datum), default=None)
    given_latitude: Mapped[float | None] = mapped_column(Float(53), default=None)
    given_longitude: Mapped[float | None] = mapped_column(Float(53), default=None)
    # who has it
    department: Mapped[str | None] = mapped_column(default=None)
    assisting: Mapped[str] = mapped_column(default="")
    inspector: Mapped[str | None] = mapped_column(default=None)
    dispatched_by: Mapped[str | None] = mapped_column(default=None)
    finished_by: Mapped[str | None] = mapped_column(default=None)
    #: The area whose desk dispatches it; None for the one at the top, which is all of the centre.
    held_at: Mapped[str | None] = mapped_column(default=None)
    #: How often it was passed to the level above.
    escalations: Mapped[int] = mapped_column(default=0)
    # when what happened
    observed_at: Mapped[datetime | None] = mapped_column(default=None)
    #: What the reporter's clock showed if it ran ahead; `observed_at` is unknown then.
    clock_showed: Mapped[datetime | None] = mapped_column(default=None)
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
    # what side branches left behind
    pending: Mapped[str] = mapped_column(default="")
    asked: Mapped[str] = mapped_column(default="")
    suspended_until: Mapped[datetime | None] = mapped_column(default=None)
    part: Mapped[int] = mapped_column(default=0)
    transfers: Mapped[int] = mapped_column(default=0)
    met_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_department: Mapped[str | None] = mapped_column(default=None)
    reopened: Mapped[int] = mapped_column(default=0)
    clock_goes_on: Mapped[bool] = mapped_column(default=False)
    excused: Mapped[bool] = mapped_column(default=False)
    self_handled: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[str | None] = mapped_column(default=None)
    own_reported_at: Mapped[datetime | None] = mapped_column(default=None)
    split_from: Mapped[str | None] = mapped_column(default=None)
    photo_count: Mapped[int] = mapped_column(default=0)
    # what its clocks say, stored so that lists sort and filter in SQL
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    warn_at: Mapped[datetime | None] = mapped_column(default=None)
    handling_ended_at: Mapped[datetime | None] = mapped_column(default=None)
    stage_due_at: Mapped[datetime | None] = mapped_column(default=None)
    stage_warn_at: Mapped[datetime | None] = mapped_column(default=None)
    queue_at: Mapped[datetime | None] = mapped_column(default=None)
    standing: Mapped[bool] = mapped_column(default=False)

    @property
    def limits(self) -> tuple[TimeLimit, ...]:
        """The limit that filing fixed, in its parts; mostly one, before filing none."""
        if self.limit_amount is None or self.limit_unit is None:
            return ()
        return read_limits(self.limit_amount, self.limit_unit)

    @property
    def holder(self) -> str:
        """The area whose desk dispatches it; the largest has the code of the centre."""
        return self.held_at or self.centre

    def step_place(self) -> StepPlace:
        """The facts that decide who may take the next step."""
        due_at, ended_at = self.due_at, self.handling_ended_at
        return StepPlace(
            self.stage,
            self.department,
            self.dispatched_by,
            self.finished_by,
            pending=words_of(self.pending),
            asked=words_of(self.asked),
            handled_late=due_at is not None and ended_at is not None and ended_at > due_at,
            held_at=self.holder,
            at_top=self.held_at is None,
        )

    def facts(self) -> CaseFacts:
        """The facts that figures use."""
        return CaseFacts(
            area=self.area or "",
            department=self.department or "",
            category=self.category or "",
            source=self.source or "",
            reported_at=self.reported_at,
            accepted_at=self.accepted_at,
            filed_at=self.filed_at,
            dispatched_at=self.dispatched_at,
            handled_at=self.handling_ended_at,
            closed_at=self.closed_at,
            due_at=self.due_at,
            handling_since=self.reported_at if self.imported else self.filed_at,
            set_aside=self.stage in (Stage.VOIDED, Stage.MERGED),
            voided=self.stage is Stage.VOIDED,
            excused=self.excused,
            passed_on=self.transfers > 0,
            reworked=self.reworks > 0,
            self_handled=self.self_handled,
        )


def words_of(column: str) -> frozenset[str]:
    """The words that a column lists."""
    return frozenset(words_in_order(column)) if column else _NO_WORDS


def words_in_order(column: str) -> tuple[str, ...]:
    """The words that a column lists, in their order."""
    return tuple(word for word in column.split(",") if word)


#: The columns that `facts` reads.
FACT_COLUMNS = (
    "stage",
    "source",
    "imported",
    "category",
    "area",
    "department",
    "reported_at",
    "accepted_at",
    "filed_at",
    "dispatched_at",
    "closed_at",
    "reworks",
    "transfers",
    "excused",
    "self_handled",
    "due_at",
    "handling_ended_at",
)
_NO_WORDS: frozenset[str] = frozenset()
