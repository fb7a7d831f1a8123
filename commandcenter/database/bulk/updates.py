"""Bulk UPDATEs by key, passed directly to the driver."""

from collections.abc import Sequence

import psycopg
from sqlalchemy import Connection, Dialect, Table

from commandcenter.database.bulk.inserts import Row, turn_of


class Update:
    """Sets `names` in the rows of a table whose `key` is given."""

    def __init__(
        self, table: Table, key: Sequence[str], names: Sequence[str], dialect: Dialect
    ) -> None:
        self.names = (*names, *key)
        columns = [table.columns[name] for name in self.names]
        self._turns = [turn_of(column.type, dialect) for column in columns]
        self._one = (
            f"UPDATE {table.name} SET {', '.join(f'{name} = ?' for name in names)}"  # noqa: S608  our names
            f" WHERE {' AND '.join(f'{name} = ?' for name in key)}"
        )
        arrays = ", ".join(f"%s::{column.type.compile(dialect)}[]" for column in columns)
        self._many = (
            f"UPDATE {table.name} SET {', '.join(f'{name} = new.{name}' for name in names)}"  # noqa: S608
            f" FROM unnest({arrays}) AS new ({', '.join(self.names)})"
            f" WHERE {' AND '.join(f'{table.name}.{name} = new.{name}' for name in key)}"
        )

    def row(self, values: Sequence[object]) -> Row:
        """Values in the order of `names`, converted for the driver."""
        return tuple(
            turn(value) if turn and value is not None else value
            for turn, value in zip(self._turns, values, strict=True)
        )

    def execute(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Update the rows; there must be at least one."""
        driver = connection.connection.driver_connection
        if not isinstance(driver, psycopg.Connection):
            connection.exec_driver_sql(self._one, list(rows))
            return
        with driver.cursor() as cursor:
            arrays = [list(values) for values in zip(*rows, strict=True)]
            cursor.execute(self._many.encode(), arrays)
