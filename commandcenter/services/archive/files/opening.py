"""Opens a file of cases according to its first bytes."""

from collections.abc import Collection
from pathlib import Path

from commandcenter.errors import InvalidInput, Unavailable
from commandcenter.services.archive.files.csv_file import CsvFile
from commandcenter.services.archive.files.record import CaseFile
from commandcenter.services.archive.files.streams import check_regular
from commandcenter.services.archive.files.xlsx_file import XlsxFile

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def open_case_file(
    path: Path, encoding: str | None, delimiter: str, columns: Collection[str]
) -> CaseFile:
    """Open a CSV or XLSX file. InvalidInput for old Excel files, folders, devices and pipes."""
    check_regular(path)
    try:
        with path.open("rb") as file:
            head = file.read(len(_ZIP))
    except OSError as error:
        raise Unavailable("import-file-unreadable", file=path, reason=error.strerror) from None
    if head == _OLD_OFFICE:
        raise InvalidInput("import-file-old-excel", file=path)
    if head == _ZIP:
        return XlsxFile(path, encoding, delimiter, columns)
    return CsvFile(path, encoding, delimiter, columns)
