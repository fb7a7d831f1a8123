"""Reads a database file without changing anything, neither in the file nor next to it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileLook:
    """What the file itself contains, without its log; None for what could not be read."""

    write_count: int | None = None
    tables: frozenset[str] | None = None


def look(file: Path) -> FileLook:
    """Look at a file. SQLite opens it without locks: to open and close it in any other way would
    release the locks that this process holds on it."""
    try:
        address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as it:
            (count,) = it.execute("PRAGMA user_version").fetchone()
            tables = it.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except sqlite3.Error:
        return FileLook()
    return FileLook(count, frozenset(name for (name,) in tables))
