"""Reads a database file without changing anything, neither in the file nor next to it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileLook:
    """What stands in the file itself, without its log. None where that cannot be read."""

    write_count: int | None = None
    tables: frozenset[str] | None = None


def look(file: Path) -> FileLook:
    """By SQLite without locks: whoever opens and closes a file past it gives up the locks that
    this process holds on it."""
    try:
        address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as it:
            (count,) = it.execute("PRAGMA user_version").fetchone()
            tables = it.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except sqlite3.Error:
        return FileLook()
    return FileLook(count, frozenset(name for (name,) in tables))
