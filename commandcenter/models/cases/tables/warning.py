"""Warnings: which clock crossed which mark, who is to be informed, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word
from commandcenter.models.cases.rules.clock_names import DEPARTMENT_CLOCKS, ClockName
from commandcenter.models.cases.rules.pending import AssigneeKind
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.staff.post import Post

_HELD = text("held")


class CaseWarning(Base):
    """One mark of one clock, once. `mark` is a fraction as text: `4/5`, `1` the deadline, `2` …

    `held`: the mark lay in the past before anybody watched the clock; nobody hears of it unless
    somebody releases it.
    """

    __tablename__ = "warnings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["centre", "number", "clock", "ordinal"],
            [
                "case_clocks.centre",
                "case_clocks.number",
                "case_clocks.name",
                "case_clocks.ordinal",
            ],
        ),
        Index("ix_warnings_held", "centre", "number", sqlite_where=_HELD, postgresql_where=_HELD),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    clock: Mapped[ClockName] = mapped_column(Word(ClockName), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    deliver_after: Mapped[datetime]
    recipient_kind: Mapped[AssigneeKind] = mapped_column(Word(AssigneeKind))
    recipient: Mapped[str]
    held: Mapped[bool]


class WarningWatch(Base):
    """Until when the clocks of the centre have been watched: one row, from the first job on."""

    __tablename__ = "warning_watch"

    centre: Mapped[str] = mapped_column(primary_key=True)
    watched_until: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Look:
    """The result of checking a clock: the marks it has crossed, and when to check again."""

    crossed: tuple[tuple[Fraction, datetime], ...]
    next_at: datetime | None


def look(
    clock: CaseClock,
    calendar: WorkingCalendar,
    marks: Iterable[Fraction],
    *,
    now: datetime,
    suspended_until: datetime | None,
) -> Look:
    """Check a running clock; a paused clock crosses no marks."""
    if suspended_until is not None and clock.name in DEPARTMENT_CLOCKS:
        return Look((), suspended_until)
    moments = [(mark, at) for mark in marks if (at := clock.mark_at(mark, calendar)) is not None]
    return Look(
        crossed=tuple((mark, at) for mark, at in moments if at <= now),
        next_at=min((at for _, at in moments if at > now), default=None),
    )


#: The step that each clock waits for: those who may take it are warned.
_STEP = {
    ClockName.ACCEPT: Step.ACCEPT,
    ClockName.CONFIRM: Step.CONFIRM,
    ClockName.FILE: Step.FILE,
    ClockName.DISPATCH: Step.DISPATCH,
    ClockName.ASK_INSPECT: Step.ASK_INSPECT,
    ClockName.INSPECT: Step.PASS,
    ClockName.CLOSE: Step.CLOSE,
}
_OF_AN_INSPECTOR = frozenset({ClockName.CONFIRM, ClockName.INSPECT})


def recipient_of(
    clock: ClockName,
    *,
    department: str | None,
    inspector: str | None,
    posts: Mapping[str, frozenset[str]],
) -> tuple[AssigneeKind, str]:
    """The department, the inspector whom the case was sent to, or the first post that may act."""
    if clock in DEPARTMENT_CLOCKS and department:
        return AssigneeKind.DEPARTMENT, department
    if clock in _OF_AN_INSPECTOR and inspector:
        return AssigneeKind.ACCOUNT, inspector
    step = _STEP.get(clock, Step.DISPATCH)
    may = (post for post in Post if step in posts.get(post, frozenset()))
    return AssigneeKind.POST, next(may, Post.SHIFT_CHIEF)


def deliver_after(
    clock: CaseClock, at: datetime, recipient: tuple[AssigneeKind, str], calendar: WorkingCalendar
) -> datetime:
    """At once for posts of the centre and whatever is urgent; a department's in its hours."""
    kind, code = recipient
    urgent = clock.unit is not None and clock.unit.continuous
    if kind is not AssigneeKind.DEPARTMENT or urgent:
        return at
    return calendar.of_department(code).next_working_moment(at)
