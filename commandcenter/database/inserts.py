"""INSERTs in the driver's own words, for rows by the thousand."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert

Row = tuple[Any, ...] | dict[str, Any]


class Insert:
    """The INSERT of one table. It turns values as the table's types say, each value once."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        self.names: Sequence[str] = table.columns.keys()
        self._statement = str(insert(table).compile(dialect=dialect))
        self._named = not dialect.positional
        self._turned = [
            (position, lru_cache(maxsize=4096)(turn))  # the same moments come again and again
            for position, column in enumerate(table.columns)
            if (turn := column.type.dialect_impl(dialect).bind_processor(dialect))
        ]

    def row(self, values: Sequence[Any]) -> Row:
        """Values in the order of `names`, as the driver wants them."""
        found = list(values)
        for position, turn in self._turned:
            if found[position] is not None:
                found[position] = turn(found[position])
        return dict(zip(self.names, found, strict=True)) if self._named else tuple(found)

    def execute(self, connection: Connection, rows: Sequence[Row]) -> None:
        if rows:
            connection.exec_driver_sql(self._statement, list(rows))
