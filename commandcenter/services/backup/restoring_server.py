"""Restores the backup of a PostgreSQL database into an empty one, completely or not at all."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
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
from commandcenter.services.backup.tables import sums_of


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
def scratch_database(address: str) -> Iterator[str]:
    """The address of a new database on the same server, dropped afterwards. Unavailable if this
    role may not create one."""
    url, name = read_url(address), f"commandcenter_drill_{secrets.token_hex(4)}"
    with foreign_refused(role_of(url)), closing(line_to(url)) as line:
        line.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'".encode())
        try:
            yield url.set(database=name).render_as_string()
        finally:
            line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


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
