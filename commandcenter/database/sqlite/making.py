"""Makes a database file that nobody but its owner can read: it holds names and telephones."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from commandcenter.database.foreign import foreign_refused
from commandcenter.errors import Unavailable
from commandcenter.private_files import PRIVATE_FILE, make_private_folder


def make_file(file: Path) -> None:
    """An empty file in WAL mode, with its folder; one that is there keeps its rights.

    WAL must be chosen outside of any transaction, before the first one. SQLite gives the log and
    its index the rights of the file.
    """
    try:
        make_private_folder(file.parent)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
    except OSError:
        raise Unavailable("database-cannot-open") from None
    address = f"{file.absolute().as_uri()}?mode=rw"
    with foreign_refused(), closing(sqlite3.connect(address, uri=True)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
