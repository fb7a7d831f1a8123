"""The reject file: every row that was refused, with its reason, to be mended and read again."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from commandcenter.errors import CommandCenterError, Unavailable
from commandcenter.services.archive.csv_records import Record

_OURS = ("line", "error", "field", "reason", "reason_zh")


class _Writer(Protocol):
    def writerow(self, row: Sequence[object], /) -> object: ...


class RejectFile:
    """Our columns first, then the file's own: the same mapping reads it."""

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer
        self.rows = 0

    def add(self, record: Record, refusal: CommandCenterError) -> None:
        reasons = refusal.sentence("en"), refusal.sentence("zh")
        ours = (record.line, refusal.error_id, refusal.field or "", *reasons)
        self._writer.writerow([*ours, *map(_shown, record.cells)])
        self.rows += 1


@contextmanager
def reject_file(path: Path, header: Sequence[str]) -> Iterator[RejectFile]:
    """A new file, with headings only where no row is refused."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*_OURS, *header])
            yield RejectFile(writer)
    except OSError as error:
        raise Unavailable("reject-file-unwritable", file=path, reason=error.strerror) from None


def _shown(cell: str) -> str:
    """Line ends and what else nobody can see are written out."""
    return "".join(map(_visible, cell))


def _visible(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode()
