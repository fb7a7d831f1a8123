"""Counts the rows of tables and takes a digest over them, alike on every database.

The digest of a table is the sum of the digests of its rows, so no order is needed: databases sort
texts differently.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from commandcenter.database.driver_errors import foreign_refused
from commandcenter.services.backup.manifest import TableSum

_MODULUS = 1 << 256
_AT_ONCE = 2000
#: How PostgreSQL's types become what SQLite holds in their place.
ALIKE = {
    "boolean": "{}::int",
    "bytea": "encode(sha256({}), 'hex')",
    "date": "to_char({}, 'YYYY-MM-DD')",
    "timestamp with time zone": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}
_COLUMNS = text("""
    SELECT c.table_name, c.column_name, c.data_type
    FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
    ORDER BY c.table_name, c.column_name COLLATE "C"
""")
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def sums_of_file(file: Path) -> dict[str, TableSum]:
    """Of a SQLite file that nobody has open. Unavailable if it is damaged."""
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    with foreign_refused(), closing(sqlite3.connect(address, uri=True)) as connection:
        return _sums_in_file(connection, ())


def is_damaged(file: Path) -> bool:
    """Whether SQLite finds fault with the pages of a file, those of indexes included."""
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    with foreign_refused(), closing(sqlite3.connect(address, uri=True)) as connection:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return bool(found != "ok")


def sums_of(connection: Connection, only: Collection[str] = ()) -> dict[str, TableSum]:
    """Of the tables of a database, or only of some, in the transaction of the connection."""
    driver: Any = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        return _sums_in_file(driver, only)
    tables: dict[str, list[str]] = {}
    for table, column, kind in connection.execute(_COLUMNS):
        tables.setdefault(table, []).append(ALIKE.get(kind, "{}").format(f'"{column}"'))
    wanted = sorted(name for name in tables if not only or name in only)
    return {name: table_sum(_streamed(driver, name, tables[name])) for name in wanted}


def _sums_in_file(connection: sqlite3.Connection, only: Collection[str]) -> dict[str, TableSum]:
    connection.create_function("content_digest", 1, _content_digest, deterministic=True)
    names = sorted(name for (name,) in connection.execute(_TABLES))
    return {name: _sum_of(connection, name) for name in names if not only or name in only}


def _streamed(driver: Any, table: str, columns: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    with driver.cursor(name="table_sum") as cursor:  # rows come as they are asked for
        cursor.execute(f'SELECT {", ".join(columns)} FROM "{table}"')  # noqa: S608  our names
        while batch := cursor.fetchmany(_AT_ONCE):
            yield batch


def _sum_of(connection: sqlite3.Connection, table: str) -> TableSum:
    """SQLite keeps any bytes as text; what is no UTF-8 is read in a slower way."""
    try:
        return table_sum(_rows(connection, table))
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    try:
        return table_sum(_rows(connection, table))
    finally:
        connection.text_factory = str


def table_sum(batches: Iterable[Sequence[tuple[Any, ...]]]) -> TableSum:
    """Over rows that hold only texts, numbers and None."""
    rows = total = 0
    for batch in batches:
        rows += len(batch)
        total = (total + sum(map(_row_number, batch))) % _MODULUS
    return TableSum(rows=rows, sha256=f"{total:064x}")


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[list[tuple[Any, ...]]]:
    columns = sorted(
        (name, kind) for _, name, kind, *_ in connection.execute(f'PRAGMA table_info("{table}")')
    )
    wanted = ", ".join(
        f'content_digest("{name}")' if kind == "BLOB" else f'"{name}"' for name, kind in columns
    )
    cursor = connection.execute(f'SELECT {wanted} FROM "{table}"')  # noqa: S608  our names
    while batch := cursor.fetchmany(_AT_ONCE):
        yield batch


def _row_number(row: tuple[Any, ...]) -> int:
    return int.from_bytes(sha256(repr(row).encode()).digest())


def _content_digest(content: bytes | None) -> str | None:
    """A picture counts by its digest, so that no row is large."""
    return None if content is None else sha256(content).hexdigest()
