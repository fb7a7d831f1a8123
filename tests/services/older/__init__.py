"""Databases as earlier programs left them: `NNNN.sql` holds rows that one wrote at that revision.

They were written by the programs themselves and copied out, column by column, so that nothing in
them can follow the program of today: the hashes, documents and clocks are those of then.
"""

import re
from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config

from commandcenter.database import Database
from commandcenter.database.making.sqlite_file import make_file
from commandcenter.resources import migrations

_ROWS = Path(__file__).parent
FILLED = tuple(sorted(file.stem for file in _ROWS.glob("*.sql")))
_BYTES = re.compile("x'([0-9a-f]*)'")
_TABLE = re.compile(r"INSERT INTO (\w+) \(([^)]*)\)")


def make_at(database: Database, revision: str) -> None:
    """The tables as they were at a revision, empty or upgraded so far."""
    if database.file:
        make_file(database.file)
    with database.raw_write() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrations()))
        config.attributes["connection"] = connection
        upgrade(config, revision)


def fill(database: Database, revision: str) -> None:
    """The rows that the program of that revision wrote, into tables of that revision."""
    make_at(database, revision)
    with database.raw_write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        for statement in _statements(revision):
            ours = statement if database.is_sqlite else _BYTES.sub(r"'\\x\1'", statement)
            connection.exec_driver_sql(ours)


def columns(revision: str) -> dict[str, str]:
    """The filled tables of that revision, and their columns as SQL lists them."""
    found = (_TABLE.match(statement) for statement in _statements(revision))
    return {match[1]: match[2] for match in found if match}


def _statements(revision: str) -> list[str]:
    text = (_ROWS / f"{revision}.sql").read_text(encoding="utf-8")
    return [statement for statement in text.split(";\n") if statement]
