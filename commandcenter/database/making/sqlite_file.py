"""Creates a database file that only its owner can read: it contains personal data."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from commandcenter.database.driver_errors import foreign_refused
from commandcenter.database.sqlite.looking import look
from commandcenter.database.sqlite.write_count import begin_count
from commandcenter.errors import Unavailable
from commandcenter.private_files import PRIVATE_FILE, make_private_folder


def make_file(file: Path) -> None:
    """An empty file in WAL mode, with its folder; one that is there stays as it is.

    WAL must be chosen outside of any transaction, before the first one. SQLite gives the log and
    its index the rights of the file. Unavailable for the file of another program.
    """
    try:
        make_private_folder(file.parent)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        if file.stat().st_size:
            refuse_other_program(file)
            return
    except OSError:
        raise Unavailable("database-cannot-open") from None
    address = f"{file.absolute().as_uri()}?mode=rw"
    with foreign_refused(), closing(sqlite3.connect(address, uri=True)) as connection:
        begin_count(connection)
        connection.execute("PRAGMA journal_mode = WAL")


def refuse_other_program(file: Path) -> None:
    """Unavailable for a SQLite file with the tables of another program; it is only read."""
    tables = look(file).tables
    if tables and "alembic_version" not in tables:
        raise Unavailable("database-of-other-program", file=file)
