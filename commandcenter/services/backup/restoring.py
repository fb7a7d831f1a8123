"""Restores a backup into a file that is written beside its place and then renamed into it."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import text

from commandcenter.database import Database
from commandcenter.database.driver_errors import foreign_refused
from commandcenter.database.engines import refuse_network_share
from commandcenter.database.making.sqlite_file import refuse_other_program
from commandcenter.database.sqlite.setting_aside import held_alone, move_aside, sync_folder
from commandcenter.errors import InvalidInput, NotNow, Unavailable
from commandcenter.private_files import PRIVATE_FILE, make_private_folder
from commandcenter.services.backup.key_file import Keys
from commandcenter.services.backup.manifest import ANCHORS, DATABASE, Manifest
from commandcenter.services.backup.parcel import Parcel, open_parcel

#: Every transaction that writes into the log, or a row outside it, ends with a seal.
_LAST_SEALS = text(
    "SELECT s.centre, s.sequence, s.hash FROM seals s"
    " WHERE s.sequence = (SELECT max(sequence) FROM seals WHERE centre = s.centre)"
)
_HAS_SEAL = "SELECT 1 FROM seals WHERE centre = ? AND sequence = ? AND hash = ?"
_NOT_READABLE = frozenset({"database-damaged", "database-not-made", "database-cannot-open"})


@dataclass(frozen=True)
class Restored:
    """A restored database, and where the one that was there before is now."""

    file: Path
    manifest: Manifest
    set_aside: Path | None


def restore_backup(
    backup: Path, target: Path, *, now: datetime, keys: Keys | None = None, is_chosen: bool
) -> Restored:
    """Restore a backup into the file `target`.

    A database that is there already is renamed, never overwritten. It must not be in use
    (Unavailable), and the backup must hold all that it holds (NotNow), unless this very place was
    chosen. InvalidInput or Unavailable for a backup that is cut off, altered, newer than the
    program, or needs another key. Whatever is refused, nothing has changed.
    """
    refuse_network_share(target)
    try:
        make_private_folder(target.parent)
        with open_parcel(backup, keys, target.parent) as parcel:
            if DATABASE not in parcel.manifest.files:
                raise InvalidInput("backup-of-server", file=backup)
            _check_free(target)
            with _written_beside(target) as (part, out):
                parcel.copy(DATABASE, out)
                _sync(out)
                if not is_chosen:
                    _refuse_newer(target, part)
                set_aside = _put(part, target, now)
            _restore_anchors(parcel, target)
            return Restored(target, parcel.manifest, set_aside)
    except OSError as error:
        raise InvalidInput("restore-unwritable", file=target, reason=error.strerror) from error


@contextmanager
def _written_beside(target: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as out:
            yield part, out
    finally:
        part.unlink(missing_ok=True)


def _sync(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())


def _check_free(target: Path) -> None:
    """Unavailable where the file at this place is in use, or is no database of ours."""
    if target.is_dir() or (target.exists() and not target.is_file()):
        raise InvalidInput("output-is-device", file=target)
    if target.is_file() and target.stat().st_size:
        with held_alone(target):
            pass
        refuse_other_program(target)


def _put(part: Path, target: Path, now: datetime) -> Path | None:
    """Rename into place; returns where the database that was there is now."""
    aside = target.with_name(f"{target.stem}.before-{now:%Y%m%dT%H%M%SZ}{target.suffix}")
    if not _is_there(target):
        move_aside(target, aside)  # what SQLite left of a file that is gone
        part.rename(target)
        sync_folder(target.parent)
        return None
    with held_alone(target):
        move_aside(target, aside)
        part.rename(target)
    sync_folder(target.parent)
    return aside


def _is_there(target: Path) -> bool:
    return target.is_file() and target.stat().st_size > 0


def _restore_anchors(parcel: Parcel, target: Path) -> None:
    """The list of anchors, where there is none: one that is there may reach farther."""
    place = target.with_suffix(".anchors.txt")
    if ANCHORS in parcel.manifest.files and not place.exists():
        with _written_beside(place) as (part, out):
            parcel.copy(ANCHORS, out)
            _sync(out)
            part.rename(place)


def _refuse_newer(target: Path, part: Path) -> None:
    """NotNow for a database whose last seals are not in the backup, or that cannot be read."""
    if not _is_there(target):
        return
    try:
        with (
            closing(Database(f"sqlite:///{target}")) as database,
            database.raw_read() as connection,
        ):
            ends = connection.execute(_LAST_SEALS).all()
    except Unavailable as refusal:
        if refusal.error_id not in _NOT_READABLE:
            raise
        raise NotNow("restore-over-unreadable", file=target) from refusal
    address = f"{part.absolute().as_uri()}?mode=ro&immutable=1"
    with foreign_refused(), closing(sqlite3.connect(address, uri=True)) as restored:
        for end in ends:
            if restored.execute(_HAS_SEAL, tuple(end)).fetchone() is None:
                raise NotNow("restore-over-newer", file=target)
