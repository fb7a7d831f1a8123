"""Makes the backup of a SQLite file: a copy made online, its manifest, both in one file."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter import __version__
from commandcenter.database import Database
from commandcenter.database.revision import revisions
from commandcenter.database.sqlite.online_copy import copy_online
from commandcenter.database.sqlite.setting_aside import sync_folder
from commandcenter.database.this_centre import home_row
from commandcenter.errors import InvalidInput
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.work.log.anchor import Anchor
from commandcenter.models.work.log.event_log import GENESIS, EventLogEntry
from commandcenter.new_file import OWNER_ONLY, check_output, new_file
from commandcenter.private_files import make_private_folder
from commandcenter.services.backup.key_file import Keys
from commandcenter.services.backup.manifest import (
    ANCHORS,
    DATABASE,
    FileSum,
    LastAnchor,
    LogEnd,
    Manifest,
    name_of,
)
from commandcenter.services.backup.parcel import write_parcel
from commandcenter.services.backup.tables import sums_of_file

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
    """Back up a SQLite file into the file, or the folder, `place`.

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
        with _scratch_file(folder) as copy:
            manifest = _copied(database, copy, anchor_file)
            ending = ENCRYPTED if keys else PLAIN
            name = name_of(manifest.centre, manifest.made_at) + ending
            file = place / name if is_folder else place
            files = {DATABASE: copy, ANCHORS: anchor_file}
            with new_file(file, inputs=[anchor_file], mode=OWNER_ONLY) as out:
                write_parcel(out, manifest, files, keys)
            sync_folder(folder)
            return Made(file, file.stat().st_size, keys is not None, manifest)
    except OSError as error:
        raise InvalidInput("backup-unwritable", file=place, reason=error.strerror) from error


def _check_room(database: Database, folder: Path) -> None:
    """For the copy and the backup that is made of it, both of the size of the database."""
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
def _scratch_file(folder: Path) -> Iterator[Path]:
    """A name beside the backup, on the disk that must have room for it anyway."""
    copy = folder / f".{secrets.token_hex(4)}{SCRATCH}"
    try:
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _copied(database: Database, copy: Path, anchor_file: Path) -> Manifest:
    made_at, centre_time = database.real_clock(), database.clock()
    with database.raw_read() as connection, Session(connection) as session:
        centre = home_row(session)  # begins the transaction in which all of it is read
        city, code = centre.city, centre.code
        log, anchor = _log_end(session), _last_anchor(session)
        copy_online(connection, copy)
    kept = {DATABASE: copy, ANCHORS: anchor_file}
    return Manifest(
        city=city,
        centre=code,
        program=__version__,
        schema_version=revisions()[-1],
        database="sqlite",
        centre_time=centre_time,
        made_at=made_at,
        log=log,
        last_anchor=anchor,
        tables=sums_of_file(copy),
        files={name: _file_sum(file) for name, file in kept.items() if file.is_file()},
    )


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
