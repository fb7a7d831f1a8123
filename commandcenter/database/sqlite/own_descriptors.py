"""The files that SQLite holds open for this process, read through its own descriptors.

Opening and closing a database file without SQLite releases all locks that SQLite holds on it: POSIX
ties locks to the process, not to the descriptor.
"""

import os
from pathlib import Path

#: Device and inode: what a file is, whatever its name.
Identity = tuple[int, int]

_OWN = Path("/proc/self/fd")


def identity(status: os.stat_result) -> Identity:
    return status.st_dev, status.st_ino


def identity_at(path: Path) -> Identity | None:
    """The identity of the file at a path; None if there is none."""
    try:
        return identity(path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return None


def own_descriptor(wanted: Identity) -> int | None:
    """A descriptor of this process for that file; None if there is none, or no /proc."""
    if not _OWN.is_dir():
        return None
    for link in _OWN.iterdir():
        if is_descriptor_of(int(link.name), wanted):
            return int(link.name)
    return None


def is_descriptor_of(descriptor: int, wanted: Identity) -> bool:
    """False also where it has been closed meanwhile."""
    try:
        return identity(os.fstat(descriptor)) == wanted
    except OSError:
        return False


def is_open_here(wanted: Identity) -> bool:
    """Whether this process has that file open; without /proc it is taken for granted."""
    return not _OWN.is_dir() or own_descriptor(wanted) is not None
