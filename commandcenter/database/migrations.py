"""Making a database and bringing an older one up to date, whole or not at all."""

from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from commandcenter.database.door import Database
from commandcenter.errors import Unavailable
from commandcenter.resources import migrations


def bring_up_to_date(database: Database) -> None:
    """Run every migration that is missing, in one transaction. Unavailable for a newer database."""
    if database.file:
        _make_file(database.file)
    with database.raw_write() as connection:
        check_not_newer(connection)
        config = _config()
        config.attributes["connection"] = connection
        upgrade(config, "head")


def check_current(connection: Connection) -> None:
    """Unavailable, with the way out, for a database that is not of this program's version."""
    check_not_newer(connection)
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        raise Unavailable("database-not-made")
    if current != ScriptDirectory.from_config(_config()).get_current_head():
        raise Unavailable("database-older")


def check_not_newer(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise Unavailable("database-newer", revision=current)


def _make_file(file: Path) -> None:
    """WAL must be chosen outside of any transaction, before the first one."""
    import sqlite3

    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    return config
