"""A table of a pack: a CSV file with exactly the columns it must have, read row by row."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from commandcenter.errors import CommandCenterError
from commandcenter.packs.content.values import has_controls
from commandcenter.packs.files.faults import Faults
from commandcenter.packs.files.pack_files import PackFiles
from commandcenter.words import Name

MOST_ROWS = 100_000
LONGEST_CELL = 1_000
LONGEST_NAME = 120
LONGEST_LIST = 20_000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. Readers note what is wrong and go on with an empty value: a pack with
    faults is refused, so that value is never used."""

    file: str
    line: int
    cells: Mapping[str, str]
    faults: Faults

    def text(self, column: str, *, longest: int = LONGEST_CELL) -> str:
        """A text that must not be empty."""
        words = self.cells[column].strip()
        if not words:
            self.fault("pack-cell-empty", column=column)
        elif len(words) > longest:
            self.fault("pack-text-too-long", column=column, length=len(words), longest=longest)
        elif has_controls(words):
            self.fault("pack-cell-control-character", column=column)
        return words

    def code(self, column: str) -> str:
        """A code: letters, digits, point, hyphen, underline; byte for byte as written."""
        code = self.cells[column]
        if not _CODE.fullmatch(code):
            self.fault("pack-code-malformed", column=column, code=code[:60])
        return code

    def optional_code(self, column: str) -> str | None:
        return self.code(column) if self.cells[column] else None

    def name(self, stem: str, *, longest: int = LONGEST_NAME) -> Name:
        """The pair of columns `stem_zh`, `stem_en`."""
        return Name(
            zh=self.text(f"{stem}_zh", longest=longest), en=self.text(f"{stem}_en", longest=longest)
        )

    def words(self, column: str) -> list[str]:
        """The words of a cell, at least one."""
        return self.text(column, longest=LONGEST_LIST).split()

    def choice(self, column: str, known: Sequence[str]) -> str:
        """One of the known words. For anything else a fault is noted and the first one returned."""
        word = self.cells[column]
        if word in known:
            return word
        self.fault("pack-cell-choice", column=column, known=", ".join(known))
        return known[0]

    def parsed(self, column: str, parse: Callable[[str], Value]) -> Value | None:
        """The result of `parse` for the cell; None, with the fault noted, if it refuses."""
        try:
            return parse(self.cells[column])
        except CommandCenterError as reason:
            self.faults.adopt(self.file, self.line, reason)
            return None

    def fault(self, error_id: str, /, **params: object) -> None:
        self.faults.add(self.file, self.line, error_id, **params)


def read_table(
    files: PackFiles, name: str, columns: Sequence[str], faults: Faults
) -> tuple[Row, ...]:
    """All rows that have their cells; the others are noted."""
    text = files.text(name)
    if text is None:
        return ()
    lines = _lines(name, text, faults)
    header = next(lines, (1, []))[1]
    if not _header_is_right(name, header, columns, faults):
        return ()
    return tuple(_rows(name, lines, header, faults))


def _lines(name: str, text: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each line that is not empty, up to the first broken one."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        faults.add(name, start, "pack-csv-broken", reason=error)


def _header_is_right(name: str, header: list[str], columns: Sequence[str], faults: Faults) -> bool:
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns]
    twice = sorted({column for column in header if header.count(column) > 1})
    if missing:
        faults.add(name, 1, "pack-columns-missing", columns=", ".join(missing))
    if unknown:
        faults.add(name, 1, "pack-columns-unknown", columns=", ".join(unknown)[:200])
    if twice:
        faults.add(name, 1, "pack-columns-twice", columns=", ".join(twice)[:200])
    return not (missing or unknown or twice)


def _rows(
    name: str, lines: Iterator[tuple[int, list[str]]], header: list[str], faults: Faults
) -> Iterator[Row]:
    for count, (line, cells) in enumerate(lines, start=1):
        if count > MOST_ROWS:
            faults.add(name, line, "pack-too-many-rows", most=MOST_ROWS)
            return
        if len(cells) != len(header):
            faults.add(name, line, "pack-row-length", cells=len(cells), columns=len(header))
            continue
        yield Row(name, line, dict(zip(header, cells, strict=True)), faults)
