"""Writes a file under a temporary name and renames it; never overwrites its input."""

import errno
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from commandcenter.errors import InvalidInput, NotNow

_SQLITE = b"SQLite format 3\0"
_OF_SQLITE = ("-wal", "-shm", "-journal")
_FOR_ALL = 0o666  # less what the user's mask forbids
OWNER_ONLY = 0o600


@contextmanager
def new_file(
    path: Path, *, inputs: Collection[Path] = (), mode: int = _FOR_ALL
) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is complete; an existing file stays until then.

    Refuses what `check_output` refuses. OSError if nothing can be written.
    """
    check_output(path, inputs)
    place = path.resolve()  # of a link, what it leads to
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def check_output(path: Path, inputs: Collection[Path] = ()) -> None:
    """InvalidInput or NotNow for a place that is one of the inputs, a device or a database."""
    place = path.resolve()
    if any(_same(place, given) for given in inputs):
        raise InvalidInput("output-is-input", file=path)
    if place.exists() and not (place.is_file() or place.is_dir()):
        raise InvalidInput("output-is-device", file=path)
    if _is_database(place):
        raise NotNow("output-is-database", file=path)


def _same(place: Path, given: Path) -> bool:
    """Whether both are the same file, by path or as two names of one file."""
    if place == given.resolve():
        return True
    return place.exists() and given.exists() and place.samefile(given)


def _is_database(place: Path) -> bool:
    """Whether it is a SQLite database, or one of the files next to one."""
    names = [place.name.removesuffix(end) for end in _OF_SQLITE if place.name.endswith(end)]
    return any(_begins_as_sqlite(place.with_name(name)) for name in (place.name, *names) if name)


def _begins_as_sqlite(place: Path) -> bool:
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE
