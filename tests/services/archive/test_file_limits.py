"""Files that never end, or unpack to more than a machine holds: refused, by line if possible."""

import gzip
import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError
from commandcenter.services.archive import read_mapping
from commandcenter.services.archive.files import CsvFile, open_case_file
from tests.city.importing import HEADER, ROW, Importer, counts, row

MEGABYTE = 1 << 20


def test_that_a_line_of_a_million_cells_is_refused_in_little_memory(bring_in: Importer) -> None:
    long = "," * 1_000_000
    content = "\n".join([HEADER, *[long] * 12, ROW, f'"{long}', f'"x"{long}', ""]).encode()
    tracemalloc.start()
    result = bring_in.bytes_in(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counts(result) == (1, 0, 14)
    assert {error for _, error, _ in bring_in.refused()} <= {
        "import-row-many-cells", "import-row-quotes",
    }  # fmt: skip
    assert peak < 200 * MEGABYTE


def test_that_long_rows_are_not_held_by_the_dozen(bring_in: Importer) -> None:
    long = [row(id=f"A-{nth}", what="x" * 900_000) for nth in range(40)]
    content = "\n".join([HEADER, *long, ""]).encode()
    del long
    tracemalloc.start()
    assert counts(bring_in.bytes_in(content)) == (0, 0, 40)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(content)


def test_that_a_line_without_an_end_is_refused_by_its_line(bring_in: Importer) -> None:
    content = f"{HEADER}\n{row(what='x' * 3 * MEGABYTE)}\n{ROW}\n".encode()
    assert counts(bring_in.bytes_in(content)) == (1, 0, 1)
    assert bring_in.refused() == [(2, "import-row-long", "")]


@pytest.mark.parametrize("place", ["/dev/zero", "pipe", "."])
def test_that_only_an_ordinary_file_is_read(
    center: CommandCenter, bring_in: Importer, tmp_path: Path, place: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CommandCenterError) as refused:
        center.archive.import_cases(
            tmp_path / place, bring_in.mapping(), reject_file=bring_in.rejects
        )
    assert refused.value.error_id == "import-file-no-file"
    with pytest.raises(CommandCenterError) as refused:
        read_mapping(tmp_path / place)
    assert refused.value.error_id == "mapping-unreadable"


@pytest.mark.parametrize("line", [b"\0" * 50, b"a," * 5000 + b"\n"])
def test_that_a_file_that_unpacks_to_a_hundred_times_as_much_as_a_list_is_refused(
    bring_in: Importer, line: bytes
) -> None:
    content = gzip.compress(f"{HEADER}\n{ROW}\n".encode() + line * (70 * MEGABYTE // len(line)))
    with pytest.raises(CommandCenterError) as refused:
        bring_in.bytes_in(content)
    assert refused.value.error_id in ("import-file-expands", "import-file-no-lines")
    assert bring_in.cases() == []


def test_that_an_endless_first_line_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    with file.open("wb") as out:
        out.truncate(1 << 40)  # a terabyte of nothing
    with pytest.raises(CommandCenterError):
        CsvFile(file, None, ",", ["id"]).header()


def test_that_a_workbook_that_unpacks_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "cases.xlsx"
    book = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
    with book, book.open("xl/sharedStrings.xml", "w") as texts:
        for _ in range(260):
            texts.write(b"\0" * MEGABYTE)
    with pytest.raises(CommandCenterError) as refused:
        open_case_file(file, None, ",", ["id"]).header()
    assert refused.value.error_id == "import-file-expands"


@pytest.mark.parametrize("padding", [0, 2 * MEGABYTE])
def test_that_a_sheet_that_is_far_larger_than_its_packed_form_is_refused_unread(
    tmp_path: Path, padding: int
) -> None:
    file = tmp_path / "cases.xlsx"
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    book = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
    with book, zipfile.ZipFile(out) as small:
        for name in small.namelist():
            if "sheet1" not in name:
                book.writestr(name, small.read(name))
        book.writestr("xl/media/photo.png", os.urandom(padding), zipfile.ZIP_STORED)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(65):
                sheet.write(b" " * MEGABYTE)
    with pytest.raises(CommandCenterError) as refused:
        open_case_file(file, None, ",", ["id"]).header()
    assert refused.value.error_id == "import-file-expands"


def test_that_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cases.xlsx"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("cases.csv", "id\n1\n")
    for content in (file.read_bytes(), b"PK\x03\x04 and so on", b"\xd0\xcf\x11\xe0 and so on"):
        file.write_bytes(content)
        with pytest.raises(CommandCenterError) as refused:
            open_case_file(file, None, ",", ["id"]).header()
        assert refused.value.error_id in ("import-file-no-workbook", "import-file-old-excel")
