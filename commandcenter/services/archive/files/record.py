"""A record of an imported file, and the interface of all file types."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from commandcenter.errors import CommandCenterError
from commandcenter.services.archive.files.text_form import TextForm

#: What the reject file puts before the columns of the file that it comes from.
OUR_COLUMNS = ("line", "error", "field", "reason", "reason_zh")
#: Nothing with more columns is a list of cases; no spreadsheet has more.
MOST_CELLS = 16_384
#: Longer lines and records are taken for damage.
MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, each character as it came.

    `fault` says why it cannot be used, `line` is where it begins, `size` how many bytes it had,
    `sheet` in which sheet of a workbook it stands.
    """

    line: int
    cells: list[str]
    fault: CommandCenterError | None = None
    size: int = 0
    sheet: str = ""

    @property
    def place(self) -> str:
        """Its position in the file: `sheet!row` for a workbook, else the line number."""
        return f"{self.sheet}!{self.line}" if self.sheet else str(self.line)


class CaseFile(Protocol):
    """A file that can be read several times, and never entirely into memory."""

    @property
    def path(self) -> Path: ...

    @property
    def reject_form(self) -> TextForm:
        """The form in which refused rows are written, so that the same mapping can read them."""
        ...

    def header(self) -> list[str]:
        """The column headings. Malformed or InvalidInput if there are none that can be used."""
        ...

    def records(self) -> Iterator[Record]:
        """All records after the headings; blank lines are skipped."""
        ...
