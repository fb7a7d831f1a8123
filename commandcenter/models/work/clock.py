"""Clocks as rows: start, limit, rule version, spans that do not count, end."""

import json
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from commandcenter.models.base import Word
from commandcenter.models.clocks.deadline import Span, due, moment_at
from commandcenter.models.clocks.explanation import Explanation, explain
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.moments import moment_text, read_moment
from commandcenter.models.work.record import RecordColumns

_NO_SPANS = "[]"
_TO_BE_LOOKED_AT = text("next_mark_at IS NOT NULL")


class ClockColumns(RecordColumns):
    """The clock table of a subject.

    `ordinal` counts the clocks of one name on one subject; the last one is the current one.
    """

    __abstract__ = True

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (
            cls.of_subject(),
            CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_start"),
            Index(
                None,
                "centre",
                "next_mark_at",
                sqlite_where=_TO_BE_LOOKED_AT,
                postgresql_where=_TO_BE_LOOKED_AT,
            ),
        )

    name: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    amount: Mapped[str | None] = mapped_column(default=None)
    unit: Mapped[Unit | None] = mapped_column(Word(Unit), default=None)
    extensions: Mapped[int] = mapped_column(default=0)
    rule: Mapped[str]
    rule_version: Mapped[int]
    calendar_version: Mapped[int]
    spans: Mapped[str] = mapped_column(default=_NO_SPANS)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    warn_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    #: When to check its marks: at once after a calculation, then at the next one; None = never.
    #: It only finds clocks quickly, so history does not tell of it.
    next_mark_at: Mapped[datetime | None] = mapped_column(default=None, info={"in_history": False})
    #: For whom it ran; none for the centre's own clocks, and for those of a program before 0004.
    department: Mapped[str | None] = mapped_column(default=None)

    @property
    def limit(self) -> TimeLimit | None:
        if self.amount is None or self.unit is None:
            return None
        return _limit(self.amount, self.unit)

    def uncounted(self) -> tuple[Span, ...]:
        """The spans that do not count, oldest first."""
        if self.spans == _NO_SPANS:
            return ()
        return tuple(
            Span(read_moment(start), read_moment(end), PauseReason(reason))
            for start, end, reason in json.loads(self.spans)
        )

    def calculate(self, calendar: WorkingCalendar) -> None:
        """Calculate `due_at` and `warn_at` from the limit; a clock without a limit is unchanged."""
        limit = self.limit
        if limit is not None:
            deadline = due(
                calendar,
                self.started_at,
                limit,
                suspensions=self.uncounted(),
                extensions=self.extensions,
            )
            self.due_at, self.warn_at = deadline.due_at, deadline.warn_at
        self._look_at_marks()

    def mark_at(self, fraction: Fraction, calendar: WorkingCalendar) -> datetime | None:
        """The time at which a fraction of the limit is used up; None for a clock without a
        deadline."""
        if self.due_at is None or fraction == 1:
            return self.due_at
        limit = self.limit
        if limit is None:  # what another system set is not counted, only measured
            whole = self.due_at - self.started_at
            return self.started_at + whole * fraction.numerator / fraction.denominator
        return moment_at(
            calendar,
            self.started_at,
            limit,
            fraction,
            suspensions=self.uncounted(),
            extensions=self.extensions,
        )

    def explain(self, calendar: WorkingCalendar) -> Explanation | None:
        """Explain the deadline; None for a clock that was not calculated by our rules."""
        limit = self.limit
        if limit is None:
            return None
        return explain(
            calendar,
            self.started_at,
            limit,
            suspensions=self.uncounted(),
            extensions=self.extensions,
        )

    def extend(self, calendar: WorkingCalendar) -> None:
        """Extend the limit by its original length."""
        self.extensions += 1
        self.calculate(calendar)

    def change_rule(
        self, limit: TimeLimit, rule: str, version: int, *, calendar: WorkingCalendar
    ) -> None:
        """Change the limit but keep the start; time that was not counted is still not counted."""
        self.amount, self.unit = str(limit.amount), limit.unit
        self.rule, self.rule_version = rule, version
        self.calculate(calendar)

    def stand(self, at: datetime, until: datetime, calendar: WorkingCalendar) -> None:
        """Pause the clock from now on, until a planned time."""
        self._leave_out(at, until, PauseReason.SUSPENSION)
        self.calculate(calendar)

    def resume(self, at: datetime, calendar: WorkingCalendar) -> None:
        """End a pause, at its planned end or before."""
        spans = json.loads(self.spans)
        spans[-1][1] = moment_text(at)
        self.spans = json.dumps(spans)
        self.calculate(calendar)

    def keep_deadline(self, due_at: datetime | None) -> None:
        """Store a deadline that another system set, without its calculation."""
        self.due_at = due_at
        if due_at is not None:
            self.warn_at = self.started_at + (due_at - self.started_at) * 4 / 5
        self._look_at_marks()

    def end(self, at: datetime) -> None:
        """Stop the clock; never before its start, even if a step was recorded late."""
        self.ended_at = max(at, self.started_at)
        self.next_mark_at = None

    def go_on(self, at: datetime, *, reason: PauseReason, calendar: WorkingCalendar) -> None:
        """Run again; the time since its end is not counted."""
        if self.ended_at is not None and self.ended_at < at:
            self._leave_out(self.ended_at, at, reason)
        self.ended_at = None
        self.calculate(calendar)

    def _leave_out(self, from_at: datetime, to_at: datetime, reason: PauseReason) -> None:
        span = [moment_text(from_at), moment_text(to_at), reason]
        self.spans = json.dumps([*json.loads(self.spans), span])

    def take_over(self, formers: Sequence["ClockColumns"], at: datetime) -> None:
        """Run since these began; what did not count there, and what was granted, is kept.

        What lies between their end and now was somebody else's time.
        """
        spans = [span for former in formers for span in json.loads(former.spans)]
        self.started_at = min(former.started_at for former in formers)
        self.spans = json.dumps(sorted(spans)) if spans else _NO_SPANS
        self.extensions = sum(former.extensions for former in formers)
        ended_at = max(former.ended_at or at for former in formers)
        if ended_at < at:
            self._leave_out(ended_at, at, PauseReason.ELSEWHERE)

    def _look_at_marks(self) -> None:
        runs = self.due_at is not None and self.ended_at is None
        self.next_mark_at = self.started_at if runs else None

    def document(self) -> dict[str, Any]:
        """What the log keeps of a clock."""
        found: dict[str, Any] = {
            "name": self.name,
            "ordinal": self.ordinal,
            "amount": self.amount,
            "unit": self.unit,
            "extensions": self.extensions,
            "rule": self.rule,
            "rule_version": self.rule_version,
            "calendar_version": self.calendar_version,
            "spans": [] if self.spans == _NO_SPANS else json.loads(self.spans),
            "started_at": moment_text(self.started_at),
        }
        if self.department:
            found["department"] = self.department
        if self.due_at is not None:
            found["due_at"] = moment_text(self.due_at)
        if self.warn_at is not None:
            found["warn_at"] = moment_text(self.warn_at)
        if self.ended_at is not None:
            found["ended_at"] = moment_text(self.ended_at)
        return found


ClockT = TypeVar("ClockT", bound=ClockColumns)


class ClockList(list[ClockT]):
    """The clocks of one subject. Of one name the last one is the current one, also where it took
    over an older start."""

    def of(self, name: str) -> list[ClockT]:
        """All clocks of this name, oldest first."""
        return [clock for clock in self if clock.name == name]

    def last(self, name: str) -> ClockT | None:
        return next((clock for clock in reversed(self) if clock.name == name), None)

    def current(self, name: str) -> ClockT:
        """The last clock of this name. LookupError where there has been none."""
        clock = self.last(name)
        if clock is None:
            raise LookupError(f"no clock {name}")
        return clock

    def running(self) -> list[ClockT]:
        return [clock for clock in self if clock.ended_at is None]


@lru_cache(maxsize=1024)
def _limit(amount: str, unit: Unit) -> TimeLimit:
    """A pack has a few dozen limits, and every clock is calculated with one."""
    return TimeLimit(Fraction(amount), unit)
