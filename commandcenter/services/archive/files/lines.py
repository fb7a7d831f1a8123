"""Joins physical lines into records; a broken record does not affect its neighbours."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from commandcenter.errors import CommandCenterError, Malformed, TooLarge
from commandcenter.services.archive.files.encodings import with_code_points
from commandcenter.services.archive.files.faults import not_text
from commandcenter.services.archive.files.record import MOST_BYTES, MOST_CELLS, Record
from commandcenter.services.archive.files.text_form import TextForm

_MOST_LINES = 50  # of one record
#: The characters of an endless line that are skipped; a file with a longer one is not text.
_MOST_PASSED_OVER = 256 << 20
_TURN = str.maketrans("\r\n", "\n\r")

csv.field_size_limit(MOST_BYTES)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    size: int
    fault: CommandCenterError | None = None


class Lines:
    """Physical lines, which can be pushed back if they belong to the next record.

    `width`: number of cells that a record over several lines must have; 0 = any number.
    """

    def __init__(
        self, file: IO[bytes], form: TextForm, guess: Callable[[bytes], str | None]
    ) -> None:
        self.width = 0
        self._file = file
        self._form = form
        self._codec = form.encoding if form.plain else "utf-8"
        self._guess = guess
        self._delimiter = form.delimiter
        self._number = 0
        self._back: deque[_Line] = deque()

    def records(self) -> Iterator[Record]:
        while (line := self._next()) is not None:
            if '"' in line.text:
                yield self._quoted(line)
            elif line.text.strip("\r\n") or line.fault:
                yield self._record(line, _without_end(line.text).split(self._delimiter, MOST_CELLS))

    def _quoted(self, first: _Line) -> Record:
        """Quotes may hold line ends. Where they make no sense, only the first line is broken."""
        alone = parsed_line(first.text, self._delimiter)
        if alone is not None:
            return self._record(first, alone)
        lines = [first]
        while self._goes_on(lines) and (line := self._next()):
            lines.append(line)
        cells = parsed_line("".join(line.text for line in lines), self._delimiter)
        if cells is not None and len(cells) == (self.width or len(cells)) and not lines[-1].fault:
            return Record(first.number, cells, size=sum(line.size for line in lines))
        self._back.extendleft(reversed(lines[1:]))
        cells = _without_end(first.text).split(self._delimiter, MOST_CELLS)
        fault = first.fault or Malformed("import-row-quotes")
        return Record(first.number, cells, fault, first.size)

    def _goes_on(self, lines: list[_Line]) -> bool:
        """Inside quotes there is an odd number of them; what cannot be read closes nothing."""
        return (
            not lines[-1].fault
            and len(lines) < _MOST_LINES
            and sum(line.size for line in lines) < MOST_BYTES
            and sum(line.text.count('"') for line in lines) % 2 == 1
        )

    def _record(self, line: _Line, cells: list[str]) -> Record:
        if len(cells) > MOST_CELLS:
            fault = TooLarge("import-row-many-cells", most=MOST_CELLS)
            return Record(line.number, [], line.fault or fault, line.size)
        return Record(line.number, cells, line.fault, line.size)

    def _next(self) -> _Line | None:
        if self._back:
            return self._back.popleft()
        raw = self._file.readline(MOST_BYTES)
        if not raw:
            return None
        self._number += 1
        if len(raw) == MOST_BYTES and not raw.endswith(b"\n"):
            self._pass_over()
            fault = Malformed("import-row-long", most=MOST_BYTES >> 20)
            return _Line(self._number, "", len(raw), fault)
        return self._decoded(raw)

    def _decoded(self, raw: bytes) -> _Line:
        fault: CommandCenterError | None = None
        try:
            text = raw.decode(self._codec)
        except UnicodeDecodeError:
            text = raw.decode(self._codec, errors="backslashreplace")
            fault = not_text(self._form.encoding, self._guess(raw))
        if "\0" in text:
            fault = fault or Malformed("import-row-nul")
        if self._form.turned:
            text = text.translate(_TURN)
        if self._codec == "gb18030":
            text = with_code_points(text)
        return _Line(self._number, text, len(raw), fault)

    def _pass_over(self) -> None:
        passed = 0
        while (raw := self._file.readline(MOST_BYTES)) and not raw.endswith(b"\n"):
            passed += len(raw)
            if passed > _MOST_PASSED_OVER:
                raise Malformed("import-file-no-lines", line=self._number)


def _without_end(line: str) -> str:
    """The line without the one line end that closes it; others belong to its last cell."""
    for end in ("\r\n", "\n", "\r"):
        if line.endswith(end):
            return line[: -len(end)]
    return line


def parsed_line(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None if its quotation marks do not match."""
    try:
        (cells,) = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    return cells
