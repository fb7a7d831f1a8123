"""New cases as rows, table by table: what a session would write, but faster."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.orm import Session

from commandcenter.database.bulk.inserts import Insert, Row
from commandcenter.models.base import Base
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.cases.tables.photos import CasePhoto
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.words import CaseWords, Opinion
from commandcenter.models.work.task import Task

#: Where a session keeps the cases that were inserted and have a history to be written.
INSERTED = "inserted_cases"
#: Every table that a case has rows in, in the order in which they refer to each other.
_OF_CASES: tuple[tuple[type[Base], Callable[[Case], Sequence[Base]]], ...] = (
    (Case, lambda case: [case]),
    (CaseWords, lambda case: [case.words] if case.words else []),
    (CaseClock, lambda case: case.clocks),
    (Opinion, lambda case: case.opinions),
    (Reporter, lambda case: case.reporters),
    (CasePhoto, lambda case: case.photos),
    (Task, lambda case: case.tasks),
    (Application, lambda case: case.applications),
    (Merge, lambda case: case.merges),
)


class CaseRows:
    """Rows of cases that belong to no session, table by table, without their history."""

    def __init__(self, dialect: Dialect) -> None:
        self._tables = [(_insert_of(mapped, dialect), of_case) for mapped, of_case in _OF_CASES]

    @property
    def tables(self) -> list[str]:
        return [mapped.__tablename__ for mapped, _ in _OF_CASES]

    def of(self, cases: Sequence[Case]) -> list[tuple[Insert, list[Row]]]:
        """Prepare the rows outside the write lock, so that the lock is held only for writing."""
        return [
            (insert, [insert.row(read(thing)) for case in cases for thing in of_case(case)])
            for (insert, read), of_case in self._tables
        ]


def insert_case(session: Session, case: Case) -> None:
    """Write a new case; its history is written at the end of the transaction."""
    connection = session.connection()
    for insert, rows in _rows_of(connection.dialect).of([case]):
        insert.execute(connection, rows)
    session.info.setdefault(INSERTED, []).append(case)


@lru_cache(maxsize=8)
def _rows_of(dialect: Dialect) -> CaseRows:
    return CaseRows(dialect)


def _insert_of(mapped: type[Base], dialect: Dialect) -> tuple[Insert, Callable[[Any], Any]]:
    insert = Insert(mapped.metadata.tables[mapped.__tablename__], dialect)
    return insert, attrgetter(*insert.names)
