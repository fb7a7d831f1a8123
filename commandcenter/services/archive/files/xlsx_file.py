"""The sheets of an XLSX workbook that hold lists of cases, row by row."""

import warnings
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from commandcenter.errors import Malformed, TooLarge, Unavailable
from commandcenter.services.archive.files.faults import ragged
from commandcenter.services.archive.files.headings import MOST_TITLES
from commandcenter.services.archive.files.record import MOST_BYTES, MOST_CELLS, Record
from commandcenter.services.archive.files.sheets import (
    Candidate,
    Sheet,
    lists_among,
    without_blank_end,
)
from commandcenter.services.archive.files.streams import most_unpacked
from commandcenter.services.archive.files.text_form import TextForm

_WRONG = (
    zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError,
    AttributeError, EOFError, IndexError,
)  # fmt: skip
_MOST_ROWS = 1 << 20  # more than any spreadsheet has
#: All texts of a workbook are held at once; its rows are not.
_MOST_TEXTS = 256 << 20
_MOST_UNPACKED = 4 << 30
_TEXTS = "xl/sharedStrings.xml"
_EXACT = 10**15


class XlsxFile:
    """A workbook that can be read several times, and never entirely into memory.

    What is refused of it is written as CSV, in the encoding and with the delimiter given.
    """

    def __init__(
        self, path: Path, encoding: str | None, delimiter: str, columns: Collection[str]
    ) -> None:
        self.path = path
        self._columns = frozenset(columns)
        self.reject_form = TextForm(encoding or "utf-8", delimiter)

    def header(self) -> list[str]:
        """The column headings. Malformed or InvalidInput if there are none that can be used."""
        return self._lists[0]

    def records(self) -> Iterator[Record]:
        """All rows after the headings of every list, sheet by sheet; blank rows are skipped."""
        header, sheets = self._lists
        with self._opened() as book:
            for sheet in sheets:
                for line, cells in islice(_rows(book, sheet.nth, self.path), sheet.above + 1, None):
                    if any(cells):
                        yield _record(line, cells, sheet, len(header))

    @cached_property
    def _lists(self) -> tuple[list[str], list[Sheet]]:
        """The headings that all lists share, and the sheets that hold them."""
        with self._opened() as book:
            candidates = [
                Candidate(nth, page.title, self._beginning(book, nth))
                for nth, page in enumerate(book.worksheets)
            ]
        return lists_among(candidates, self._columns, self.path)

    def _beginning(self, book: Workbook, nth: int) -> list[list[str]]:
        return [cells for _, cells in islice(_rows(book, nth, self.path), MOST_TITLES)]

    @contextmanager
    def _opened(self) -> Iterator[Workbook]:
        try:
            with self.path.open("rb") as file:  # openpyxl asks for .xlsx in a name
                book = self._book(file)
                try:
                    yield book
                finally:
                    book.close()
        except OSError as error:
            raise Unavailable(
                "import-file-unreadable", file=self.path, reason=error.strerror
            ) from None

    def _book(self, file: IO[bytes]) -> Workbook:
        try:
            self._check_size()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of styles and rules that nobody needs here
                return load_workbook(file, read_only=True, data_only=True)
        except _WRONG:
            raise Malformed("import-file-no-workbook", file=self.path) from None

    def _check_size(self) -> None:
        """A few bytes can be packed to stand for gigabytes, in one sheet or in all of them."""
        length = self.path.stat().st_size
        with zipfile.ZipFile(self.path) as packed:
            parts = packed.infolist()
        expands = any(
            part.file_size > most_unpacked(min(part.compress_size, length))  # it may lie
            or (part.filename == _TEXTS and part.file_size > _MOST_TEXTS)
            for part in parts
        )
        if expands or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise TooLarge("import-file-expands", file=self.path)


def _rows(book: Workbook, sheet: int, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells as text."""
    page = book.worksheets[sheet]
    page.reset_dimensions()  # what a sheet says of its size is often wrong
    try:
        for line, values in enumerate(page.iter_rows(values_only=True), start=1):
            if line > _MOST_ROWS:
                raise TooLarge("import-file-expands", file=path)
            yield line, [_text(value) for value in values]
    except _WRONG:
        raise Malformed("import-file-no-workbook", file=path) from None


def _record(line: int, cells: list[str], sheet: Sheet, headings: int) -> Record:
    """Spreadsheets do not write what is empty at the end of a row."""
    cells = without_blank_end(cells)
    cells += [""] * (len(sheet.names) - len(cells))
    size = sum(map(len, cells))
    fault = None
    if len(cells) > len(sheet.names):
        fault = ragged(cells, sheet.names, line=line)
    elif size > MOST_BYTES or len(cells) > MOST_CELLS:
        too_long = Malformed("import-row-long", most=MOST_BYTES >> 20)
        return Record(line, [], too_long, size, sheet.title)
    return Record(line, sheet.under(cells, headings), fault, size, sheet.title)


def _text(value: object) -> str:
    """A cell as its CSV would have it, numbers with all the digits that they have."""
    if value is None:
        return ""
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < _EXACT else f"{value:.15g}"
    return str(value)
