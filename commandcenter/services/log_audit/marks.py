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

from commandcenter.database.rule_book import RuleBook, posts_of, warning_marks_of
from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import DEPARTMENT_CLOCKS
from commandcenter.models.cases.steps.case_moves import calendar_of
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.warning import CaseWarning, recipient_of
from commandcenter.models.city.centre import PackVersion
from commandcenter.models.city.rules import WARNING_MARKS, CityRules
from commandcenter.models.clocks.time_limit import Unit
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.moments import read_moment
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.models.work.event_log import EventLogEntry
from commandcenter.models.work.warning import deliver_after
from commandcenter.services.log_audit.faults import LogFault

_ClockKey = tuple[str, str, int]
#: The warnings of a clock, by mark.
_Given = dict[Fraction, dict[str, Any]]
#: What comes of values that no program wrote.
_UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
_MOMENTS = ("started_at", "due_at", "warn_at", "ended_at")
_NOTHING = dict.fromkeys(CaseClock.__table__.columns.keys())


def mark_faults(session: Session, centre: str) -> Iterator[LogFault]:
    """Clocks that are checked too late or never, and warnings that contradict the rules."""
    try:
        marks = _Marks.of(session, centre)
    except (
        *_UNREADABLE,
        InvalidRequestError,
        CommandCenterError,
    ):  # rules altered so are named by their seals
        return
    try:
        warnings = _warnings(session, centre)
        for clock, case in _clocks(session, centre):
            given = warnings.pop((clock.number, clock.name, clock.ordinal), {})
            yield from marks.clock_faults(session, clock, case, given)
        for number, name, ordinal in warnings:
            yield LogFault(None, number, "warning-differs", {"name": name, "ordinal": ordinal})
    except _UNREADABLE:
        yield LogFault(None, None, "marks-unreadable")


@dataclass(frozen=True)
class _OfCase:
    department: str | None
    suspended_until: datetime | None


@dataclass(frozen=True)
class _Marks:
    """The rules in force, every mark that any version of them named, and whether the posts were
    given other steps meanwhile."""

    rules: CityRules
    ever: frozenset[Fraction]
    posts_have_changed: bool

    @classmethod
    def of(cls, session: Session, centre: str) -> "_Marks":
        versions = session.scalars(
            select(PackVersion.settings).where(PackVersion.centre == centre)
        ).all()
        settings = [json.loads(text) for text in versions]
        named = (warning_marks_of(one["warning_marks"]) for one in settings)
        steps = {tuple((post.id, post.steps) for post in posts_of(one)) for one in settings}
        return cls(RuleBook().rules(session, centre), frozenset().union(*named), len(steps) > 1)

    def clock_faults(
        self, session: Session, clock: CaseClock, case: _OfCase, given: _Given
    ) -> Iterator[LogFault]:
        """Of a clock and the warnings of it that were `given`, by their marks."""
        where = {"name": clock.name, "ordinal": clock.ordinal}
        calendar = calendar_of(clock, case.department, self.rules)
        moments = {mark: clock.mark_at(mark, calendar) for mark in self.ever}
        if clock.next_mark_at not in _looked_at(clock, case, moments, given):
            yield LogFault(None, clock.number, "clock-unwatched", where)
        for mark, row in given.items():
            was_due = row["at"] == moments.get(mark) or row["at"] in _formerly(
                session, clock, mark, calendar
            )
            if mark not in self.ever or not was_due or not self._is_for(row, clock):
                yield LogFault(None, clock.number, "warning-differs", where)

    def _is_for(self, row: dict[str, Any], clock: CaseClock) -> bool:
        """Whether a warning goes to whom the rules name, and when."""
        recipient = (row["recipient_kind"], row["recipient"])
        after, at = row["deliver_after"], row["at"]
        if clock.name in DEPARTMENT_CLOCKS and clock.department:
            if recipient != (AssigneeKind.DEPARTMENT, clock.department):
                return False
        elif row["recipient_kind"] is AssigneeKind.POST and not self.posts_have_changed:
            asked = recipient_of(
                clock.name, department=None, inspector=None, posts=self.rules.posts
            )
            if recipient != asked:
                return False
        if len(self.rules.calendars) > 1:  # a department's hours of then are not known any more
            return bool(after >= at)
        return bool(after == deliver_after(clock, at, recipient, self.rules.calendar))


def _looked_at(
    clock: CaseClock, case: _OfCase, moments: Mapping[Fraction, datetime | None], given: _Given
) -> set[datetime | None]:
    """When it may be that the clock is looked at next: at once, at a mark before which no other is
    left without its warning, on the day on which it goes on; never after the last."""
    if clock.ended_at is not None or clock.due_at is None:
        return {None}
    if case.suspended_until is not None and clock.name in DEPARTMENT_CLOCKS:
        return {clock.started_at, case.suspended_until}
    open_marks = [at for mark in WARNING_MARKS if mark not in given and (at := moments[mark])]
    if not open_marks:
        return {clock.started_at, None, *moments.values()}
    first = min(open_marks)
    return {clock.started_at, *(at for at in moments.values() if at and at <= first)}


def _formerly(
    session: Session, clock: CaseClock, mark: Fraction, calendar: WorkingCalendar
) -> Iterator[datetime | None]:
    """When the mark lay before the clock was extended, suspended or counted again."""
    payloads = select(EventLogEntry.payload).where(
        EventLogEntry.centre == clock.centre, EventLogEntry.number == clock.number
    )
    for payload in session.scalars(payloads):
        for logged in json.loads(payload).get("clocks", ()):
            if (logged["name"], logged["ordinal"]) == (clock.name, clock.ordinal):
                yield _clock_of(logged).mark_at(mark, calendar)


def _clock_of(logged: dict[str, Any]) -> CaseClock:
    moments = {name: read_moment(logged[name]) for name in _MOMENTS if name in logged}
    unit = Unit(logged["unit"]) if logged["unit"] else None
    spans = {"spans": json.dumps(logged["spans"]), "unit": unit}
    return BareCase.CLOCK(**{**_NOTHING, **logged, **moments, **spans})


def _warnings(session: Session, centre: str) -> dict[_ClockKey, _Given]:
    found: dict[_ClockKey, _Given] = {}
    query = select(CaseWarning.__table__).where(CaseWarning.centre == centre)
    for row in session.execute(query):
        of_clock = found.setdefault((row.number, row.clock, row.ordinal), {})
        of_clock[Fraction(row.mark)] = dict(row._mapping)
    return found


def _clocks(session: Session, centre: str) -> Iterator[tuple[CaseClock, _OfCase]]:
    """Those that run, are looked at or have warned; of cases that are there."""
    table = CaseClock.__table__
    warned = exists().where(
        CaseWarning.centre == table.c.centre,
        CaseWarning.number == table.c.number,
        CaseWarning.clock == table.c.name,
        CaseWarning.ordinal == table.c.ordinal,
    )
    runs = table.c.ended_at.is_(None) & table.c.due_at.is_not(None)
    query = (
        select(*table.c, Case.department.label("of_case"), Case.suspended_until)
        .join(Case, (Case.centre == table.c.centre) & (Case.number == table.c.number))
        .where(table.c.centre == centre, runs | table.c.next_mark_at.is_not(None) | warned)
    )
    for row in session.execute(query):
        values = {column.key: row._mapping[column.key] for column in table.c}
        yield BareCase.CLOCK(**values), _OfCase(row.of_case, row.suspended_until)
