"""Tables come to be by migrations alone, and migrations say what the classes say."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, text

from commandcenter.database import Database
from commandcenter.database.making.migrations import bring_up_to_date
from commandcenter.database.revision import revisions
from commandcenter.models.figures.measure import Measure
from commandcenter.models.figures.stored_sums import SUMS
from commandcenter.models.schema.tables import METADATA
from commandcenter.resources import migrations
from tests.services.older import make_at


def test_that_the_migrations_make_exactly_the_tables_of_the_classes(address: str) -> None:
    database = Database(address)
    with database.raw_read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    database.close()
    assert differences == []


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_that_a_database_of_every_older_version_comes_up_to_date(
    empty_address: str, revision: str
) -> None:
    database = Database(empty_address)
    make_at(database, revision)
    bring_up_to_date(database)
    with database.raw_read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    database.close()


def test_that_an_upgrade_keeps_what_residents_sent_under_their_keys(empty_address: str) -> None:
    """Older versions kept such a key with the address that it came from."""
    database = Database(empty_address)
    make_at(database, "0007")
    with database.raw_write() as connection:
        for address, number in (("10.0.0.7", "1"), ("10.0.0.8", "2")):
            connection.execute(
                text(
                    "INSERT INTO idempotency_keys VALUES"
                    " ('c', 'resident', :key, 'digest', :number, 1, :at)"
                ),
                {"key": f"{address}\x1fk", "number": number, "at": f"2026-11-0{number} 00:00:00"},
            )
    bring_up_to_date(database)
    with database.raw_read() as connection:
        kept = connection.execute(
            text("SELECT number, made_at_age FROM idempotency_keys WHERE key = 'k'")
        ).all()
    database.close()
    assert [tuple(row) for row in kept] == [("1", 0.0)]


def test_that_an_upgrade_of_a_large_database_is_not_cut_short(fresh_postgres: str) -> None:
    """A server ends any other statement after 15 s; rewriting a table may take minutes."""
    limits: set[str] = set()

    def look(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().startswith(("CREATE TABLE", "ALTER TABLE", "UPDATE")):
            limits.add(cursor.connection.execute("SHOW statement_timeout").fetchone()[0])

    with closing(Database(fresh_postgres)) as database:
        event.listen(database.engine, "after_cursor_execute", look)
        bring_up_to_date(database)
        with database.raw_read() as connection:
            afterwards = connection.execute(text("SHOW statement_timeout")).scalar_one()
    assert limits == {"0"}
    assert afterwards == "15s"


def test_that_sums_lie_in_the_order_of_their_key_in_a_file(made_sqlite: Path) -> None:
    """A wall reads a year of them every second; by way of row numbers that takes ten times."""
    with closing(sqlite3.connect(made_sqlite)) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'sums'")
    assert "WITHOUT ROWID" in made[0]


def test_that_script_names_tell_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == revisions()


def test_that_the_columns_of_sums_are_the_measures_in_their_order() -> None:
    """Rows of sums are written by place."""
    assert SUMS.columns.keys() == ["centre", "cube", "day", "key", *map(str, Measure)]
