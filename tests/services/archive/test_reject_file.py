"""The reject file: read again by the mapping that wrote it, with every character as it came."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandcenter.errors import CommandCenterError, Malformed
from commandcenter.services.archive.files import CaseFile, CsvFile
from commandcenter.services.archive.files.rejects import reject_file
from tests.city.importing import HEADER, MAPPING, ROW, Importer, counts, row

_NAMES = ["id", "line", "reason", "说明", "x"]
#: What a file of text can hold, and what reject files used to lose.
_CELLS = st.text(
    st.one_of(
        st.sampled_from("\"\r\n\t ,;|\u3000\u00a0\\'x"),
        st.characters(codec="utf-8", exclude_characters="\0"),
    ),
    max_size=12,
)


def _rejected(file: CaseFile, to: Path) -> None:
    """As if every row were refused."""
    with reject_file(to, file) as rejects:
        for record in file.records():
            rejects.add(record, record.fault or Malformed("import-nothing", name="x"))


def _cells(file: CaseFile) -> list[list[str]]:
    return [record.cells for record in file.records()]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(_CELLS, min_size=5, max_size=5).filter(any), min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030", "utf-32"]),
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
    announced=st.booleans(),
)
def test_that_refused_rows_come_back_as_they_were(
    tmp_path: Path,
    rows: list[list[str]],
    encoding: str,
    delimiter: str,
    line_end: str,
    announced: bool,
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(
        [_NAMES, *rows]
    )
    text = f"sep={delimiter}{line_end}" * announced + out.getvalue()
    path, named = tmp_path / "cases.csv", encoding.removesuffix("-sig")
    path.write_bytes(text.encode(encoding))
    form = (named, "," if announced else delimiter)
    _rejected(CsvFile(path, *form, columns=_NAMES), tmp_path / "rejected.csv")
    once = CsvFile(tmp_path / "rejected.csv", *form, columns=_NAMES)
    _rejected(once, tmp_path / "again.csv")
    again = CsvFile(tmp_path / "again.csv", *form, columns=_NAMES)
    assert once.header() == again.header() == _NAMES
    assert _cells(once) == _cells(again) == rows


BROKEN = (
    'A-1,"never closed,1',
    'A-2,"closed"twice,1',
    "A-3,\0,1",
    "A-4,only two",
    "A-5,one,two,many",
    'A-6,fine "here",1',
    "A-7,\\x41,1",
)


def test_that_broken_rows_are_refused_for_the_same_reason_until_they_are_mended(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(
        "\n".join(["id,what,n", *BROKEN]).encode() + "\nA-8,井盖,1\n".encode("gb18030")
    )
    found: list[list[tuple[str, str]]] = []
    for nth in range(3):
        file = CsvFile(path, None, ",", columns=["id"])
        found.append([(r.cells[0], r.fault.error_id if r.fault else "") for r in file.records()])
        path = tmp_path / f"again{nth}.csv"
        _rejected(file, path)
        assert path.read_text("utf-8")  # it can be decoded
    assert found[0] == found[1] == found[2]
    assert [error for _, error in found[0]] == [
        "import-row-quotes", "import-row-quotes", "import-row-nul", "import-row-cells",
        "import-row-cells", "", "", "import-row-encoding",
    ]  # fmt: skip
    with path.open(encoding="utf-8", newline="") as written:
        assert len(list(csv.reader(written))) == 1 + len(found[0])
    mended = path.read_text("utf-8").replace('""never closed', "now closed")
    path.write_text(mended.replace("\\xbe\\xae\\xb8\\xc7", "井盖"), "utf-8")
    records = {r.cells[0]: r for r in CsvFile(path, None, ",", columns=["id"]).records()}
    assert records["A-8"].fault is None
    assert records["A-8"].cells == ["A-8", "井盖", "1"]


def test_that_a_ragged_row_names_its_line_and_its_cell(bring_in: Importer) -> None:
    bring_in(ROW, "B-1,2026-11-16 09:00", f"{row(id='B-2')},one too many")
    text = bring_in.rejects.read_text("utf-8")
    assert "Line 3 has 2 cells, but the header has 11. Cell 3, “due”, is missing." in text
    assert "Cell 12, “one too many”, has no column heading." in text
    assert "第 3 行有 2 格，列标题为 11 格。缺少第 3 格“due”。" in text


def test_that_a_reason_in_an_encoding_without_chinese_is_still_given(bring_in: Importer) -> None:
    mapping = MAPPING.replace("[file]", '[file]\nencoding = "latin-1"')
    content = f"{HEADER}\n{row(lat='ü', what='é', where='x', kind='')}\n".encode("latin-1")
    assert counts(bring_in.bytes_in(content, mapping)) == (0, 0, 1)
    written = bring_in.rejects.read_text("latin-1")
    assert "é" in written
    assert "“" not in written


def test_that_every_row_is_a_case_or_unchanged_or_refused_by_content(bring_in: Importer) -> None:
    rows = [row(id=f"A-{nth}", what=f"井盖　{nth}") for nth in range(40)]
    rows[3] = row(id="A-3", what='"第一行\n第二行"', lat="900")
    rows[5] = row(id="1.10101E+14", what="\u00a0井\u3000盖\u00a0")
    rows[6] = row(id="A-4", what="another thing under the same reference")
    rows[7] = row(id="A-8", what="井盖　8")
    rows[9] = "A-9,too,short"
    rows[11] = row(id="#N/A")
    rows[13] = row(id="A-13", opened="yesterday", where="东四　六条\u00a0")
    result = bring_in(*rows)
    given_rows = list(CsvFile(bring_in.folder / "cases.csv", None, ",").records())
    again = CsvFile(bring_in.rejects, None, ",", columns=["id"])
    refused = Counter(tuple(record.cells) for record in again.records())
    taken = {case.external_reference: case.description for case in bring_in.cases()}
    unchanged = 0
    for record in given_rows:
        cells = tuple(record.cells)
        if refused[cells]:
            refused[cells] -= 1
        elif cells[0] in taken:
            assert taken.pop(cells[0]) == cells[4]
        else:
            unchanged += 1
    assert (sum(refused.values()), taken) == (0, {})
    assert unchanged == result.unchanged == 1
    assert counts(result) == (33, 1, 6)
    again_counts = bring_in.center.archive.import_cases(
        bring_in.rejects, bring_in.mapping(), reject_file=bring_in.folder / "again.csv"
    )
    assert counts(again_counts) == (0, 0, 6)
    first, second = bring_in.rejects, bring_in.folder / "again.csv"
    assert _cells(CsvFile(second, None, ",", ["id"])) == _cells(CsvFile(first, None, ",", ["id"]))


def test_that_an_import_without_refused_rows_leaves_no_reject_file(bring_in: Importer) -> None:
    assert counts(bring_in(ROW)) == (1, 0, 0)
    assert not bring_in.rejects.exists()
    bring_in(row(id="A-2", lat="900"))
    assert bring_in.rejects.exists()
    assert counts(bring_in(row(id="A-2"))) == (1, 0, 0)
    assert not bring_in.rejects.exists()  # its row came in, mended


def test_that_a_reject_file_with_our_columns_of_its_own_is_read(bring_in: Importer) -> None:
    mapping = MAPPING.replace('"what"', '"reason"')
    content = f"{HEADER.replace('what', 'reason')}\n{row(lat='900')}\n".encode()
    assert counts(bring_in.bytes_in(content, mapping)) == (0, 0, 1)
    mended = bring_in.rejects.read_bytes().replace(b"900", b"39.93")
    assert counts(bring_in.bytes_in(mended, mapping)) == (1, 0, 0)
    assert bring_in.cases()[0].description == "井盖缺失"


def test_that_a_heading_that_comes_twice_is_still_refused(bring_in: Importer) -> None:
    with pytest.raises(CommandCenterError) as refused:
        bring_in.bytes_in(f"{HEADER},what\n{ROW},x\n".encode())
    assert refused.value.error_id == "import-heading-twice"
