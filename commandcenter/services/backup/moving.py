"""Moves a centre to another database: from a file to PostgreSQL, or back.

Tables are copied one after the other, each in one transaction, and compared with the source by
count and digest. What an interrupted move has copied is found again and not copied twice. The row
of the centre comes last: before it is there, no program takes the new database for a centre.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Boolean, Column, Connection, Date, Table, inspect, select

from commandcenter.database import Database
from commandcenter.database.making.migrations import bring_up_to_date
from commandcenter.database.postgres.line import unhurried
from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.base import Moment
from commandcenter.models.city.centre import THIS_CENTRE, Centre
from commandcenter.models.schema.seal import Seal
from commandcenter.models.schema.tables import METADATA
from commandcenter.models.staff.job_beat import JobBeat
from commandcenter.models.staff.job_lock import JobLock
from commandcenter.services.backup.manifest import TableSum
from commandcenter.services.backup.tables import ALIKE, sums_of

#: The processes of the new database write these themselves.
LEFT_BEHIND = frozenset({JobBeat.__tablename__, JobLock.__tablename__})
_LAST = Centre.__tablename__
_ROWS_AT_ONCE = 2000
_LAST_SEAL = (
    select(Seal.hash).where(Seal.centre == THIS_CENTRE).order_by(Seal.sequence.desc()).limit(1)
)
_Row = tuple[Any, ...]

#: Called with a table, its rows copied so far, and all its rows.
Progress = Callable[[str, int, int], object]


@dataclass(frozen=True)
class Moved:
    """What was copied now, and what an earlier move had copied: rows by table."""

    copied: Mapping[str, int]
    found: Mapping[str, int]


def move_centre(source: Database, address: str, progress: Progress) -> Moved:
    """Copy the centre to the database at an address, which is new or holds a part of this move.

    The source is only read. NotNow if the target is in use or holds something else, or if
    somebody wrote into the source meanwhile; InvalidInput for a value that PostgreSQL cannot hold.
    """
    with closing(Database(address, clock=source.given_clock)) as target:
        _refuse_used(target)
        bring_up_to_date(target)
        with _snapshot(source) as connection:
            move = _Move(connection, target, progress)
            move.copy_all()
            last = connection.execute(_LAST_SEAL).first()
        with source.read() as session:
            if session.execute(_LAST_SEAL).first() != last:
                raise NotNow("move-source-changed", address=address)
        return move.finish()


@contextmanager
def _snapshot(source: Database) -> Iterator[Connection]:
    """One state of the source, however long it is read."""
    with source.read() as session, unhurried(session.connection()):
        yield session.connection()


def _refuse_used(target: Database) -> None:
    """NotNow for a database that holds a centre, or tables that are not ours."""
    if target.file and not (target.file.exists() and target.file.stat().st_size):
        return
    with target.raw_read() as connection:
        tables = inspect(connection).get_table_names()
        is_ours = not tables or "alembic_version" in tables
        has_centre = _LAST in tables and connection.scalar(select(Centre.code).limit(1))
    if has_centre or not is_ours:
        raise NotNow("move-target-used", address=target.url.render_as_string())


@dataclass
class _Move:
    """A move under way; `connection` reads the source."""

    connection: Connection
    target: Database
    progress: Progress
    copied: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)

    def copy_all(self) -> None:
        """Every table but that of the centres, whose rows are remembered."""
        self._wanted = sums_of(self.connection)
        self._there = self._sums()
        for table in METADATA.sorted_tables:
            if table.name != _LAST and table.name not in LEFT_BEHIND:
                self._copy(table)
        centres = METADATA.tables[_LAST]
        self._centres = [row for batch in _rows(self.connection, centres) for row in batch]

    def finish(self) -> Moved:
        """Now it is a centre."""
        table = METADATA.tables[_LAST]
        self._write(table, [self._centres])
        self._compare(table)
        return Moved(self.copied, self.found)

    def _copy(self, table: Table) -> None:
        wanted, there = self._wanted[table.name], self._there[table.name]
        if there == wanted:
            self.found[table.name] = there.rows
        elif there.rows:
            raise NotNow("move-target-differs", table=table.name)
        else:
            self._write(table, self._counted(table))
            self._compare(table)

    def _write(self, table: Table, batches: Iterable[Sequence[_Row]]) -> None:
        """All rows in one transaction: after an interruption there are all or none."""
        names = [f'"{column.name}"' for column in table.columns]
        with self.target.raw_write() as connection, unhurried(connection):
            driver: Any = connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                marks = ", ".join("?" * len(names))
                statement = f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({marks})'  # noqa: S608  our names
                for batch in batches:
                    driver.executemany(statement, batch)
            else:
                _copy_in(driver, table.name, names, batches)

    def _counted(self, table: Table) -> Iterator[Sequence[_Row]]:
        rows = 0
        for batch in _rows(self.connection, table):
            yield batch
            rows += len(batch)
            self.progress(table.name, rows, self._wanted[table.name].rows)

    def _compare(self, table: Table) -> None:
        found, wanted = self._sums(table.name)[table.name], self._wanted[table.name]
        if found != wanted:
            raise InvalidInput("move-table-differs", table=table.name)
        self.copied[table.name] = found.rows

    def _sums(self, *only: str) -> Mapping[str, TableSum]:
        with self.target.read() as session, unhurried(session.connection()):
            return sums_of(session.connection(), only)


def _copy_in(
    driver: Any, table: str, names: Sequence[str], batches: Iterable[Sequence[_Row]]
) -> None:
    """By COPY. InvalidInput for a value that PostgreSQL cannot hold, such as a text in the place of
    a number, which SQLite allows."""
    try:
        with (
            driver.cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({", ".join(names)}) FROM STDIN') as copy,
        ):
            for batch in batches:
                for row in batch:
                    copy.write_row(row)
    except psycopg.DataError:
        raise InvalidInput("move-value-refused", table=table) from None


def _rows(connection: Connection, table: Table) -> Iterator[list[_Row]]:
    """All rows, with the values that SQLite holds, which PostgreSQL reads as well."""
    driver: Any = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        cursor = driver.execute(f'SELECT {columns} FROM "{table.name}"')  # noqa: S608  our names
    else:
        columns = ", ".join(map(_as_in_file, table.columns))
        cursor = driver.cursor(name="move")
        cursor.execute(f'SELECT {columns} FROM "{table.name}"')  # noqa: S608  our names
    with closing(cursor):
        while batch := cursor.fetchmany(_ROWS_AT_ONCE):
            yield batch


def _as_in_file(column: Column[Any]) -> str:
    kinds = {Boolean: "boolean", Date: "date", Moment: "timestamp with time zone"}
    kind = next((name for mapped, name in kinds.items() if isinstance(column.type, mapped)), "")
    return ALIKE.get(kind, "{}").format(f'"{column.name}"')
