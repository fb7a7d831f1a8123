"""The reject file: every row that was refused, with its reason, to be mended and read again."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from commandcenter.errors import CommandCenterError, Unavailable
from commandcenter.new_file import OWNER_ONLY, new_file
from commandcenter.services.archive.csv_records import Record

_OURS = ("line", "error", "field", "reason", "reason_zh")


class RejectFile:
    """Our columns first, then the file's own: the same mapping reads it."""

    def __init__(self, file: IO[bytes], header: Sequence[str]) -> None:
        self._file = file
        self.rows = 0
        self._write(*_OURS, *header)

    def add(self, record: Record, refusal: CommandCenterError) -> None:
        reasons = refusal.sentence("en"), refusal.sentence("zh")
        ours = (record.line, refusal.error_id, refusal.field or "", *reasons)
        self._write(*ours, *map(_shown, record.cells))
        self.rows += 1

    def _write(self, *cells: object) -> None:
        line = io.StringIO()
        csv.writer(line).writerow(cells)
        self._file.write(line.getvalue().encode())


@contextmanager
def reject_file(path: Path, header: Sequence[str], *, source: Path) -> Iterator[RejectFile]:
    """A new file, with headings only where no row is refused; never the file that is read."""
    try:
        with new_file(path, inputs=[source], mode=OWNER_ONLY) as file:
            yield RejectFile(file, header)
    except OSError as error:
        raise Unavailable("reject-file-unwritable", file=path, reason=error.strerror) from None


def _shown(cell: str) -> str:
    """Line ends and what else nobody can see are written out."""
    return "".join(map(_visible, cell))


def _visible(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode()
