"""Copies a database file while it is in use, by SQLite's backup API."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from commandcenter.private_files import PRIVATE_FILE

#: Pages copied in one step; between two steps others get their turn.
_PAGES_A_STEP = 256
#: Steps after which the copy is written to the disk: otherwise all of it would be on its way at the
#: end, and a writer's commit would wait behind it.
_STEPS_A_SYNC = 8


def copy_online(connection: Connection, target: Path) -> None:
    """Copy the database as it is when copying begins; `target` is new.

    Only a read transaction is held, so writers go on. It also keeps the state for all steps: the
    backup API begins again from the start whenever somebody else has written between two of them.
    """
    connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first()
    source: Any = connection.connection.dbapi_connection
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        with closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")
            copy.execute("PRAGMA synchronous = OFF")
            source.backup(copy, pages=_PAGES_A_STEP, progress=_Syncing(descriptor))
    finally:
        os.close(descriptor)


class _Syncing:
    """Writes the copy to the disk in passing."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._steps = 0

    def __call__(self, status: int, remaining: int, total: int) -> None:
        self._steps += 1
        if self._steps % _STEPS_A_SYNC == 0:
            os.fsync(self._descriptor)
