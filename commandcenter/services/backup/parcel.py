"""A backup as one file: a tar archive, plain or encrypted, that begins with the manifest.

The length of the archive follows from its manifest, so a copy that broke off is recognised before
anything is restored from it.
"""

import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

import pyrage

from commandcenter.errors import InvalidInput
from commandcenter.private_files import PRIVATE_FILE
from commandcenter.services.backup.key_file import Keys
from commandcenter.services.backup.manifest import MANIFEST, Manifest, read_manifest

#: How an encrypted file begins.
_ENCRYPTED = b"age-encryption.org/v1"
_BLOCK = tarfile.BLOCKSIZE
_END = bytes(2 * _BLOCK)
_CHUNK = 1 << 20
_MOST_HEADER, _TAG, _AGE_CHUNK = 1 << 16, 16, 1 << 16
_MOST_MANIFEST = 1 << 20


@dataclass(frozen=True)
class Parcel:
    """An open backup; its files are read one after the other."""

    file: Path
    manifest: Manifest
    _content: IO[bytes]
    _first: int

    def copy(self, name: str, out: IO[bytes]) -> None:
        """Copy one of its files. InvalidInput if it is not what the manifest says."""
        wanted, digest = self.manifest.files[name], sha256()
        self._content.seek(self._place(name))
        for chunk in _chunks(self._content, wanted.bytes):
            digest.update(chunk)
            out.write(chunk)
        if digest.hexdigest() != wanted.sha256:
            raise InvalidInput("backup-altered", file=self.file)

    def _place(self, name: str) -> int:
        place = self._first
        for other, sums in self.manifest.files.items():
            if other == name:
                return place + _BLOCK
            place += _room(sums.bytes)
        raise KeyError(name)


def write_parcel(
    out: IO[bytes], manifest: Manifest, files: Mapping[str, Path], keys: Keys | None
) -> None:
    """Write a backup of these files, encrypted if there are keys. OSError if that fails."""
    archive = _archive(manifest, files)
    if keys is None:
        out.writelines(archive)
        return
    try:
        pyrage.encrypt_io(_Reader(archive), out, list(keys.recipients))
    except pyrage.EncryptError as error:
        raise OSError(None, str(error)) from error


@contextmanager
def open_parcel(file: Path, keys: Keys | None, scratch: Path) -> Iterator[Parcel]:
    """A backup whose length and manifest are right.

    InvalidInput for what is no backup, is cut off, altered, or needs another key; Unavailable for
    the backup of a newer program. An encrypted one is decrypted into the folder `scratch` first.
    """
    try:
        with file.open("rb") as raw:
            is_plain = raw.read(len(_ENCRYPTED)) != _ENCRYPTED
            raw.seek(0)
            if is_plain:
                yield _opened(file, raw)
                return
            if keys is None:
                raise InvalidInput("backup-needs-key", file=file)
            with tempfile.TemporaryFile(dir=scratch) as plain:
                _decrypt(file, raw, plain, keys)
                yield _opened(file, plain)
    except OSError as error:
        raise InvalidInput("file-unreadable", file=file, reason=error.strerror) from error


def kind_of(file: Path, keys: Keys | None, scratch: Path) -> str:
    """Which kind of database a backup is of; refuses as `open_parcel` does."""
    with open_parcel(file, keys, scratch) as parcel:
        return parcel.manifest.database


def _opened(file: Path, content: IO[bytes]) -> Parcel:
    document = _document(file, content)
    manifest = read_manifest(document, file)
    expected, found = _length(len(document), manifest), content.seek(0, os.SEEK_END)
    if found != expected:
        raise InvalidInput("backup-cut-off" if found < expected else "backup-altered", file=file)
    return Parcel(file, manifest, content, _room(len(document)))


def _document(file: Path, content: IO[bytes]) -> bytes:
    """The manifest as it is stored."""
    content.seek(0)
    head = content.read(_BLOCK)
    try:
        member = tarfile.TarInfo.frombuf(head, "utf-8", "strict")
    except tarfile.HeaderError:
        is_long = len(head) == _BLOCK
        raise InvalidInput("backup-unknown" if is_long else "backup-cut-off", file=file) from None
    if member.name != MANIFEST or member.size > _MOST_MANIFEST:
        raise InvalidInput("backup-unknown", file=file)
    document = content.read(member.size)
    if len(document) < member.size:
        raise InvalidInput("backup-cut-off", file=file)
    return document


def _decrypt(file: Path, encrypted: IO[bytes], plain: IO[bytes], keys: Keys) -> None:
    if not keys.identities:
        raise InvalidInput("key-file-public", file=keys.file)
    try:
        pyrage.decrypt_io(encrypted, plain, list(keys.identities))
    except pyrage.DecryptError as error:
        said = str(error).lower()
        if "no matching key" in said:
            raise InvalidInput("backup-wrong-key", file=file, keys=keys.file) from None
        error_id = "backup-cut-off" if "incomplete" in said else "backup-altered"
        raise InvalidInput(error_id, file=file) from None
    except OSError as error:
        if error.errno is not None:  # the disk; pyrage's own have no number
            raise
        is_short = file.stat().st_size < _encrypted_length(file, encrypted, plain)
        raise InvalidInput("backup-cut-off" if is_short else "backup-altered", file=file) from None


def _encrypted_length(file: Path, encrypted: IO[bytes], plain: IO[bytes]) -> float:
    """The length that a manifest promises, where it could be decrypted; else without end.

    age: a header that ends with the line `--- …`, a nonce, and a tag for every 64 KiB.
    """
    try:
        document = _document(file, plain)
        length = _length(len(document), read_manifest(document, file))
    except InvalidInput:
        return float("inf")
    encrypted.seek(0)
    head = encrypted.read(_MOST_HEADER)
    header = head.index(b"\n", head.index(b"\n--- ") + 1) + 1
    return header + _TAG + length + _TAG * -(-length // _AGE_CHUNK)


def _archive(manifest: Manifest, files: Mapping[str, Path]) -> Iterator[bytes]:
    document = manifest.document()
    yield from _member(MANIFEST, len(document), [document])
    for name, sums in manifest.files.items():
        with files[name].open("rb") as content:
            yield from _member(name, sums.bytes, _chunks(content, sums.bytes))
    yield _END


def _member(name: str, size: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, PRIVATE_FILE
    yield info.tobuf(tarfile.GNU_FORMAT)
    yield from chunks
    yield bytes(-size % _BLOCK)


def _chunks(content: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        chunk = content.read(min(size, _CHUNK))
        if not chunk:
            raise OSError(None, "unexpected end")
        yield chunk
        size -= len(chunk)


def _length(document: int, manifest: Manifest) -> int:
    """Of the archive, whose manifest takes `document` bytes."""
    sizes = [document, *(sums.bytes for sums in manifest.files.values())]
    return sum(map(_room, sizes)) + len(_END)


def _room(size: int) -> int:
    """A member's header, content and padding."""
    return _BLOCK + size + -size % _BLOCK


class _Reader:
    """Lets a stream of chunks be read as a file is."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._left = memoryview(chunk)
        taken, self._left = self._left[:size], self._left[size:]
        return bytes(taken)
