"""The database: whether it can be used, is undamaged, and cannot be read by others."""

import os
import shlex
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from commandcenter.commands.doctor.check import Check, Verdict, missing, note, ok
from commandcenter.database import Database
from commandcenter.database.driver_errors import foreign_refused
from commandcenter.database.engines import open_engine, read_url, refuse_network_share, sqlite_file
from commandcenter.database.postgres.opening import role_of
from commandcenter.database.revision import check_current
from commandcenter.errors import CommandCenterError, Unavailable
from commandcenter.private_files import OTHERS
from commandcenter.settings import data_folder

_SQLITE_NEEDED = (3, 35)
_BESIDE = ("-wal", "-shm")


def database_checks(address: str) -> Iterator[Check]:
    """Check the database; for a file, also who else may read it."""
    try:
        url = read_url(address)
        file = sqlite_file(url)
        yield _postgresql(url) if file is None else _sqlite(address, file.absolute())
        if file and file.exists() and os.name == "posix":
            yield from _rights(file.absolute())
    except CommandCenterError as refusal:
        yield Check("database", Verdict.MISSING, refusal.error_id, refusal.params)


def _sqlite(address: str, file: Path) -> Check:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < _SQLITE_NEEDED:
        needed = ".".join(str(part) for part in _SQLITE_NEEDED)
        return missing("database", "sqlite-old", version=version, needed=needed)
    refuse_network_share(file)
    folder = next(parent for parent in file.parents if parent.is_dir())
    try:
        _try_to_write(folder, file)
    except OSError as trouble:
        return missing("database", "sqlite-unwritable", folder=folder, trouble=trouble.strerror)
    quoted = shlex.quote(address)
    free = f"{shutil.disk_usage(folder).free / 2**30:.1f}"
    if not file.exists():
        return note(
            "database", "sqlite-absent", version=version, file=file, free_gib=free, address=quoted
        )
    if file.is_file() and file.stat().st_size == 0:
        return missing("database", "sqlite-empty", file=file, address=quoted)
    _refuse_unsound(address)
    return ok("database", "sqlite-usable", version=version, file=file, free_gib=free)


def _try_to_write(folder: Path, file: Path) -> None:
    """OSError where the log beside the file cannot be made, or the file not be written."""
    with tempfile.TemporaryFile(dir=folder) as trial:
        trial.write(bytes(4096))
    if file.exists() and not os.access(file, os.W_OK):
        raise PermissionError(0, f"{file.name}: read-only")


def _refuse_unsound(address: str) -> None:
    """Unavailable for a file that is damaged, holds no centre, or one of another version."""
    with closing(Database(address)) as database, database.raw_read() as connection:
        check_current(connection)
        if _damage(connection):
            raise Unavailable("database-damaged")


def _damage(connection: Connection) -> bool:
    found: str = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    return found != "ok"


def _rights(file: Path) -> Iterator[Check]:
    beside = [file.with_name(file.name + end) for end in _BESIDE]
    files = [file, *beside, file.with_suffix(".anchors.txt")]
    readable = [str(one) for one in files if one.exists() and one.stat().st_mode & OTHERS]
    if readable:
        yield note("rights", "rights-open", files=", ".join(readable), names=shlex.join(readable))
    if _is_open(file.parent):
        name = shlex.quote(str(file.parent))
        yield note("rights", "rights-folder-open", folder=file.parent, name=name)
    elif not readable:
        yield ok("rights", "rights-private")


def _is_open(folder: Path) -> bool:
    """The program's own folder if others may enter it; any folder in which others may rename files,
    and so replace this database by another one."""
    mode = folder.stat().st_mode
    if folder == data_folder():
        return bool(mode & OTHERS)
    return bool(mode & (stat.S_IWGRP | stat.S_IWOTH)) and not mode & stat.S_ISVTX


def _postgresql(url: URL) -> Check:
    """Unavailable where it holds no centre, one of another version, or one that is closed to this
    role; InvalidInput where it is not in UTF8."""
    address = url.render_as_string(hide_password=True)
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
            with foreign_refused(role_of(url)):
                check_current(connection)
    except OperationalError as trouble:
        first = str(trouble.orig).strip().splitlines()[0]
        return missing("database", "postgresql-away", address=address, trouble=first)
    finally:
        engine.dispose()
    return ok("database", "postgresql-usable", version=version, address=address)
