"""Renames a database file, without opening it, if nobody else has it open."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commandcenter.database.sqlite.own_descriptors import identity, own_descriptor
from commandcenter.errors import Unavailable

#: Where SQLite has its locks: whoever reads holds a part of these bytes, in WAL mode as long as
#: the file is open (`PENDING_BYTE` and what follows, https://www.sqlite.org/lockingv3.html).
_READERS, _READERS_BYTES = 0x40000002, 510
#: What SQLite keeps beside a file, in the order in which it is moved.
BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def held_alone(file: Path) -> Iterator[None]:
    """Nobody can open the file within the block. Unavailable where somebody has it open."""
    if own_descriptor(identity(file.stat())) is not None:  # closing it would give up its locks
        raise Unavailable("database-in-use", file=file)
    with file.open("r+b") as opened:
        try:
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB, _READERS_BYTES, _READERS)
        except OSError:
            raise Unavailable("database-in-use", file=file) from None
        yield


def move_aside(file: Path, aside: Path) -> None:
    """Rename the file, and what SQLite left beside it."""
    if file.exists():
        file.rename(aside)
    for end in BESIDE:
        left = file.with_name(f"{file.name}{end}")
        if left.exists():
            left.rename(aside.with_name(f"{aside.name}{end}"))
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
