"""Refuses to open a file next to the write-ahead log of another file that is still in use."""

import os
from pathlib import Path

from commandcenter.database.sqlite.own_descriptors import identity_at
from commandcenter.errors import Unavailable

_LOCKS = Path("/proc/locks")
#: "1: POSIX  ADVISORY  READ 117 fe:00:2161774 124 124": the process, and a word with the inode.
_PROCESS, _INODE = 4, 5
_LOOKS = 2  # a process that is just opening a file may be listed in part


def refuse_foreign_log(file: Path, index: Path) -> None:
    """Unavailable where others have the log's index open, and nobody the file itself.

    A program in WAL mode holds locks on both as long as it has a connection; without the lock on
    the file, the log belongs to a file that was here before. Opened with that log, the new file
    would be overwritten.
    """
    if _LOCKS.is_file() and all(_is_foreign(file, index) for _ in range(_LOOKS)):
        raise Unavailable("database-log-of-other-file", file=file)


def _is_foreign(file: Path, index: Path) -> bool:
    """Only if both files are still there afterwards: a program that ends deletes the index, and a
    new file anywhere on the disk, with locks of its own, may get its inode."""
    main, log_index = identity_at(file), identity_at(index)
    if main is None or log_index is None or not _is_held_alone(main[1], log_index[1]):
        return False
    return (identity_at(file), identity_at(index)) == (main, log_index)


def _is_held_alone(main: int, log_index: int) -> bool:
    locks = _LOCKS.read_text(encoding="ascii", errors="replace")
    lines = [words for words in map(str.split, locks.splitlines()) if words[1] == "POSIX"]
    holders = {(int(words[_INODE].rpartition(":")[2]), int(words[_PROCESS])) for words in lines}
    of_index = {process for inode, process in holders if inode == log_index}
    return bool(of_index - {os.getpid()}) and all(inode != main for inode, _ in holders)
