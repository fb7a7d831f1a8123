"""Warnings as rows: which clock crossed which mark, who is to be informed, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from commandcenter.models.base import Base, Word
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.models.work.clock import ClockColumns

_HELD = text("held")
_OF_CLOCK = ("centre", "number", "clock", "ordinal")


class WarningColumns(Base):
    """The warning table of a subject: one mark of one clock, once. `OF` is its table of clocks.

    `mark` is a fraction as text: `4/5`, `1` the deadline, `2` … `held`: the mark lay in the past
    before anybody watched the clock; it is not delivered unless somebody releases it.
    """

    __abstract__ = True

    OF: ClassVar[str]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        clocks = [f"{cls.OF}.{name}" for name in ("centre", "number", "name", "ordinal")]
        held = f"ix_{cls.__tablename__}_held"
        return (
            ForeignKeyConstraint(_OF_CLOCK, clocks),
            Index(held, "centre", "number", sqlite_where=_HELD, postgresql_where=_HELD),
        )

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    clock: Mapped[str] = mapped_column(primary_key=True)
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
class Watched:
    """How a clock is watched: in which hours it runs, until when it is paused as planned (None: it
    runs), and who is warned."""

    calendar: WorkingCalendar
    stands_until: datetime | None
    recipient: tuple[AssigneeKind, str]


@dataclass(frozen=True, slots=True)
class Look:
    """The result of checking a clock: the marks it has crossed, and when to check again."""

    crossed: tuple[tuple[Fraction, datetime], ...]
    next_at: datetime | None


def look(
    clock: ClockColumns, watched: Watched, marks: Iterable[Fraction], *, now: datetime
) -> Look:
    """Check a running clock; one that is paused until a planned time crosses no marks."""
    if watched.stands_until is not None:
        return Look((), watched.stands_until)
    calendar = watched.calendar
    moments = [(mark, at) for mark in marks if (at := clock.mark_at(mark, calendar)) is not None]
    return Look(
        crossed=tuple((mark, at) for mark, at in moments if at <= now),
        next_at=min((at for _, at in moments if at > now), default=None),
    )


def deliver_after(
    clock: ClockColumns,
    at: datetime,
    recipient: tuple[AssigneeKind, str],
    calendar: WorkingCalendar,
) -> datetime:
    """When a warning is delivered: at once to posts of the centre and if it is urgent; to a
    department in its hours."""
    kind, code = recipient
    urgent = clock.unit is not None and clock.unit.continuous
    if kind is not AssigneeKind.DEPARTMENT or urgent:
        return at
    return calendar.of_department(code).next_working_moment(at)
