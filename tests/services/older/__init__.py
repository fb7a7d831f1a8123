"""Databases as earlier programs left them: `NNNN.sql` holds rows that one wrote at that revision.

They were written by the programs themselves and copied out, column by column, so that nothing in
them can follow the program of today: the hashes, documents and clocks are those of then.
"""

import re
from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from sqlalchemy import column, insert, inspect, select
from sqlalchemy import table as sql_table

from commandcenter.database import Database
from commandcenter.database.making.sqlite_file import make_file
from commandcenter.models.schema.tables import METADATA
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


def copy_back(source: Database, target: Database, revision: str) -> None:
    """Put the rows of a database of today into tables of an older revision, as far as those had
    the tables and columns."""
    make_at(target, revision)
    with source.raw_read() as now, target.raw_write() as then:
        for table in METADATA.sorted_tables:
            if not inspect(then).has_table(table.name):
                continue
            known = {column["name"] for column in inspect(then).get_columns(table.name)}
            older = [col for col in table.columns if col.name in known]
            rows = [dict(row._mapping) for row in now.execute(select(*older))]
            if rows:
                former = sql_table(table.name, *(column(col.name, col.type) for col in older))
                then.execute(insert(former), rows)


def columns(revision: str) -> dict[str, str]:
    """The filled tables of that revision, and their columns as SQL lists them."""
    found = (_TABLE.match(statement) for statement in _statements(revision))
    return {match[1]: match[2] for match in found if match}


def _statements(revision: str) -> list[str]:
    text = (_ROWS / f"{revision}.sql").read_text(encoding="utf-8")
    return [statement for statement in text.split(";\n") if statement]
