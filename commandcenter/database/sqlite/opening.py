"""Every connection to a SQLite file is made and prepared here, and checked before it is used."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from commandcenter.database.sqlite.file_place import FilePlace, OpenFiles
from commandcenter.errors import Unavailable

_IS_OURS = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"


class OpenFile(sqlite3.Connection):
    """A connection that knows which files it has open, and what it had changed before."""

    files: OpenFiles
    changes_before = 0


def check_place(place: FilePlace, connection: Connection) -> None:
    """Unavailable if this connection's file is no longer the one at its path."""
    opened: Any = connection.connection.dbapi_connection
    place.check(opened, opened.files)


def connect(place: FilePlace, *, busy_seconds: float) -> OpenFile:
    """Connect to the file. Unavailable if it is not the same file as before."""
    place.before_opening()
    connection = _prepared(place.file, busy_seconds)
    try:
        connection.files = place.opened()
    except Unavailable:
        connection.close()
        raise
    return connection


def _prepared(file: Path, busy_seconds: float) -> OpenFile:
    """Read and write where that is possible; a file on a read-only disk as it lies there."""
    connection = _opened(file, "mode=rw", busy_seconds)
    try:
        _prepare(connection)
    except sqlite3.DatabaseError:
        connection.close()
        if not _is_on_read_only_disk(file):
            raise
        has_log = file.with_name(f"{file.name}-wal").exists()
        how = "mode=ro&vfs=unix-none" if has_log else "immutable=1"
        connection = _opened(file, how, busy_seconds)
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # a log's index lies in memory
    return connection


def _opened(file: Path, how: str, busy_seconds: float) -> OpenFile:
    """The URI of the file: it is not created if it is missing, and its name may contain any
    character."""
    return sqlite3.connect(
        f"{file.as_uri()}?{how}",
        uri=True,
        timeout=busy_seconds,
        check_same_thread=False,
        isolation_level=None,  # transactions are begun by the engine, not by the driver
        factory=OpenFile,
    )


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal" and connection.execute(_IS_OURS).fetchone():
        # a copy made by VACUUM INTO: readers would keep writers waiting
        with suppress(sqlite3.OperationalError):  # in use or read-only: it works, only slower
            connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA schema_version")  # the first reading opens the log


def _is_on_read_only_disk(file: Path) -> bool:
    """Whether the file is on a read-only disk: then nothing can change, and no locks are needed."""
    return hasattr(os, "statvfs") and bool(os.statvfs(file.parent).f_flag & os.ST_RDONLY)
