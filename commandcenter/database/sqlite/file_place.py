"""Checks that the open file is still the one at its path, and acts if it is not."""

import os
import sqlite3
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from commandcenter.database.sqlite.foreign_log import refuse_foreign_log
from commandcenter.database.sqlite.overwriting import Overwriting
from commandcenter.database.sqlite.own_descriptors import (
    Identity,
    identity,
    identity_at,
    is_open_here,
    own_descriptor,
)
from commandcenter.database.sqlite.write_count import refuse_log_of_another_state
from commandcenter.errors import Unavailable

_GONE, _REPLACED = "database-file-gone", "database-file-replaced"


@dataclass(frozen=True, slots=True)
class OpenFiles:
    """The files of a connection: the database and, in WAL mode, the log and its index."""

    main: Identity
    log: Identity | None
    index: Identity | None


class FilePlace:
    """The path of a SQLite file, for all connections of a `Database`. Threads may share it.

    A file that was moved away may come back. Once another file lay there, or the file or its log
    was overwritten, nothing is read or written any more until the program is started again.
    """

    def __init__(self, file: Path) -> None:
        self.file = file.absolute()
        self._log = self.file.with_name(f"{self.file.name}-wal")
        self._index = self.file.with_name(f"{self.file.name}-shm")
        self._guard = threading.Lock()
        self._first: Identity | None = None
        self._overwriting = Overwriting()
        self._is_overwritten = False
        self._is_lost = False

    @property
    def is_open(self) -> bool:
        """Whether anything was ever opened here."""
        return self._first is not None

    def before_opening(self) -> None:
        """Unavailable if a new connection would open a different file than earlier ones."""
        if self._first is None:
            refuse_foreign_log(self.file, self._index)
            refuse_log_of_another_state(self.file, self._log)
            return
        found = identity_at(self.file)
        if found is None:
            raise Unavailable(_GONE, file=self.file)
        if self._is_lost or found != self._first:
            raise Unavailable(_REPLACED, file=self.file)

    def opened(self) -> OpenFiles:
        """What was just opened, by its path; the first one decides which file is the right one."""
        with self._guard:
            main = identity_at(self.file)
            if main is None or not is_open_here(main):  # it went in this very moment
                raise Unavailable(self._what_happened(), file=self.file)
            self._first = self._first or main
            return OpenFiles(main, identity_at(self._log), identity_at(self._index))

    def check(self, connection: sqlite3.Connection, files: OpenFiles) -> None:
        """Unavailable if the connection's file is no longer the one at its path.

        The log of a lost file goes into that very file, as far as it still exists, and is taken
        away from the path: so it cannot be applied to another file that is opened at the path.
        """
        with self._guard:
            fault = self._fault(files)
            if fault is None:
                return
            self._is_lost = self._is_lost or fault == _REPLACED
            if not connection.in_transaction:
                self._put_log_away(connection, files)
        raise Unavailable(fault, file=self.file)

    def _fault(self, files: OpenFiles) -> str | None:
        if self._is_lost:
            return _REPLACED
        try:
            now = self.file.stat()
        except (FileNotFoundError, NotADirectoryError):
            return _GONE
        except OSError:
            return "database-cannot-open"
        if identity(now) != files.main:
            return _REPLACED
        if files.log and identity_at(self._log) != files.log:
            return self._what_happened()
        self._is_overwritten = self._overwriting.is_seen(files.main, files.index)
        return _REPLACED if self._is_overwritten else None

    def _what_happened(self) -> str:
        """To a file that was at its path a moment ago."""
        return _GONE if identity_at(self.file) is None else _REPLACED

    def _put_log_away(self, connection: sqlite3.Connection, files: OpenFiles) -> None:
        """Empties the log; tried again at every later check while others still read the log."""
        if files.log is None:
            return
        at_path, log = identity_at(self.file), identity_at(self._log)
        if self._is_overwritten:
            _empty(files.log)  # what it belongs to is no more
        elif at_path != files.main or log in (files.log, None):
            _copy_back(connection)  # else others go on with a log of their own
        if at_path is not None:
            for path, ours in ((self._log, files.log), (self._index, files.index)):
                if identity_at(path) == ours:
                    path.unlink(missing_ok=True)


def _copy_back(connection: sqlite3.Connection) -> None:
    """Copy the log into the file that it belongs to, wherever that is now; not if it is busy."""
    with suppress(sqlite3.Error):  # a full or failing disk: the log stays as it is
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _empty(log: Identity) -> None:
    descriptor = own_descriptor(log)
    if descriptor is not None:
        os.ftruncate(descriptor, 0)
