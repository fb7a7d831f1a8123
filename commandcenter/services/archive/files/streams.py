"""The bytes of an imported file: decompressed, with uniform line ends, and limited in size."""

import codecs
import gzip
import io
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from commandcenter.errors import InvalidInput, Malformed, NotFound, TooLarge, Unavailable
from commandcenter.services.archive.files.text_form import TextForm

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 16
#: Lists of cases shrink to a tenth, very even ones to a fiftieth.
_MOST_TIMES_PACKED = 200
_ALWAYS_UNPACKED = 64 << 20
_TURN = bytes.maketrans(b"\r\n", b"\n\r")
_UNREADABLE = "commandcenter-unreadable"


def check_regular(path: Path) -> None:
    """NotFound or InvalidInput unless this is an ordinary file: pipes may never end."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise NotFound("import-file-missing", file=path) from None
    except OSError as error:
        raise Unavailable("import-file-unreadable", file=path, reason=error.strerror) from None
    if not stat.S_ISREG(mode):
        raise InvalidInput("import-file-no-file", file=path)


def head_of(path: Path) -> bytes:
    """The first bytes, unpacked."""
    with unpacked(path) as file:
        return file.read(_CHUNK)


def most_unpacked(packed: int) -> int:
    """The limit in bytes for the decompressed size of a file of `packed` bytes."""
    return max(_ALWAYS_UNPACKED, packed * _MOST_TIMES_PACKED)


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, decompressed if it is gzip. TooLarge if it expands beyond the limit."""
    check_regular(path)
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            if not packed:
                yield file
                return
            most = most_unpacked(path.stat().st_size)
            with gzip.open(file) as inside:
                yield io.BufferedReader(_Stream(_Bounded(inside, most, path)), _CHUNK)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Malformed("import-file-damaged", file=path) from None
    except OSError as error:
        raise Unavailable("import-file-unreadable", file=path, reason=error.strerror) from None


@contextmanager
def lines_of(path: Path, form: TextForm) -> Iterator[IO[bytes]]:
    """The bytes after the mark, with line feeds between the lines, plain enough to read by line.

    `form.turned` files have their two line ends exchanged, those that are not plain are in UTF-8.
    """
    with unpacked(path) as file:
        file.read(len(form.mark))
        source: _Source = file
        if not form.plain:
            source = _Recoded(source, form.encoding)
        if form.turned:
            source = _Turned(source)
        yield file if source is file else io.BufferedReader(_Stream(source), _CHUNK)


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Stream(io.RawIOBase):
    """What can be read piece by piece, as a stream that can be buffered."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, room: object, /) -> int:
        view = memoryview(room)  # type: ignore[arg-type]
        piece = self._left or self._source.read(len(view))
        taken, self._left = piece[: len(view)], piece[len(view) :]
        view[: len(taken)] = taken
        return len(taken)


class _Bounded:
    """A few bytes can be packed to stand for gigabytes."""

    def __init__(self, source: _Source, most: int, path: Path) -> None:
        self._source = source
        self._left = most
        self._path = path

    def read(self, size: int, /) -> bytes:
        piece = self._source.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge("import-file-expands", file=self._path)
        return piece


class _Turned:
    """Files whose lines end with a return alone may hold line feeds within cells."""

    def __init__(self, source: _Source) -> None:
        self._source = source

    def read(self, size: int, /) -> bytes:
        return self._source.read(size).translate(_TURN)


class _Recoded:
    """What cannot be read becomes what UTF-8 does not allow, and is refused with its line."""

    def __init__(self, source: _Source, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)(_UNREADABLE)
        self._ended = False

    def read(self, size: int, /) -> bytes:
        text = ""
        while not text and not self._ended:
            piece = self._source.read(max(size // 4, 1))
            self._ended = not piece
            text = self._decoder.decode(piece, final=self._ended)
        return text.encode("utf-8", "surrogatepass")


def _escape_unreadable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_UNREADABLE, _escape_unreadable)
