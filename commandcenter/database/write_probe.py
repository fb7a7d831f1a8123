"""Checks by writing whether a report could be stored at the moment."""

import shutil
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from commandcenter.clock import steady_seconds
from commandcenter.database.database import Database
from commandcenter.database.sqlite.write_count import count_up
from commandcenter.errors import Unavailable

#: Seconds for which a result is reused, so that frequent questions cause no load.
_TRUST_SECONDS = 1.0
#: With less room than this on its disk a file does not take the next photo.
_LEAST_ROOM_BYTES = 1_048_576
_IS_READ_ONLY = text("SHOW transaction_read_only")
#: Goes through the server's log to its disk, and changes no table.
_TO_THE_DISK = text("SELECT pg_logical_emit_message(true, 'commandcenter', '')")


class WriteProbe:
    """Threads may share it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asking = threading.Lock()
        self._asked_at = float("-inf")
        self._found: Unavailable | None = None

    def check(self) -> None:
        """Unavailable, with the reason: the file, the disk, or a lock held for too long."""
        with self._asking:
            if steady_seconds() - self._asked_at > _TRUST_SECONDS:
                self._found = self._ask()
                self._asked_at = steady_seconds()
            found = self._found
        if found:
            raise found.with_traceback(None)

    def _ask(self) -> Unavailable | None:
        try:
            if self._database.file:
                _check_room(self._database.file.absolute().parent)
            with self._database.write() as session:
                write = _write_to_file if self._database.is_sqlite else _write_to_server
                write(session.connection())
        except Unavailable as found:
            return found
        return None


def _check_room(folder: Path) -> None:
    if folder.is_dir() and shutil.disk_usage(folder).free < _LEAST_ROOM_BYTES:
        raise Unavailable("disk-full")


def _write_to_file(connection: Connection) -> None:
    """Write to the disk as a transaction does, without changing a table."""
    driver: Any = connection.connection.driver_connection
    count_up(driver)


def _write_to_server(connection: Connection) -> None:
    if connection.scalar(_IS_READ_ONLY) == "on":
        raise Unavailable("database-read-only")
    connection.execute(_TO_THE_DISK)
