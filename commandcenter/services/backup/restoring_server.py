"""Restores the backup of a PostgreSQL database into an empty one, completely or not at all."""

import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import inspect

from commandcenter.database import Database
from commandcenter.database.driver_errors import foreign_refused
from commandcenter.database.engines import read_url
from commandcenter.database.making.postgres_check import check_server
from commandcenter.database.postgres.dumping import load
from commandcenter.database.postgres.line import line_to, unhurried
from commandcenter.database.postgres.opening import role_of
from commandcenter.errors import InvalidInput, NotNow
from commandcenter.services.backup.key_file import Keys
from commandcenter.services.backup.manifest import DUMP, POSTGRESQL, Manifest
from commandcenter.services.backup.parcel import Parcel, open_parcel
from commandcenter.services.backup.shelf import ABANDONED
from commandcenter.services.backup.tables import sums_of

#: How the scratch database of a drill is named: this, the moment, and some random digits.
_DRILL, _MOMENT = "commandcenter_drill_", "%Y%m%dt%H%M%S"
_NAME = re.compile(rf"{_DRILL}(?P<moment>\d{{8}}t\d{{6}})_[0-9a-f]{{8}}")
_UNUSED = (
    "SELECT datname FROM pg_database d"
    " WHERE datname LIKE %s AND pg_get_userbyid(datdba) = current_user"
    " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)"
)


def restore_into_server(backup: Path, address: str, *, keys: Keys | None = None) -> Manifest:
    """Restore a backup into the empty PostgreSQL database at an address.

    NotNow for a database that has tables; InvalidInput or Unavailable for a backup that is cut
    off, altered, newer than the program, of a file, or needs another key. Whatever is refused,
    nothing has changed.
    """
    with (
        closing(Database(address)) as database,
        tempfile.TemporaryDirectory(prefix="commandcenter-restore-") as scratch,
        open_parcel(backup, keys, Path(scratch)) as parcel,
    ):
        if parcel.manifest.database != POSTGRESQL:
            raise InvalidInput("restore-into-server")
        check_server(database)
        _refuse_tables(database)
        load(database.url, _unpacked(parcel, Path(scratch)))
        return parcel.manifest


def differing_tables(manifest: Manifest, address: str) -> list[str]:
    """The tables of a PostgreSQL database that are not what the manifest says."""
    with (
        closing(Database(address)) as database,
        database.read() as session,
        unhurried(session.connection()),
    ):
        found = sums_of(session.connection())
    names = sorted(manifest.tables.keys() | found.keys())
    return [name for name in names if manifest.tables.get(name) != found.get(name)]


@contextmanager
def scratch_database(address: str, now: datetime) -> Iterator[str]:
    """The address of a new database on the same server, dropped afterwards. Unavailable if this
    role may not create one."""
    url, name = read_url(address), f"{_DRILL}{now.astimezone(UTC):{_MOMENT}}_{secrets.token_hex(4)}"
    with foreign_refused(role_of(url)), closing(line_to(url)) as line:
        line.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'".encode())
        try:
            yield url.set(database=name).render_as_string()
        finally:
            line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def drop_old_scratch_databases(address: str, now: datetime) -> None:
    """Drop the scratch databases that killed programs left on the server of an address: those of
    this role that nobody uses, a day after they were made, by their names."""
    url = read_url(address)
    with foreign_refused(role_of(url)), closing(line_to(url)) as line:
        for (name,) in line.execute(_UNUSED, [f"{_DRILL}%"]).fetchall():
            made_at = _made_at(name)
            if made_at is not None and now - made_at > ABANDONED:
                line.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())


def _made_at(name: str) -> datetime | None:
    """When a scratch database of this name was made; None for any other name."""
    parts = _NAME.fullmatch(name)
    try:
        at = datetime.strptime(parts["moment"], _MOMENT) if parts else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at else None


def _refuse_tables(database: Database) -> None:
    with database.raw_read() as connection:
        if inspect(connection).get_table_names():
            raise NotNow("restore-into-used-server", address=database.url.render_as_string())


def _unpacked(parcel: Parcel, scratch: Path) -> Path:
    folder = scratch / DUMP
    folder.mkdir()
    for name in parcel.manifest.files:
        if name.startswith(f"{DUMP}/"):
            with (scratch / name).open("wb") as out:
                parcel.copy(name, out)
    return folder
