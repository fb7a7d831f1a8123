"""Every writing transaction is counted in the head of the file; so that a log can be matched to its
file.

The count is SQLite's `user_version`, which stands on the first page
(https://www.sqlite.org/fileformat2.html#user_version_number): each transaction writes that page, so
that the log (https://www.sqlite.org/fileformat2.html#walformat) holds every count since it was
begun, and the file the last one that was copied back. A file that was put beside the log of another
has a count that is neither in that log nor just before it.
"""

import random
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from commandcenter.database.sqlite.looking import look
from commandcenter.errors import Unavailable

_COUNTS = 2**31
_LOG_HEAD = struct.Struct(">4s4xI4x8s8s")
_FRAME_HEAD = struct.Struct(">II8s8s")
#: The words of checksums are little-endian in logs with the first mark, big-endian with the other.
_WORDS = {b"\x37\x7f\x06\x82": "<", b"\x37\x7f\x06\x83": ">"}
_COUNT_ON_PAGE = slice(60, 64)


def begin_count(connection: sqlite3.Connection) -> None:
    """Start the count at a random number, so that two files made in the same way differ."""
    connection.execute(f"PRAGMA user_version = {random.randrange(_COUNTS)}")


def count_up(connection: sqlite3.Connection) -> None:
    """Increase the count, once in each transaction that writes."""
    (count,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute(f"PRAGMA user_version = {(count + 1) % _COUNTS}")


def refuse_log_of_another_state(file: Path, log: Path) -> None:
    """Unavailable where a log was left behind that was not begun on this file.

    A killed program leaves a log that fits, and so does a copy of file and log; a log that cannot
    be read is no proof. Programs that write meanwhile change the count: then the log is theirs.
    """
    count = look(file).write_count if log.exists() else None
    if count is None:
        return
    counts = _counts_of(log)
    if counts and count not in (_before(counts[0]), *counts) and look(file).write_count == count:
        raise Unavailable("database-log-of-another-state", file=file)


def _before(count: int) -> int:
    return (count - 1) % _COUNTS


def _counts_of(log: Path) -> list[int]:
    """None if the program that used the log has just ended and deleted it."""
    try:
        with log.open("rb") as opened:
            return _counts_in(opened)
    except OSError:
        return []


class _Frame(NamedTuple):
    page: int
    ends_transaction: bool
    is_sound: bool
    content: bytes


def _counts_in(log: BinaryIO) -> list[int]:
    """The counts of the log's first pages, oldest first; none where nothing of it would be read.

    The first one is only believed with its checksum: SQLite does not read an interrupted write
    either.
    """
    counts: list[int] = []
    is_committed = False
    for frame in _frames(log):
        if frame.page == 1:
            if not counts and not frame.is_sound:
                return []
            counts.append(int.from_bytes(frame.content[_COUNT_ON_PAGE], "big"))
        is_committed = is_committed or (frame.ends_transaction and bool(counts))
    return counts if is_committed else []


def _frames(log: BinaryIO) -> Iterator[_Frame]:
    """Those since the log was begun: behind them may lie frames with the salts of earlier times.
    Content is read, and its checksum looked at, of first pages alone."""
    head = log.read(_LOG_HEAD.size)
    if len(head) < _LOG_HEAD.size:
        return
    mark, page_size, salts, checksum = _LOG_HEAD.unpack(head)
    words = _WORDS.get(mark)
    while words and len(head := log.read(_FRAME_HEAD.size)) == _FRAME_HEAD.size:
        page, pages_after, own_salts, own_checksum = _FRAME_HEAD.unpack(head)
        if own_salts != salts:
            return
        content, is_sound = b"", True
        if page == 1:
            content = log.read(page_size)
            is_sound = _checksum(words, checksum, head[:8] + content) == own_checksum
        else:
            log.seek(page_size, 1)
        yield _Frame(page, pages_after > 0, is_sound, content)
        checksum = own_checksum


def _checksum(words: str, start: bytes, content: bytes) -> bytes:
    first, second = struct.unpack(">II", start)
    pairs = struct.iter_unpack(f"{words}II", content)
    for one, other in pairs:
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return struct.pack(">II", first, second)
