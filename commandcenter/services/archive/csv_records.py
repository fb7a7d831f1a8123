"""The records of a CSV file as they come: one broken record never takes its neighbours along."""

import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from commandcenter.errors import CommandCenterError, InvalidInput, Malformed, NotFound, Unavailable

#: Longer lines, and records over more lines, are taken for damage.
_LONGEST_LINE = 1 << 20
_MOST_LINES = 50
_GZIP = b"\x1f\x8b"
_MARK = "\ufeff"  # what spreadsheets put in front of UTF-8


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record. `fault` says why it cannot be used; `line` is where it begins."""

    line: int
    cells: list[str]
    fault: CommandCenterError | None = None


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file that is read as often as it is asked for, never as a whole."""

    path: Path
    encoding: str
    delimiter: str

    def header(self) -> list[str]:
        """The headings. Malformed or InvalidInput for a file that has none worth the name."""
        with self._opened() as file:
            head = next(_Lines(file, self.encoding).records(self.delimiter, 0), None)
        if head is None or head.fault:
            raise Malformed("import-file-no-header", file=self.path)
        names = [name.strip() for name in head.cells]
        for name in names:
            if name and names.count(name) > 1:
                raise InvalidInput("import-heading-twice", file=self.path, heading=name)
        return names

    def records(self) -> Iterator[Record]:
        """Every record after the headings; blank lines are none."""
        width = len(self.header())
        with self._opened() as file:
            records = _Lines(file, self.encoding).records(self.delimiter, width)
            next(records)
            yield from records

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        try:
            with self.path.open("rb") as file:
                packed = file.read(2) == _GZIP
                file.seek(0)
                if not packed:
                    yield file
                    return
                with gzip.open(file) as unpacked:
                    yield io.BufferedReader(unpacked, 1 << 16)
        except FileNotFoundError:
            raise NotFound("import-file-missing", file=self.path) from None
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise Malformed("import-file-damaged", file=self.path) from None
        except OSError as error:
            raise Unavailable(
                "import-file-unreadable", file=self.path, reason=error.strerror
            ) from None


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    fault: CommandCenterError | None = None


class _Lines:
    """Physical lines, which can be put back when they turn out to belong to another record."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file = file
        self._encoding = encoding
        self._number = 0
        self._back: deque[_Line] = deque()

    def records(self, delimiter: str, width: int) -> Iterator[Record]:
        """`width`: how many cells a record must have; 0 takes the first one as the measure."""
        while (line := self._next()) is not None:
            if line.fault:
                yield Record(line.number, [line.text], line.fault)
            elif '"' not in line.text:
                cells = line.text.rstrip("\r\n").split(delimiter)
                if cells != [""]:
                    yield _checked(line.number, cells, width)
            else:
                yield self._quoted(line, delimiter, width)

    def _quoted(self, first: _Line, delimiter: str, width: int) -> Record:
        """Quotes may hold line ends. Where they make no sense, only the first line is broken."""
        alone = _parsed(first.text, delimiter)
        if alone is not None:
            return _checked(first.number, alone, width)
        lines = [first]
        while _is_open(lines) and len(lines) < _MOST_LINES and (line := self._next()):
            lines.append(line)
        cells = _parsed("".join(line.text for line in lines), delimiter)
        if cells is not None and len(cells) == width:
            return Record(first.number, cells)
        self._back.extendleft(reversed(lines[1:]))
        return Record(first.number, [first.text.rstrip("\r\n")], Malformed("import-row-quotes"))

    def _next(self) -> _Line | None:
        if self._back:
            return self._back.popleft()
        raw = self._file.readline(_LONGEST_LINE)
        if not raw:
            return None
        self._number += 1
        if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
            self._skip_rest()
            return _Line(self._number, "", Malformed("import-row-long", most=_LONGEST_LINE >> 20))
        return self._decoded(raw)

    def _decoded(self, raw: bytes) -> _Line:
        try:
            text = raw.decode(self._encoding)
        except UnicodeDecodeError:
            shown = raw.decode(self._encoding, errors="replace").rstrip("\r\n")
            fault = Malformed("import-row-encoding", encoding=self._encoding)
            return _Line(self._number, shown, fault)
        if "\0" in text:
            return _Line(self._number, text.rstrip("\r\n"), Malformed("import-row-nul"))
        return _Line(self._number, text.removeprefix(_MARK) if self._number == 1 else text)

    def _skip_rest(self) -> None:
        while (raw := self._file.readline(_LONGEST_LINE)) and not raw.endswith(b"\n"):
            pass


def _is_open(lines: list[_Line]) -> bool:
    """Inside quotes there is an odd number of them; a line that cannot be read closes nothing."""
    return not lines[-1].fault and sum(line.text.count('"') for line in lines) % 2 == 1


def _parsed(text: str, delimiter: str) -> list[str] | None:
    try:
        (cells,) = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    return cells


def _checked(line: int, cells: list[str], width: int) -> Record:
    if width and len(cells) != width:
        return Record(line, cells, Malformed("import-row-cells", cells=len(cells), wanted=width))
    return Record(line, cells)
