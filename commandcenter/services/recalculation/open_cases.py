"""Open cases by the hundred, without sessions and mapping: read as bare cases, written as rows.

What a mapped case costs to load and to flush would take minutes for a city's open cases.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, select
from sqlalchemy.orm import Session

from commandcenter.database.bulk.inserts import Row
from commandcenter.database.bulk.updates import Update
from commandcenter.models.base import Base
from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import PART_CLOCKS, ClockName
from commandcenter.models.cases.rules.stage import ENDED, Stage
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.models.work.task import Task

_CASES, _CLOCKS = Case.__table__.columns, CaseClock.__table__.columns
_TASKS, _APPLICATIONS = Task.__table__.columns, Application.__table__.columns
_LOG = EventLogEntry.__table__.columns
_OPEN = [stage for stage in Stage if stage not in ENDED]
#: The columns that an adjustment can change in a case, and in its clocks.
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
    """The numbers of all cases that can still change."""
    query = select(Case.number).where(Case.centre == THIS_CENTRE, Case.stage.in_(_OPEN))
    return list(session.scalars(query.order_by(Case.number)))


def versions_of(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    query = select(Case.number, Case.version).where(
        Case.centre == THIS_CENTRE, Case.number.in_(numbers)
    )
    return {number: version for number, version in session.execute(query)}


def read_cases(session: Session, numbers: Sequence[str]) -> dict[str, tuple[Case, datetime]]:
    """The open ones among these cases, each with the moment of its last change.

    They hold what a recount of their clocks needs: running clocks, those of the handling, open
    tasks and applications.
    """
    connection = session.connection()
    rows = _things(connection, Case, numbers, _CASES.stage.in_(_OPEN))
    cases = {values["number"]: BareCase(**values) for values in rows}
    kept = _CLOCKS.ended_at.is_(None) | _CLOCKS.name.in_([ClockName.HANDLING, *PART_CLOCKS])
    clocks = _things(connection, CaseClock, cases, kept)
    for values in sorted(clocks, key=itemgetter("ordinal", "started_at", "name")):
        cases[values["number"]].clocks.append(BareCase.CLOCK(**values))
    asked = (_TASKS.subject == Case.SUBJECT) & _TASKS.answered_at.is_(None)
    for values in _things(connection, Task, cases, asked):
        cases[values["number"]].tasks.append(BareCase.TASK(**values))
    for values in _things(connection, Application, cases, _APPLICATIONS.decided_at.is_(None)):
        cases[values["number"]].applications.append(BareCase.APPLICATION(**values))
    for case in cases.values():
        case.take_as_logged()
        case.facts_before = case.facts()
    changed = _last_changes(connection, cases)
    return {number: (case, changed[number]) for number, case in cases.items()}


class CaseUpdates:
    """Writes adjusted cases and their clocks back."""

    def __init__(self, dialect: Dialect) -> None:
        tables = Case.metadata.tables
        key = ("centre", "number")
        self._case = Update(tables[Case.__tablename__], key, _OF_CASE, dialect)
        clocks = tables[CaseClock.__tablename__]
        self._clock = Update(clocks, (*key, "name", "ordinal"), _OF_CLOCK, dialect)

    def rows(self, case: Case) -> tuple[Row, list[Row]]:
        """Prepared outside the write lock, so that the lock is held only for writing."""
        return _row(self._case, case), [_row(self._clock, clock) for clock in case.clocks]

    def execute(self, connection: Connection, rows: Sequence[tuple[Row, list[Row]]]) -> None:
        self._case.execute(connection, [case for case, _ in rows])
        if clocks := [clock for _, of_case in rows for clock in of_case]:
            self._clock.execute(connection, clocks)


def _row(update: Update, thing: Base) -> Row:
    return update.row([getattr(thing, name) for name in update.names])


def _things(
    connection: Connection, table: type[Base], numbers: Iterable[str], wanted: ColumnElement[bool]
) -> Iterator[dict[str, Any]]:
    """The wanted rows of these cases in their order, by column, as the types say."""
    columns = table.__table__.columns
    of_cases = columns.number.in_(numbers)
    query = select(*columns).where(columns.centre == THIS_CENTRE, of_cases, wanted)
    query = query.order_by(*table.__table__.primary_key)
    names = columns.keys()
    return (dict(zip(names, row, strict=True)) for row in connection.execute(query).all())


def _last_changes(connection: Connection, numbers: Iterable[str]) -> dict[str, datetime]:
    same = (_CASES.centre == _LOG.centre) & (_CASES.number == _LOG.number)
    query = (
        select(_LOG.number, _LOG.at)
        .join_from(EventLogEntry.__table__, Case.__table__, same & (_CASES.version == _LOG.version))
        .where(_LOG.centre == THIS_CENTRE, _LOG.number.in_(numbers))
    )
    return {number: at for number, at in connection.execute(query)}
