"""The same rows in every form that systems and spreadsheets give them."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from commandcenter.errors import CommandCenterError
from commandcenter.services.archive.files.encodings import guessed_encoding
from commandcenter.services.casebook import CaseDetails
from tests.city.importing import HEADER, MAPPING, OPENED, ROW, Importer, counts, row

ROWS = f"{HEADER}\n{ROW}\n{row(id='A-2', what='第二行')}\n"


def _named(encoding: str) -> str:
    return MAPPING.replace("[file]", f'[file]\nencoding = "{encoding}"')


def _case(bring_in: Importer) -> CaseDetails:
    first, *_ = sorted(bring_in.cases(), key=lambda case: case.external_reference or "")
    return first


@pytest.mark.parametrize("encoding", ["GBK", "gb2312", "big5", "utf-16", "UTF-16LE", "cp936", "hz"])
def test_that_an_encoding_is_called_by_any_of_its_names(bring_in: Importer, encoding: str) -> None:
    content = ROWS.encode(encoding, "replace")  # Big5 lacks some of the characters
    assert counts(bring_in.bytes_in(content, _named(encoding))) == (2, 0, 0)
    known = "六条".encode(encoding, "replace").decode(encoding)
    assert _case(bring_in).row.address == known


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_that_a_mark_tells_the_encoding_whatever_was_named(
    bring_in: Importer, encoding: str
) -> None:
    assert counts(bring_in.bytes_in(ROWS.encode(encoding))) == (2, 0, 0)
    assert counts(bring_in.bytes_in(ROWS.encode(encoding), _named("gbk"))) == (0, 2, 0)


def test_that_a_guess_is_offered_where_no_encoding_is_named(bring_in: Importer) -> None:
    rows = "\n".join(row(id=f"A-{nth}", what="井盖缺失，请尽快处理") for nth in range(5))
    result = bring_in.bytes_in(f"{HEADER}\n{rows}\n".encode("gbk"))
    assert counts(result) == (0, 0, 5)
    text = bring_in.rejects.read_text("utf-8")
    assert "It may be gb18030: state the encoding" in text
    assert "可能是 gb18030" in text
    chinese = MAPPING.replace('"what"', '"说明"')
    with pytest.raises(CommandCenterError) as refused:
        bring_in.bytes_in(f"{HEADER.replace('what', '说明')}\n{rows}\n".encode("gbk"), chinese)
    assert "gb18030" in refused.value.sentence("en")
    bring_in.bytes_in(f"{HEADER}\n{rows}\n".encode("gbk"), _named("utf-8"))
    assert "gb18030" not in bring_in.rejects.read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        *("井盖缺失", "六条", "路灯不亮", "东四六条5号，垃圾堆放", "案件编号,上报时间,问题描述"),
        *("占道经营", "暴露垃圾", "A-1,2026-11-16,道路破损,热线"),
    ],
)
def test_that_a_short_text_in_gbk_is_taken_for_no_other_encoding(text: str) -> None:
    sample = text.encode("gbk")
    cut = (text + "的").encode("gbk")[:-1]  # in a character
    for some in (sample, cut):
        guess = guessed_encoding(some)
        assert guess
        assert guess.startswith("gb18030")


def test_that_korean_is_offered_beside_the_chinese_that_its_bytes_would_be(
    bring_in: Importer,
) -> None:
    korean = {"what": "도로 파손과 가로등 고장", "where": "종로", "kind": "맨홀"}
    rows = "\n".join(row(id=f"A-{nth}", **korean) for nth in range(5))
    content = f"{HEADER}\n{rows}\n".encode("euc-kr")
    assert counts(bring_in.bytes_in(content)) == (0, 0, 5)
    said = "It may be euc-kr / gb18030: state the encoding under [file] in the mapping"
    with bring_in.rejects.open(encoding="utf-8", newline="") as file:
        assert all(said in refused["reason"] for refused in csv.DictReader(file))
    assert counts(bring_in.bytes_in(content, _named("euc-kr"))) == (5, 0, 0)


def test_that_other_texts_are_not_taken_for_gbk() -> None:
    assert guessed_encoding("道路破損，請盡快處理。路燈不亮".encode("big5")) != "gb18030"
    for text in ("déjà vu à l’école", "Straße überflutet, Größe"):
        assert guessed_encoding(text.encode("cp1252")) != "gb18030"


@pytest.mark.parametrize("name", ["klingon", "idna", "base64", "unicode_escape"])
def test_that_what_is_no_encoding_is_refused_in_the_mapping(bring_in: Importer, name: str) -> None:
    with pytest.raises(CommandCenterError) as refused:
        bring_in.mapping(_named(name))
    assert name in refused.value.sentence("zh")


def test_that_characters_of_gb18030_get_the_code_points_given_since(bring_in: Importer) -> None:
    content = f"{HEADER}\n{row(what='NAME')}\n".encode("gb18030")
    content = content.replace(b"NAME", b"\xfe\x59\xa6\xd9\xfe\x51")
    assert counts(bring_in.bytes_in(content, _named("gb18030"))) == (1, 0, 0)
    assert _case(bring_in).description == "龴︐\U00020087"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk"])
@pytest.mark.parametrize("line_end", ["\r", "\r\n"])
def test_that_lines_may_end_as_on_any_machine(
    bring_in: Importer, encoding: str, line_end: str
) -> None:
    rows = (HEADER, ROW, row(id="A-2", what='"一\n二"'), "")
    content = line_end.join(rows).encode(encoding)
    assert counts(bring_in.bytes_in(content, _named(encoding))) == (2, 0, 0)
    assert {case.description for case in bring_in.cases()} == {"井盖缺失", "一\n二"}


def test_that_titles_may_stand_above_the_headings(bring_in: Importer) -> None:
    titles = f"城市管理案件清单\n\n导出时间：2026-11-20,,\n{'x,' * 11}\n\n"
    assert counts(bring_in.bytes_in((titles + ROWS).encode())) == (2, 0, 0)
    bad = titles + HEADER + "\n" + row(lat="900") + "\n"
    assert counts(bring_in.bytes_in(bad.encode())) == (0, 0, 1)
    assert bring_in.refused() == [(7, "not-on-earth", "latitude")]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"'])
def test_that_a_file_may_announce_its_delimiter(bring_in: Importer, first: str) -> None:
    content = f"{first}\r\n" + f"{HEADER}\n{ROW}\n{row(id='A-2', lat='900')}\n".replace(",", ";")
    assert counts(bring_in.bytes_in(content.encode("utf-8-sig"))) == (1, 0, 1)
    mended = bring_in.rejects.read_bytes().replace(b"900", b"39.93")
    assert mended.startswith(b"\xef\xbb\xbfsep=;\r\n")
    assert counts(bring_in.bytes_in(mended)) == (1, 0, 0)


def _workbook(*rows: Sequence[object], sheet: str = "案件") -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["只是说明"])
    page = book.create_sheet(sheet)
    for cells in rows:
        page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(**changed: object) -> list[object]:
    cells: dict[str, object] = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    cells |= {"opened": datetime(2026, 11, 16, 9), "lat": 39.9305, "lon": 116.4105}
    return list((cells | changed).values())


def test_that_a_workbook_is_read_directly(bring_in: Importer) -> None:
    rows: list[Sequence[object]] = [
        ["城市管理案件清单"],
        [],
        [*HEADER.split(","), None, None],
        _cells(id=101000295613, due=datetime(2026, 11, 16, 17)),
        _cells(id="A-2", closed=date(2026, 11, 16), due=None, what="一\n二"),
        [],
        _cells(id=1101012024000010000),
        _cells(id=datetime(2026, 3, 11)),
        _cells(id="A-3", lat=900),
        _cells(id="A-4", whose=None)[:-1],
        [*_cells(id="A-5"), None, "too many"],
    ]
    assert counts(bring_in.bytes_in(_workbook(*rows))) == (3, 0, 4)
    assert [error for _, error, _ in bring_in.refused()] == [
        "import-reference-mangled", "import-reference-mangled", "not-on-earth", "import-row-cells",
    ]  # fmt: skip
    assert [line for line, *_ in bring_in.refused()] == [7, 8, 9, 11]
    cases = {case.external_reference: case for case in bring_in.cases()}
    assert cases["101000295613"].row.reported_at == OPENED
    assert cases["101000295613"].row.hands.due_at == OPENED + timedelta(hours=8)
    assert cases["A-2"].description == "一\n二"
    assert cases["A-2"].closed_at == OPENED
    assert cases["A-4"].row.department is None
    mended = bring_in.rejects.read_bytes().replace(b"900", b"39.93")
    assert counts(bring_in.bytes_in(mended)) == (1, 0, 3)
    assert counts(bring_in.bytes_in(_workbook(*rows[:5]))) == (0, 2, 0)


def _sheets(**sheets: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["whose", "how many"])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for cells in rows:
            page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_that_every_sheet_with_the_columns_is_read(bring_in: Importer) -> None:
    turned = [*reversed(HEADER.split(",")), "remark"]
    content = _sheets(
        january=[HEADER.split(","), _cells(id="A-1")],
        february=[
            ["the second month"],
            turned,
            [*reversed(_cells(id="A-2"))],
            [*reversed(_cells(id="A-3", lat=900)), "look here"],
            [*reversed(_cells(id="A-4")), "", "too many"],
        ],
        empty=[HEADER.split(",")],
    )
    assert counts(bring_in.bytes_in(content)) == (2, 0, 2)
    assert {case.external_reference for case in bring_in.cases()} == {"A-1", "A-2"}
    assert {case.row.reported_at for case in bring_in.cases()} == {OPENED}
    assert bring_in.refused() == [
        (4, "not-on-earth", "latitude"), (5, "import-row-cells", ""),
    ]  # fmt: skip
    with bring_in.rejects.open(encoding="utf-8", newline="") as file:
        assert [one["line"] for one in csv.DictReader(file)] == ["february!4", "february!5"]
    assert "look here" in bring_in.rejects.read_text("utf-8")
    mended = bring_in.rejects.read_bytes().replace(b"900", b"39.93")
    assert counts(bring_in.bytes_in(mended)) == (1, 0, 1)
    assert bring_in.refused()[0][1] == "import-row-cells"


def test_that_a_sheet_that_lacks_a_column_is_not_left_out_in_silence(bring_in: Importer) -> None:
    headings = HEADER.split(",")
    content = _sheets(january=[headings, _cells()], february=[headings[1:], _cells()[1:]])
    with pytest.raises(CommandCenterError) as refused:
        bring_in.bytes_in(content)
    for language in ("en", "zh"):
        said = refused.value.sentence(language)
        assert "february" in said
        assert " id" in said
    assert bring_in.cases() == []


def test_that_the_moments_of_a_workbook_need_no_format(bring_in: Importer) -> None:
    mapping = MAPPING.replace('"iso", ', "")
    content = _workbook(HEADER.split(","), _cells(due=None, closed=None))
    assert counts(bring_in.bytes_in(content, mapping)) == (1, 0, 0)
    assert bring_in.cases()[0].row.reported_at == datetime(2026, 11, 16, 1, tzinfo=UTC)


def test_that_a_workbook_that_belittles_itself_is_read_to_its_end(bring_in: Importer) -> None:
    book = _workbook(HEADER.split(","), _cells(), _cells(id="A-2"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as honest, zipfile.ZipFile(out, "w") as lying:
        for name in honest.namelist():
            part = honest.read(name)
            lying.writestr(name, part.replace(b'ref="A1:K3"', b'ref="A1"'))
    assert out.getvalue() != book
    assert counts(bring_in.bytes_in(out.getvalue())) == (2, 0, 0)
