"""Checks that clocks are watched, and that warnings agree with the rules.

History tells neither: when a clock is looked at next, and who was warned of which mark, follow from
the clock, which history vouches for, and from the rules, which are sealed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from commandcenter.database.rule_book import RuleBook, warning_marks_of
from commandcenter.errors import CommandCenterError
from commandcenter.models.city.centre import PackVersion
from commandcenter.models.city.rules import WARNING_MARKS, CityRules
from commandcenter.models.clocks.time_limit import Unit
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.moments import read_moment
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.models.work.bare import bare_of
from commandcenter.models.work.clock import ClockColumns
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.models.work.warning import Watched, deliver_after
from commandcenter.packs.content.settings import PackSettings
from commandcenter.services.log_audit.shared.faults import LogFault

_ClockKey = tuple[str, str, int]
#: The warnings of a clock, by mark.
_Given = dict[Fraction, dict[str, Any]]
#: The errors that values not written by the program can cause.
_UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
_MOMENTS = ("started_at", "due_at", "warn_at", "ended_at")


def mark_faults(session: Session, kind: Kind, centre: str) -> Iterator[LogFault]:
    """Clocks that are checked too late or never, and warnings that contradict the rules."""
    try:
        marks = _Marks.of(session, kind, centre)
    except (
        *_UNREADABLE,
        InvalidRequestError,
        CommandCenterError,
    ):  # rules altered so are named by their seals
        return
    try:
        warnings = _warnings(session, kind, centre)
        for clock, facts in _clocks(session, kind, centre):
            given = warnings.pop((clock.number, clock.name, clock.ordinal), {})
            yield from marks.clock_faults(session, clock, facts, given)
        for number, name, ordinal in warnings:
            yield LogFault(None, number, "warning-differs", {"name": name, "ordinal": ordinal})
    except _UNREADABLE:
        yield LogFault(None, None, "marks-unreadable")


@dataclass(frozen=True)
class _Marks:
    """The rules in force, every mark that any version of them named, and whether the posts were
    given other steps meanwhile."""

    kind: Kind
    rules: CityRules
    ever: frozenset[Fraction]
    posts_have_changed: bool

    @classmethod
    def of(cls, session: Session, kind: Kind, centre: str) -> "_Marks":
        versions = session.scalars(
            select(PackVersion.settings).where(PackVersion.centre == centre)
        ).all()
        settings = [PackSettings.read(text) for text in versions]
        named = (warning_marks_of(one.warning_marks) for one in settings)
        steps = {tuple((post.id, post.steps) for post in one.posts) for one in settings}
        rules = RuleBook().rules(session, centre)
        return cls(kind, rules, frozenset().union(*named), len(steps) > 1)

    def clock_faults(
        self, session: Session, clock: ClockColumns, facts: dict[str, Any], given: _Given
    ) -> Iterator[LogFault]:
        """Of a clock and the warnings of it that were `given`, by their marks; `facts`: columns of
        its subject."""
        where = {"name": clock.name, "ordinal": clock.ordinal}
        watched = self.kind.watch(clock, facts, self.rules)
        calendar = watched.calendar
        moments = {mark: clock.mark_at(mark, calendar) for mark in self.ever}
        if clock.next_mark_at not in _looked_at(clock, watched, moments, given):
            yield LogFault(None, clock.number, "clock-unwatched", where)
        for mark, row in given.items():
            was_due = row["at"] == moments.get(mark) or row["at"] in _formerly(
                session, self.kind, clock, mark, calendar
            )
            if mark not in self.ever or not was_due or not self._is_for(row, clock):
                yield LogFault(None, clock.number, "warning-differs", where)

    def _is_for(self, row: dict[str, Any], clock: ClockColumns) -> bool:
        """Whether the recipient of a warning and its time of delivery follow the rules."""
        recipient = (row["recipient_kind"], row["recipient"])
        after, at = row["deliver_after"], row["at"]
        if clock.department:
            if recipient != (AssigneeKind.DEPARTMENT, clock.department):
                return False
        elif row["recipient_kind"] is AssigneeKind.POST and not self.posts_have_changed:
            nobody = dict.fromkeys(self.kind.watch_facts)
            if recipient != self.kind.watch(clock, nobody, self.rules).recipient:
                return False
        if len(self.rules.calendars) > 1:  # a department's hours of then are not known any more
            return bool(after >= at)
        return bool(after == deliver_after(clock, at, recipient, self.rules.calendar))


def _looked_at(
    clock: ClockColumns,
    watched: Watched,
    moments: Mapping[Fraction, datetime | None],
    given: _Given,
) -> set[datetime | None]:
    """The allowed times of the clock's next check: at once, at the first mark without a warning or
    one before it, or the day on which it continues; None after the last mark."""
    if clock.ended_at is not None or clock.due_at is None:
        return {None}
    if watched.stands_until is not None:
        return {clock.started_at, watched.stands_until}
    open_marks = [at for mark in WARNING_MARKS if mark not in given and (at := moments[mark])]
    if not open_marks:
        return {clock.started_at, None, *moments.values()}
    first = min(open_marks)
    return {clock.started_at, *(at for at in moments.values() if at and at <= first)}


def _formerly(
    session: Session, kind: Kind, clock: ClockColumns, mark: Fraction, calendar: WorkingCalendar
) -> Iterator[datetime | None]:
    """When the mark lay before the clock was extended, suspended or counted again."""
    payloads = select(EventLogEntry.payload).where(
        EventLogEntry.centre == clock.centre,
        EventLogEntry.number == clock.number,
        EventLogEntry.subject == kind.name,
    )
    for payload in session.scalars(payloads):
        for logged in json.loads(payload).get("clocks", ()):
            if (logged["name"], logged["ordinal"]) == (clock.name, clock.ordinal):
                yield _clock_of(kind, logged).mark_at(mark, calendar)


def _clock_of(kind: Kind, logged: dict[str, Any]) -> ClockColumns:
    moments = {name: read_moment(logged[name]) for name in _MOMENTS if name in logged}
    unit = Unit(logged["unit"]) if logged["unit"] else None
    spans = {"spans": json.dumps(logged["spans"]), "unit": unit}
    nothing = dict.fromkeys(kind.clocks.__table__.columns.keys())
    clock: ClockColumns = bare_of(kind.clocks)(**{**nothing, **logged, **moments, **spans})
    return clock


def _warnings(session: Session, kind: Kind, centre: str) -> dict[_ClockKey, _Given]:
    found: dict[_ClockKey, _Given] = {}
    table = kind.warnings.__table__
    for row in session.execute(select(table).where(table.c.centre == centre)):
        of_clock = found.setdefault((row.number, row.clock, row.ordinal), {})
        of_clock[Fraction(row.mark)] = dict(row._mapping)
    return found


def _clocks(
    session: Session, kind: Kind, centre: str
) -> Iterator[tuple[ClockColumns, dict[str, Any]]]:
    """Those that run, are looked at or have warned, each with the facts of its subject."""
    table, warnings, mapped = kind.clocks.__table__, kind.warnings, kind.mapped
    warned = exists().where(
        warnings.centre == table.c.centre,
        warnings.number == table.c.number,
        warnings.clock == table.c.name,
        warnings.ordinal == table.c.ordinal,
    )
    runs = table.c.ended_at.is_(None) & table.c.due_at.is_not(None)
    facts = [getattr(mapped, name).label(f"of_{name}") for name in kind.watch_facts]
    query = (
        select(*table.c, *facts)
        .join(mapped, (mapped.centre == table.c.centre) & (mapped.number == table.c.number))
        .where(table.c.centre == centre, runs | table.c.next_mark_at.is_not(None) | warned)
    )
    make = bare_of(kind.clocks)
    for row in session.execute(query):
        values = {column.key: row._mapping[column.key] for column in table.c}
        yield make(**values), {name: row._mapping[f"of_{name}"] for name in kind.watch_facts}
