"""Creates or upgrades a database, completely or not at all."""

from pathlib import Path

from sqlalchemy import Connection, inspect

from commandcenter.database.database import Database
from commandcenter.database.making.postgres_check import check_server
from commandcenter.database.making.sealing_once import seal_all, words_gone
from commandcenter.database.making.sqlite_file import make_file
from commandcenter.database.postgres.line import unhurried
from commandcenter.database.revision import check_not_newer
from commandcenter.database.sums.rebuilding import fill_sums
from commandcenter.errors import Unavailable
from commandcenter.models.schema.seal import Seal
from commandcenter.resources import migrations


def bring_up_to_date(database: Database) -> None:
    """Run all missing migrations in one transaction.

    Unavailable for a newer database, for the file of another program, or where a server lets nobody
    in.
    """
    from alembic.command import upgrade  # heavy, and only this function needs it
    from alembic.config import Config

    if database.file:
        make_file(database.file)
    else:
        check_server(database)
    now = database.real_clock()  # read before the migrations lock the table that holds the clock
    with database.raw_write() as connection, unhurried(connection):
        check_not_newer(connection)
        if database.file:
            _refuse_other_program(connection, database.file)
        config = Config()
        config.set_main_option("script_location", str(migrations()))
        config.attributes["connection"] = connection
        sealed_before = inspect(connection).has_table(Seal.__tablename__)
        upgrade(config, "head")
        if not sealed_before:
            seal_all(connection, words_gone(connection), now)
        fill_sums(connection)


def _refuse_other_program(connection: Connection, file: Path) -> None:
    tables = inspect(connection).get_table_names()
    if tables and "alembic_version" not in tables:
        raise Unavailable("database-of-other-program", file=file)
