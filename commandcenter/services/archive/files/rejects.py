"""The reject file: all refused rows with their reasons, to be corrected and imported again."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from commandcenter.errors import CommandCenterError, Unavailable
from commandcenter.new_file import OWNER_ONLY, new_file
from commandcenter.services.archive.files.record import OUR_COLUMNS, CaseFile, Record
from commandcenter.services.archive.files.text_form import TextForm


class RejectFile:
    """Writes our columns, then those of the file, in the form of the file, so that the same mapping
    can read it."""

    def __init__(self, file: IO[bytes], form: TextForm) -> None:
        self._file = file
        self._form = form
        self.rows = 0

    def begin(self, header: list[str]) -> None:
        self._file.write(self._form.beginning())
        self._write([*OUR_COLUMNS, *header])

    def add(self, record: Record, refusal: CommandCenterError) -> None:
        ours = (
            self._sayable(record.place),
            refusal.error_id,
            refusal.field or "",
            self._sayable(_shown(refusal.sentence("en"))),
            self._said_in_chinese(refusal),
        )
        self._write([*ours, *record.cells])
        self.rows += 1

    def _sayable(self, text: str) -> str:
        """With an escape for a letter that the encoding of the file lacks."""
        encoding = self._form.encoding
        return text.encode(encoding, "backslashreplace").decode(encoding)

    def _said_in_chinese(self, refusal: CommandCenterError) -> str:
        """Nothing where the encoding of the file has no Chinese."""
        said = _shown(refusal.sentence("zh"))
        try:
            said.encode(self._form.encoding)
        except UnicodeEncodeError:
            return ""
        return said

    def _write(self, cells: list[str]) -> None:
        line = io.StringIO()
        csv.writer(line, delimiter=self._form.delimiter).writerow(cells)
        self._file.write(line.getvalue().encode(self._form.encoding))


@contextmanager
def reject_file(path: Path, source: CaseFile) -> Iterator[RejectFile]:
    """Create the reject file; never the file that is being read. If no row is refused, no file is
    left, not even one of an earlier import."""
    try:
        with new_file(path, inputs=[source.path], mode=OWNER_ONLY) as file:
            rejects = RejectFile(file, source.reject_form)
            rejects.begin(source.header())
            yield rejects
        if not rejects.rows:
            path.resolve().unlink()
    except OSError as error:
        raise Unavailable("reject-file-unwritable", file=path, reason=error.strerror) from None


def _shown(reason: str) -> str:
    """A reason quotes the row, with invisible characters written out."""
    return "".join(map(_visible, reason))


def _visible(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode()
