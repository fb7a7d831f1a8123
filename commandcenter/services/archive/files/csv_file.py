"""CSV files as other systems and spreadsheets write them; also the format of reject files."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from commandcenter.errors import CommandCenterError, Malformed
from commandcenter.services.archive.files.encodings import guessed_encoding
from commandcenter.services.archive.files.faults import Unreadable, not_text, ragged
from commandcenter.services.archive.files.headings import MOST_TITLES, best_heading, headings_of
from commandcenter.services.archive.files.lines import Lines, parsed_line
from commandcenter.services.archive.files.record import OUR_COLUMNS, Record
from commandcenter.services.archive.files.streams import head_of, lines_of
from commandcenter.services.archive.files.text_form import TextForm, found_form

_OURS = len(OUR_COLUMNS)
_ERROR = OUR_COLUMNS.index("error")
_USUAL = "utf-8"
_KNOWN = (_USUAL, "ascii")  # a beginning in these says nothing of a line that is in neither
_ESCAPED = re.compile(r"\\x[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class _Heading:
    """The headings, how many records stand above them, and whether the file is one of rejects."""

    names: list[str]
    above: int
    ours: bool


class CsvFile:
    """A file that can be read several times, and never entirely into memory."""

    def __init__(
        self, path: Path, encoding: str | None, delimiter: str, columns: Collection[str] = ()
    ) -> None:
        """`encoding`: None takes UTF-8, and offers a guess for what is not. The headings are the
        first line that has all `columns`."""
        self.path = path
        self._encoding = encoding
        self._delimiter = delimiter
        self._columns = frozenset(columns)
        self._guesses: list[str | None] = []

    def header(self) -> list[str]:
        """The column headings. Malformed or InvalidInput if there are none that can be used."""
        return self._heading.names

    def records(self) -> Iterator[Record]:
        """All records after the headings; blank lines are skipped."""
        heading = self._heading
        with self._lines() as lines:
            records = lines.records()
            for _ in islice(records, heading.above + 1):
                pass
            lines.width = len(heading.names) + (_OURS if heading.ours else 0)
            yield from map(self._own_part if heading.ours else self._checked, records)

    @property
    def reject_form(self) -> TextForm:
        return self._form

    @cached_property
    def _form(self) -> TextForm:
        return found_form(head_of(self.path), self._encoding or _USUAL, self._delimiter)

    @contextmanager
    def _lines(self) -> Iterator[Lines]:
        with lines_of(self.path, self._form) as file:
            yield Lines(file, self._form, self._guess)

    def _guess(self, line: bytes) -> str | None:
        """A guess at the encoding if none was named; made once, from the first line that fails."""
        if self._encoding or self._form.mark:
            return None
        if not self._guesses:
            guess = guessed_encoding(head_of(self.path))
            self._guesses.append(guessed_encoding(line) if guess in (None, *_KNOWN) else guess)
        return self._guesses[0]

    @cached_property
    def _heading(self) -> _Heading:
        most = MOST_TITLES if self._columns else 1
        with self._lines() as lines:
            records = lines.records()
            passed = len(list(islice(records, 1 if self._form.announced else 0)))
            first = list(islice(records, most))
        lists = [[] if record.fault else record.cells for record in first]
        nth = best_heading([_without_ours(cells) for cells in lists], self._columns)
        if nth is None:
            raise self._no_heading(first)
        cells = _without_ours(lists[nth])
        return _Heading(headings_of(self.path, cells), nth + passed, len(cells) < len(lists[nth]))

    def _no_heading(self, first: Sequence[Record]) -> CommandCenterError:
        faults = [record.fault for record in first if isinstance(record.fault, Unreadable)]
        guess = faults[0].params["guess"] if faults else None
        more = "import-encoding-guess" if guess else None
        return Unreadable("import-file-no-header", more, file=self.path, guess=guess)

    def _checked(self, record: Record) -> Record:
        names = self._heading.names
        if record.fault or len(record.cells) == len(names):
            return record
        fault = ragged(record.cells, names, line=record.line)
        return Record(record.line, record.cells, fault, record.size)

    def _own_part(self, record: Record) -> Record:
        """A row that was refused before, without what was said of it.

        Cells that could not be read then are refused again until they are corrected.
        """
        said, cells, fault = record.cells[:_OURS], record.cells[_OURS:], record.fault
        error = said[_ERROR] if len(said) > _ERROR else ""
        if error == "import-row-encoding" and any(map(_ESCAPED.search, cells)):
            fault = fault or not_text(self._form.encoding, None)
        if error == "import-row-quotes":
            mended = parsed_line(self._form.delimiter.join(cells), self._form.delimiter)
            fault = fault or (None if mended else Malformed("import-row-quotes"))
            cells = mended or cells
        return self._checked(Record(record.line, cells, fault, record.size))


def _without_ours(cells: list[str]) -> list[str]:
    return cells[_OURS:] if tuple(cells[:_OURS]) == OUR_COLUMNS else cells
