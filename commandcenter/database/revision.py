"""Checks that the version of the tables fits this program."""

from functools import lru_cache

from sqlalchemy import Connection, inspect, text

from commandcenter.errors import Unavailable
from commandcenter.resources import migrations

_STORED = text("SELECT version_num FROM alembic_version")


def check_current(connection: Connection) -> None:
    """Unavailable, with what to do, unless the database has this program's version."""
    check_not_newer(connection)
    stored = stored_revision(connection)
    if stored is None:
        raise Unavailable("database-not-made")
    if stored != revisions()[-1]:
        raise Unavailable("database-older")


def check_not_newer(connection: Connection) -> None:
    """Unavailable for the database of a newer program, also where there are no tables yet."""
    stored = stored_revision(connection)
    if stored is not None:
        _refuse_newer(stored)


def refuse_newer(connection: Connection) -> None:
    """The same in one query, before writing: the database may have been upgraded since."""
    _refuse_newer(connection.scalar(_STORED))


@lru_cache(maxsize=1)
def revisions() -> tuple[str, ...]:
    """The revisions that this program knows, oldest first: the heads of its scripts' names."""
    scripts = (migrations() / "versions").glob("0*.py")
    return tuple(sorted(path.name.partition("_")[0] for path in scripts))


def _refuse_newer(stored: str | None) -> None:
    if stored not in revisions():
        raise Unavailable("database-newer", revision=stored)


def stored_revision(connection: Connection) -> str | None:
    """The version of the tables; None if there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(_STORED)
    return revision
