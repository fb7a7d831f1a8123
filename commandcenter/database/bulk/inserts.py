"""Bulk INSERTs, passed directly to the driver."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Table, insert
from sqlalchemy.types import TypeEngine

from commandcenter.models.base import Moment

Row = tuple[Any, ...]
Turn = Callable[[object], object]

#: From this number of rows on, PostgreSQL's COPY is worth its two extra messages.
_MANY = 20


class Insert:
    """The INSERT of one table; converts values by the types of its columns."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        self.names: Sequence[str] = table.columns.keys()
        self._statement = str(insert(table).compile(dialect=dialect))
        self._many = f"COPY {table.name} ({', '.join(self.names)}) FROM STDIN"
        self._positional = dialect.positional
        self._turned = [
            (position, turn)
            for position, column in enumerate(table.columns)
            if (turn := turn_of(column.type, dialect))
        ]

    def row(self, values: Sequence[object]) -> Row:
        """Values in the order of `names`, converted for the driver."""
        found = list(values)
        for position, turn in self._turned:
            if found[position] is not None:
                found[position] = turn(found[position])
        return tuple(found)

    def named(self, values: Mapping[str, object]) -> Row:
        """The same for a mapping that contains all names."""
        return self.row([values[name] for name in self.names])

    def execute(self, connection: Connection, rows: Sequence[Row]) -> None:
        driver = connection.connection.driver_connection
        if isinstance(driver, psycopg.Connection) and len(rows) >= _MANY:
            self._execute_many(driver, rows)
        elif self._positional and rows:
            connection.exec_driver_sql(self._statement, list(rows))
        elif rows:
            named = [dict(zip(self.names, row, strict=True)) for row in rows]
            connection.exec_driver_sql(self._statement, named)

    def _execute_many(self, driver: psycopg.Connection, rows: Sequence[Row]) -> None:
        with driver.cursor() as cursor, cursor.copy(self._many) as copy:
            for row in rows:
                copy.write_row(row)


class Addition(Insert):
    """An INSERT that adds to all columns outside the key if the key exists already."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        super().__init__(table, dialect)
        key = table.primary_key.columns.keys()
        sums = (name for name in self.names if name not in key)
        added = ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in sums)
        on_conflict = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}"
        arrays = ", ".join(f"%s::{column.type.compile(dialect)}[]" for column in table.columns)
        self._statement += on_conflict
        many = f"INSERT INTO {table.name} SELECT * FROM unnest({arrays})"  # noqa: S608  our names
        self._many = many + on_conflict

    def _execute_many(self, driver: psycopg.Connection, rows: Sequence[Row]) -> None:
        with driver.cursor() as cursor:
            cursor.execute(
                self._many.encode(), [list(values) for values in zip(*rows, strict=True)]
            )


def turn_of(kind: TypeEngine[object], dialect: Dialect) -> Turn | None:
    """The conversion of a value of this type for the driver; None if none is needed."""
    return _moments(dialect) if isinstance(kind, Moment) else _turned_once(kind, dialect)


@lru_cache(maxsize=8)
def _moments(dialect: Dialect) -> Turn | None:
    """One memory for all columns: a step writes the same few moments into a dozen of them."""
    return _turned_once(Moment(), dialect)


def _turned_once(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    turn = kind.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=4096)(turn) if turn else None
