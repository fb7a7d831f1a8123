"""Notices that the database file was overwritten in place, as `cp backup.sqlite3 FILE` does.

While a connection in WAL mode is open, the file itself changes by checkpoints alone, and each of
them leaves its count in the WAL index (`WalCkptInfo`, https://www.sqlite.org/walformat.html). A
file that changed without one was changed by another program.
"""

import hashlib
import os
import struct
from dataclasses import dataclass, replace

from commandcenter.database.sqlite.own_descriptors import (
    Identity,
    is_descriptor_of,
    own_descriptor,
)

#: Of the WAL index: the two salts of the WAL; pages copied back; pages that were to be copied.
_SALTS, _COPIED, _ATTEMPTED = slice(32, 40), slice(96, 100), slice(128, 132)
_INDEX_BYTES = 136
#: Of a file up to 8 MiB everything is compared, of a larger one this many pieces spread over it.
_PIECES, _PIECE_BYTES = 2048, 4096


@dataclass(frozen=True, slots=True)
class _Checkpoints:
    salts: bytes
    copied: int
    attempted: int

    @property
    def is_one_running(self) -> bool:
        return self.copied < self.attempted


@dataclass(frozen=True, slots=True)
class _Seen:
    """The file after a checkpoint: when it was written, its length in bytes, a digest of it."""

    written_ns: int
    size: int
    checkpoints: _Checkpoints
    digest: bytes


class Overwriting:
    """Remembers the file as the last checkpoint left it. Without /proc it notices nothing."""

    def __init__(self) -> None:
        self._seen: _Seen | None = None
        self._descriptors: dict[Identity, int] = {}

    def is_seen(self, main: Identity, index: Identity | None) -> bool:
        """Whether the file holds what no checkpoint wrote; `index` is the WAL index, `-shm`."""
        file, counts = self._own(main), self._own(index)
        before = _checkpoints(counts)
        if file is None or before is None or before.is_one_running:
            return False
        seen, status = self._seen, os.fstat(file)
        if seen and (status.st_mtime_ns, status.st_size) == (seen.written_ns, seen.size):
            if before != seen.checkpoints:
                self._seen = replace(seen, checkpoints=before)
            return False
        now = _checkpoints(counts)  # one may have come between
        if now is None or now.is_one_running:
            return False
        found = _look(file, now)
        is_foreign = seen and seen.checkpoints == now and found.digest != seen.digest
        if is_foreign and is_descriptor_of(file, main):
            return True
        self._seen = found
        return False

    def _own(self, wanted: Identity | None) -> int | None:
        if wanted is None:
            return None
        known = self._descriptors.get(wanted)
        if known is None or not is_descriptor_of(known, wanted):
            known = own_descriptor(wanted)
        if known is not None:
            self._descriptors[wanted] = known
        return known


def _checkpoints(index: int | None) -> _Checkpoints | None:
    head = os.pread(index, _INDEX_BYTES, 0) if index is not None else b""
    if len(head) < _INDEX_BYTES:
        return None
    copied, attempted = (struct.unpack("=I", head[part])[0] for part in (_COPIED, _ATTEMPTED))
    return _Checkpoints(head[_SALTS], copied, attempted)


def _look(file: int, checkpoints: _Checkpoints) -> _Seen:
    status = os.fstat(file)
    stride = max(1, status.st_size // (_PIECES * _PIECE_BYTES)) * _PIECE_BYTES
    digest = hashlib.sha256()
    for place in (*range(0, status.st_size, stride), status.st_size - _PIECE_BYTES):
        digest.update(os.pread(file, _PIECE_BYTES, max(0, place)))
    return _Seen(status.st_mtime_ns, status.st_size, checkpoints, digest.digest())
