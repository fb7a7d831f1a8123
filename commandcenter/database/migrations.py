"""Making a database and bringing an older one up to date, whole or not at all."""

from sqlalchemy import Connection, inspect, text

from commandcenter.database.door import Database
from commandcenter.database.sqlite.making import make_file
from commandcenter.errors import Unavailable
from commandcenter.resources import migrations


def bring_up_to_date(database: Database) -> None:
    """Run every migration that is missing, in one transaction. Unavailable for a newer database."""
    from alembic.command import upgrade  # heavy, and only this function needs it
    from alembic.config import Config

    if database.file:
        make_file(database.file)
    with database.raw_write() as connection:
        check_not_newer(connection)
        config = Config()
        config.set_main_option("script_location", str(migrations()))
        config.attributes["connection"] = connection
        upgrade(config, "head")


def check_current(connection: Connection) -> None:
    """Unavailable, with the way out, for a database that is not of this program's version."""
    check_not_newer(connection)
    stored = _stored_revision(connection)
    if stored is None:
        raise Unavailable("database-not-made")
    if stored != revisions()[-1]:
        raise Unavailable("database-older")


def check_not_newer(connection: Connection) -> None:
    stored = _stored_revision(connection)
    if stored is not None and stored not in revisions():
        raise Unavailable("database-newer", revision=stored)


def revisions() -> list[str]:
    """The revisions that this program knows, oldest first: the heads of its scripts' names."""
    return sorted(path.name.partition("_")[0] for path in (migrations() / "versions").glob("0*.py"))


def _stored_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision
