"""How a district's database is replicated into its city's: the SQL for both, and who may not.

The district publishes the rows of its own centre; what never leaves it is in `LEFT_OUT`. The
publication and the subscription of a centre have the same name. PostgreSQL 15 or later is needed:
older ones publish no part of a table.
"""

from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from commandcenter.database.database import Database
from commandcenter.database.revision import stored_revision
from commandcenter.errors import NotNow, Unavailable
from commandcenter.models.base import Base
from commandcenter.models.city.centre import Centre
from commandcenter.models.schema.published import PUBLISHED, centre_column, published_columns

_OLDEST = 150_000
_HOME = select(Centre.code).where(Centre.is_home)


@dataclass(frozen=True, slots=True)
class ReplicationPlan:
    """The statements for one district.

    `publish` is run in the district's database and `unpublish` takes it back; likewise `subscribe`
    and `unsubscribe` in the city's, outside of any transaction.
    """

    centre: str
    publish: str
    unpublish: str
    subscribe: str
    unsubscribe: str


class Replication:
    """Plans the replication of districts into this database, which is the city's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, address: str) -> ReplicationPlan:
        """The plan for the home centre of the district at this address; nothing is changed.

        The city's server reaches the district's database by the same address; passwords are libpq's
        own affair. NotNow if one of the two is no PostgreSQL 15, their tables are of different
        versions, the server of the district writes no logical log, or the city holds a centre with
        this code already.
        """
        with closing(Database(address)) as district:
            centre = self._checked(district)
            conninfo = district.url.set(drivername="postgresql").render_as_string()
        name = f"commandcenter_{centre}"
        tables = ", ".join(_published(mapped, centre) for mapped in PUBLISHED)
        return ReplicationPlan(
            centre=centre,
            publish=f"CREATE PUBLICATION {name} FOR TABLE {tables}"
            " WITH (publish = 'insert, update, delete')",
            unpublish=f"DROP PUBLICATION {name}",
            subscribe=f"CREATE SUBSCRIPTION {name} CONNECTION {_quoted(conninfo)}"
            f" PUBLICATION {name}",
            unsubscribe=f"DROP SUBSCRIPTION {name}",
        )

    def _checked(self, district: Database) -> str:
        """The code of the district's home centre."""
        for database in (district, self._database):
            if database.is_sqlite:
                address = database.url.render_as_string()
                raise NotNow("replication-needs-postgres", address=address)
        with district.raw_read() as there, self._database.raw_read() as here:
            for connection in (there, here):
                _refuse_old(connection)
            _refuse_other_revision(there, here)
            _refuse_without_logical_log(there)
            centre = there.execute(_HOME).scalar_one_or_none()
            if centre is None:
                raise Unavailable("database-not-made")
            _refuse_held(here, centre)
        return centre


def _published(mapped: type[Base], centre: str) -> str:
    """A table, the columns that travel if not all do, and the rows of the centre.

    The filter's column belongs to the primary key; otherwise every UPDATE and DELETE would fail.
    """
    columns = published_columns(mapped)
    names = "" if len(columns) == len(mapped.__table__.columns) else f" ({', '.join(columns)})"
    return f"{mapped.__tablename__}{names} WHERE ({centre_column(mapped)} = {_quoted(centre)})"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _refuse_old(connection: Connection) -> None:
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    if version < _OLDEST:
        raise NotNow("replication-server-old", version=version // 10_000)


def _refuse_other_revision(district: Connection, city: Connection) -> None:
    there, here = stored_revision(district), stored_revision(city)
    if there is None or here is None or there != here:
        raise NotNow("replication-other-revision", district=there or "-", city=here or "-")


def _refuse_without_logical_log(district: Connection) -> None:
    level = district.execute(text("SHOW wal_level")).scalar_one()
    if level != "logical":
        raise NotNow("replication-wal-level", level=level)


def _refuse_held(city: Connection, centre: str) -> None:
    held = city.execute(select(Centre.city).where(Centre.code == centre)).scalar_one_or_none()
    if held is not None:
        raise NotNow("centre-code-taken", code=centre, city=held)
