"""Makes a backup: a copy made while people work, with its manifest, in one file."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Self

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from commandcenter import __version__
from commandcenter.database import Database
from commandcenter.database.postgres.dumping import dump
from commandcenter.database.postgres.line import unhurried
from commandcenter.database.revision import stored_revision
from commandcenter.database.sqlite.online_copy import copy_online
from commandcenter.database.sqlite.setting_aside import sync_folder
from commandcenter.database.this_centre import home_row
from commandcenter.errors import InvalidInput
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.work.log.anchor import Anchor
from commandcenter.models.work.log.event_log import GENESIS, EventLogEntry
from commandcenter.new_file import OWNER_ONLY, check_output, new_file
from commandcenter.private_files import PRIVATE_FOLDER, make_private_folder
from commandcenter.services.backup.key_file import Keys
from commandcenter.services.backup.manifest import (
    ANCHORS,
    DATABASE,
    DUMP,
    POSTGRESQL,
    SQLITE,
    FileSum,
    LastAnchor,
    LogEnd,
    Manifest,
    TableSum,
    name_of,
)
from commandcenter.services.backup.parcel import write_parcel
from commandcenter.services.backup.tables import sums_of, sums_of_file

#: How backups end, plain and encrypted.
PLAIN, ENCRYPTED = ".tar", ".tar.age"
#: How a copy ends that is not a backup yet; one that a killed program left behind can go.
SCRATCH = ".backup-part"


@dataclass(frozen=True)
class Made:
    """A backup that was just made."""

    file: Path
    size: int
    is_encrypted: bool
    manifest: Manifest


def make_backup(database: Database, place: Path, *, anchor_file: Path, keys: Keys | None) -> Made:
    """Back up a database into the file, or the folder, `place`.

    It appears under its name when all of it is written. InvalidInput or NotNow for a place that
    cannot be written to, Unavailable for a damaged database.
    """
    try:
        is_folder = place.is_dir()
        folder = place if is_folder else place.parent
        make_private_folder(folder)
        if not is_folder:
            check_output(place, [anchor_file])  # before anything is copied
        _check_room(database, folder)
        with _scratch_folder(folder) as scratch:
            copy = _copy_of_file if database.is_sqlite else _dump_of_server
            manifest, files = copy(database, scratch, anchor_file)
            ending = ENCRYPTED if keys else PLAIN
            name = name_of(manifest.centre, manifest.made_at) + ending
            file = place / name if is_folder else place
            with new_file(file, inputs=[anchor_file], mode=OWNER_ONLY) as out:
                write_parcel(out, manifest, files, keys)
            sync_folder(folder)
            return Made(file, file.stat().st_size, keys is not None, manifest)
    except OSError as error:
        raise InvalidInput("backup-unwritable", file=place, reason=error.strerror) from error


def _check_room(database: Database, folder: Path) -> None:
    """For the copy and the backup that is made of it, both of the size of the database."""
    if not database.is_sqlite:
        return
    with database.raw_read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        needed = 2 * pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    free = shutil.disk_usage(folder).free
    if free < needed:
        sizes = {"needed": _gib(needed), "free": _gib(free)}
        raise InvalidInput("backup-no-room", folder=folder, **sizes)


def _gib(size: int) -> str:
    return f"{size / 2**30:.1f}"


@contextmanager
def _scratch_folder(folder: Path) -> Iterator[Path]:
    """Beside the backup, on the disk that must have room for it anyway."""
    scratch = folder / f".{secrets.token_hex(4)}{SCRATCH}"
    scratch.mkdir(PRIVATE_FOLDER)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _copy_of_file(
    database: Database, scratch: Path, anchor_file: Path
) -> tuple[Manifest, dict[str, Path]]:
    copy, begun = scratch / DATABASE, _Begun.now(database)
    with database.read() as session:
        facts = _facts(session)  # begins the transaction in which all of it is read
        copy_online(session.connection(), copy)
    files = {DATABASE: copy, **_anchors(anchor_file)}
    return _manifest(begun, facts, SQLITE, sums_of_file(copy), files), files


def _dump_of_server(
    database: Database, scratch: Path, anchor_file: Path
) -> tuple[Manifest, dict[str, Path]]:
    """pg_dump and the sums see the same snapshot."""
    folder, begun = scratch / DUMP, _Begun.now(database)
    with database.read() as session, unhurried(session.connection()):
        facts = _facts(session)
        snapshot = session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        dump(database.url, folder, snapshot=snapshot)
        sums = sums_of(session.connection())
    files = {f"{DUMP}/{file.name}": file for file in sorted(folder.iterdir())}
    files |= _anchors(anchor_file)
    return _manifest(begun, facts, POSTGRESQL, sums, files), files


@dataclass(frozen=True)
class _Begun:
    """When copying began, by the machine's clock and the centre's."""

    made_at: datetime
    centre_time: datetime

    @classmethod
    def now(cls, database: Database) -> Self:
        return cls(database.real_clock(), database.clock())


@dataclass(frozen=True)
class _Facts:
    city: str
    centre: str
    schema_version: str
    log: LogEnd
    last_anchor: LastAnchor | None


def _facts(session: Session) -> _Facts:
    centre, revision = home_row(session), stored_revision(session.connection()) or ""
    return _Facts(centre.city, centre.code, revision, _log_end(session), _last_anchor(session))


def _manifest(
    begun: _Begun,
    facts: _Facts,
    database: str,
    tables: dict[str, TableSum],
    files: dict[str, Path],
) -> Manifest:
    return Manifest(
        program=__version__,
        schema_version=facts.schema_version,
        database=database,
        city=facts.city,
        centre=facts.centre,
        centre_time=begun.centre_time,
        made_at=begun.made_at,
        log=facts.log,
        last_anchor=facts.last_anchor,
        tables=tables,
        files={name: _file_sum(file) for name, file in files.items()},
    )


def _anchors(anchor_file: Path) -> dict[str, Path]:
    return {ANCHORS: anchor_file} if anchor_file.is_file() else {}


def _log_end(session: Session) -> LogEnd:
    query = select(EventLogEntry).where(EventLogEntry.centre == THIS_CENTRE)
    last = session.scalars(query.order_by(EventLogEntry.sequence.desc()).limit(1)).first()
    return (
        LogEnd(sequence=last.sequence, hash=last.hash) if last else LogEnd(sequence=0, hash=GENESIS)
    )


def _last_anchor(session: Session) -> LastAnchor | None:
    query = select(Anchor).where(Anchor.centre == THIS_CENTRE)
    last = session.scalars(query.order_by(Anchor.day.desc()).limit(1)).first()
    if last is None:
        return None
    return LastAnchor(day=last.day.isoformat(), sequence=last.last_sequence, hash=last.hash)


def _file_sum(file: Path) -> FileSum:
    with file.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
        return FileSum(bytes=content.tell(), sha256=digest)
