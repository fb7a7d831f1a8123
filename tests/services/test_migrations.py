"""Tables come to be by migrations alone, and migrations say what the classes say."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.migrations import revisions
from commandcenter.models.tables import METADATA
from commandcenter.resources import migrations


def test_that_the_migrations_make_exactly_the_tables_of_the_classes(address: str) -> None:
    database = Database(address)
    with database.raw_read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    database.close()
    assert differences == []


def test_that_sums_lie_in_the_order_of_their_key_in_a_file(made_sqlite: Path) -> None:
    """A wall reads a year of them every second; by way of row numbers that takes ten times."""
    with closing(sqlite3.connect(made_sqlite)) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'tally'")
    assert "WITHOUT ROWID" in made[0]


def test_that_script_names_tell_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()][::-1] == revisions()


def test_that_upgrading_a_filled_database_loses_nothing(center: CommandCenter) -> None:
    before = center.city.facts()
    center.upgrade()
    assert center.city.facts() == before
