"""Opens SQLite and PostgreSQL; the differences between them are kept here."""

import re
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from commandcenter.clock import steady_seconds
from commandcenter.database.postgres.opening import open_postgres
from commandcenter.database.postgres.tls import verifying
from commandcenter.database.sqlite.file_place import FilePlace
from commandcenter.database.sqlite.opening import check_place, connect
from commandcenter.database.sqlite.write_count import count_up
from commandcenter.errors import InvalidInput
from commandcenter.patience import QUEUE_SECONDS

#: The execution option of a writer's connection: until when, in steady seconds, it may wait.
WAITS_UNTIL = "waits_until"

#: Five connections that stay, and 15 more if needed: one for each thread of the gateway.
_POOL = {"pool_size": 5, "max_overflow": 15}
_NETWORK_FILE_SYSTEMS = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs"),
        *("ceph", "glusterfs", "lustre", "beegfs", "davfs"),
        *(f"fuse.{name}" for name in ("sshfs", "ceph", "glusterfs", "rclone", "s3fs")),
        *("fuse.davfs2", "fuse.gvfsd-fuse"),
    }
)
_SQLITE = re.compile(r"sqlite(?:\+pysqlite)?://(?:/(?P<file>.*))?", re.DOTALL)
_ESCAPED = re.compile(r"\\([0-7]{3})")  # how the kernel writes a space in a mount point


def read_url(text: str) -> URL:
    """The address of a database, with our driver, and with `sslmode=verify-full` where a server is
    on another machine. InvalidInput if it is not an address, or contains a password."""
    if file := _SQLITE.fullmatch(text):
        return _sqlite_url(text, file["file"] or "")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise InvalidInput("database-address-unreadable", address=text) from None
    if url.get_backend_name() != "postgresql":
        raise InvalidInput("database-kind-unknown", kind=url.get_backend_name())
    if url.password or "password" in url.query:
        raise InvalidInput("password-in-address")
    try:
        make_conninfo(**{name: str(value) for name, value in url.query.items()})
    except psycopg.ProgrammingError:  # an option that PostgreSQL does not have
        raise InvalidInput("database-address-unreadable", address=text) from None
    return verifying(url.set(drivername="postgresql+psycopg"))


def _sqlite_url(text: str, file: str) -> URL:
    """What stands after `sqlite:///` is the file, letter for letter: `?` and `%20` are letters too.

    Only where no such file is there and one of the decoded name is, that one is meant.
    """
    if file in ("", ":memory:"):  # nobody else could open it
        raise InvalidInput("database-address-unreadable", address=text)
    decoded = unquote(file)
    is_decoded = not Path(file).exists() and Path(decoded).exists()
    return URL.create("sqlite", database=decoded if is_decoded else file)


def open_engine(url: URL, place: FilePlace | None = None) -> Engine:
    """An engine with the pragmas or limits of its kind of database; `place` is that of a file,
    shared by all engines of a process."""
    file = sqlite_file(url)
    return _open_sqlite(url, place or FilePlace(file)) if file else open_postgres(url, **_POOL)


def patience_ms(connection: Connection) -> int:
    """The time to wait in milliseconds: for a writer, what is left of it. Never 0, which PostgreSQL
    takes for "no limit"."""
    until: float | None = connection.get_execution_options().get(WAITS_UNTIL)
    left = QUEUE_SECONDS if until is None else until - steady_seconds()
    return max(1, round(left * 1000))


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite address; None for PostgreSQL."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database)


def refuse_network_share(file: Path) -> None:
    """Refuse a file on a network file system, where WAL mode can damage it."""
    kind = file_system_of(file.resolve())
    if kind in _NETWORK_FILE_SYSTEMS:
        raise InvalidInput("database-on-network-share", file=file, kind=kind)


def file_system_of(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The type of the file system of a path, as the kernel names it; '' if unknown."""
    if not mounts.is_file():
        return ""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, escaped, type_name, *_ = line.split(" ")
        point = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), escaped)
        if path.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, type_name
    return kind


def _open_sqlite(url: URL, place: FilePlace) -> Engine:
    # what is bound to a statement may be somebody's name: it never goes into a log
    engine = create_engine(
        url,
        creator=partial(connect, place, busy_seconds=QUEUE_SECONDS),
        hide_parameters=True,
        pool_timeout=QUEUE_SECONDS,
        **_POOL,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        check_place(place, connection)
        writes = WAITS_UNTIL in connection.get_execution_options()
        driver: Any = connection.connection.dbapi_connection  # every request comes here
        driver.execute(f"PRAGMA busy_timeout = {patience_ms(connection)}")
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        driver.changes_before = driver.total_changes

    @event.listens_for(engine, "commit")
    def _commit(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        if driver.total_changes != driver.changes_before:
            count_up(driver)

    return engine
