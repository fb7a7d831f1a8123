"""Open cases by the hundred, without sessions and mapping: read as bare cases, written as rows.

What a mapped case costs to load and to flush would take minutes for a city's open cases.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Dialect, Select, select
from sqlalchemy.orm import Session

from commandcenter.database.inserts import Row
from commandcenter.database.updates import Update
from commandcenter.models.base import Base
from commandcenter.models.cases.application import Application
from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.case_clock import CaseClock, ClockName
from commandcenter.models.cases.event_log import EventLogEntry
from commandcenter.models.cases.records import Task
from commandcenter.models.cases.stage import ENDED, Stage
from commandcenter.models.city.centre import THIS_CENTRE

_OPEN = [stage for stage in Stage if stage not in ENDED]
#: What an adjustment can change of a case, and of its clocks.
_OF_CASE = (
    "version",
    "rule_version",
    "limit_amount",
    "limit_unit",
    "due_at",
    "warn_at",
    "stage_due_at",
    "stage_warn_at",
    "queue_at",
)
_OF_CLOCK = (
    "amount",
    "unit",
    "rule_version",
    "calendar_version",
    "due_at",
    "warn_at",
    "next_mark_at",
)


def open_numbers(session: Session) -> list[str]:
    """Of every case that still waits for something."""
    query = select(Case.number).where(Case.centre == THIS_CENTRE, Case.stage.in_(_OPEN))
    return list(session.scalars(query.order_by(Case.number)))


def versions_of(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    query = select(Case.number, Case.version).where(
        Case.centre == THIS_CENTRE, Case.number.in_(numbers)
    )
    return {number: version for number, version in session.execute(query)}


def read_cases(session: Session, numbers: Sequence[str]) -> dict[str, tuple[Case, datetime]]:
    """The open ones among these cases, each with the moment of its last change.

    They hold what a recount of their clocks needs: running clocks, the last handling clock, open
    tasks and applications.
    """
    rows = session.execute(_of(Case, numbers).where(Case.stage.in_(_OPEN)))
    cases: dict[str, Case] = {row.number: BareCase(**row._mapping) for row in rows}
    kept = CaseClock.ended_at.is_(None) | (CaseClock.name == ClockName.HANDLING)
    clocks = _of(CaseClock, numbers).where(kept).order_by(CaseClock.started_at, CaseClock.name)
    _give(cases, "clocks", BareCase.CLOCK, session.execute(clocks))
    tasks = _of(Task, numbers).where(Task.subject == Case.SUBJECT, Task.answered_at.is_(None))
    _give(cases, "tasks", BareCase.TASK, session.execute(tasks))
    applications = _of(Application, numbers).where(Application.decided_at.is_(None))
    _give(cases, "applications", BareCase.APPLICATION, session.execute(applications))
    for case in cases.values():
        case.told, case.facts_before = case.stored(), case.facts()
    changed = _last_changes(session, numbers)
    return {number: (case, changed[number]) for number, case in cases.items()}


class CaseUpdates:
    """Writes adjusted cases and their running clocks back."""

    def __init__(self, dialect: Dialect) -> None:
        tables = Case.metadata.tables
        key = ("centre", "number")
        self._case = Update(tables[Case.__tablename__], key, _OF_CASE, dialect)
        clocks = tables[CaseClock.__tablename__]
        self._clock = Update(clocks, (*key, "name", "ordinal"), _OF_CLOCK, dialect)

    def rows(self, case: Case) -> tuple[Row, list[Row]]:
        """Made before the queue, so that it is held for nothing but writing."""
        running = [clock for clock in case.clocks if clock.ended_at is None]
        return _row(self._case, case), [_row(self._clock, clock) for clock in running]

    def execute(self, connection: Connection, rows: Sequence[tuple[Row, list[Row]]]) -> None:
        self._case.execute(connection, [case for case, _ in rows])
        if clocks := [clock for _, of_case in rows for clock in of_case]:
            self._clock.execute(connection, clocks)


def _row(update: Update, thing: Base) -> Row:
    return update.row([getattr(thing, name) for name in update.names])


def _of(table: type[Base], numbers: Sequence[str]) -> Select[Any]:
    columns = table.__table__.columns
    return select(*columns).where(columns.centre == THIS_CENTRE, columns.number.in_(numbers))


def _give(cases: dict[str, Case], name: str, kind: type[Base], rows: Iterable[Any]) -> None:
    for row in rows:
        if row.number in cases:
            getattr(cases[row.number], name).append(kind(**row._mapping))


def _last_changes(session: Session, numbers: Sequence[str]) -> dict[str, datetime]:
    query = (
        select(EventLogEntry.number, EventLogEntry.at)
        .join(
            Case,
            (Case.centre == EventLogEntry.centre)
            & (Case.number == EventLogEntry.number)
            & (Case.version == EventLogEntry.version),
        )
        .where(EventLogEntry.centre == THIS_CENTRE, EventLogEntry.number.in_(numbers))
    )
    return {number: at for number, at in session.execute(query)}
