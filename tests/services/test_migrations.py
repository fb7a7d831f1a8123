"""Tables come to be by migrations alone, and migrations say what the classes say."""

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


def test_that_script_names_tell_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()][::-1] == revisions()


def test_that_upgrading_a_filled_database_loses_nothing(center: CommandCenter) -> None:
    before = center.city.facts()
    center.upgrade()
    assert center.city.facts() == before
