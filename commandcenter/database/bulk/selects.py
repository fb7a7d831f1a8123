"""Bulk SELECTs, passed directly to the driver; rows are plain tuples."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import psycopg
from sqlalchemy import Connection, Select

from commandcenter.database.bulk.inserts import Row, turn_of

_AT_ONCE = 10_000
_names = count(1)


class Rows:
    """A SELECT that is compiled once and can be run many times; at most a few thousand rows are in
    memory.

    Neither results nor parameters are converted by the types of the columns.
    """

    def __init__(self, query: Select[Any], connection: Connection) -> None:
        compiled = query.compile(dialect=connection.dialect)
        self._statement = str(compiled)
        turns = {
            name: turn_of(bound.type, connection.dialect) for name, bound in compiled.binds.items()
        }
        self._bound = {
            name: turn(value) if (turn := turns[name]) else value
            for name, value in compiled.construct_params().items()
        }
        self._order = compiled.positiontup
        self._driver = connection.connection.driver_connection

    def __call__(self, **asked: object) -> Iterator[Row]:
        bound = {**self._bound, **asked}
        if isinstance(self._driver, psycopg.Connection):
            return _from_server(self._driver, self._statement, bound)
        in_order = [bound[name] for name in self._order or ()]
        cursor = self._driver.cursor()  # type: ignore[union-attr]
        rows: Iterator[Row] = cursor.execute(self._statement, in_order)
        return rows


def _from_server(
    driver: "psycopg.Connection[Any]", statement: str, bound: Mapping[str, object]
) -> Iterator[Row]:
    """A server-side cursor: otherwise the driver would fetch all rows before it gives the first."""
    with driver.cursor(name=f"rows_{next(_names)}") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(statement.encode(), bound)
        yield from cursor
