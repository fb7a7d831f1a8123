"""What cannot be brought in is told: row by row, or of the file and the mapping as a whole."""

import gzip
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError, InvalidInput, Malformed, NotFound
from commandcenter.services.archive import read_mapping
from tests.city.importing import HEADER, MAPPING, ROW, Importer, counts, row


@pytest.fixture
def bring_in(center: CommandCenter, tmp_path: Path) -> Importer:
    return Importer(center, tmp_path)


BAD_ROWS = (
    (row(id="B-1", closed="2026-11-16 08:59:59"), "import-closes-first", "closed_at"),
    (row(id="B-2", lat="900"), "not-on-earth", "latitude"),
    (row(id="B-3", lat="NaN"), "import-not-degrees", "latitude"),
    (row(id="B-4", lon="inf"), "not-on-earth", "longitude"),
    (row(id="B-5", lat="north"), "import-not-degrees", "latitude"),
    (row(id="B-6", lat=""), "half-a-point", "latitude"),
    (row(id="B-7", lat="", lon="", where=""), "no-place", "address"),
    (row(id="B-8", opened="yesterday"), "import-moment", "reported_at"),
    (row(id="B-9", opened=""), "import-nothing", "reported_at"),
    (row(id="B-10", opened="2026-02-30 09:00"), "import-moment", "reported_at"),
    (row(id="B-11", opened="1066-10-14 09:00"), "import-moment-far", "reported_at"),
    (row(id="B-12", opened="2026-11-24 09:00"), "moment-in-future", "reported_at"),
    (row(id="B-13", closed="2099-01-01 00:00"), "moment-in-future", "closed_at"),
    (row(id=""), "import-nothing", "external_reference"),
    (row(id="B-15", what="", kind=""), "text-empty", "description"),
    (row(id="B-16", what="\x07"), "control-character", "description"),
    (row(id="B-17", what="x" * 4001), "text-too-long", "description"),
    (row(id="B-18", by="pigeon"), "source-unknown", "source"),
    (row(id="B-19", kind="\x1b[31m"), "control-character", "category"),
    ("B-20,only,four,cells", "import-row-cells", ""),
    (f"{row(id='B-21')},one too many", "import-row-cells", ""),
    (row(id="B-22", what="a\0b"), "import-row-nul", ""),
    (row(id="B-23", what='"never closed'), "import-row-quotes", ""),
    (row(id="B-24", what='"closed"twice'), "import-row-quotes", ""),
)


def test_that_every_bad_row_is_told_and_takes_no_good_one_along(bring_in: Importer) -> None:
    rows: list[str] = []
    for nth, (bad, *_) in enumerate(BAD_ROWS):
        rows += [bad, row(id=f"A-{nth}")]
    result = bring_in(*rows)
    assert counts(result) == (len(BAD_ROWS), 0, len(BAD_ROWS))
    assert bring_in.refused() == [
        (2 + 2 * nth, error, field) for nth, (_, error, field) in enumerate(BAD_ROWS)
    ]
    assert len(bring_in.cases()) == len(BAD_ROWS)


@pytest.mark.parametrize(
    "reference",
    [
        *("1.10101E+14", "1,10101E+14", "1.01000295613E11", "1e+15", "#N/A", "#REF!", "########"),
        *("1101012024000010000", "110101202401011000", "2026-03-11 00:00:00"),
    ],
)
def test_that_what_a_spreadsheet_made_of_a_reference_is_no_identity(
    bring_in: Importer, reference: str
) -> None:
    rows = row(id=f'"{reference}"'), row(id=f'"{reference}"', what="another")
    assert counts(bring_in(*rows)) == (0, 0, 2)
    assert {
        (error.partition("-m")[0].partition("-r")[0], field)
        for _, error, field in bring_in.refused()
    } == {("import", "external_reference")}


def test_that_a_column_that_a_spreadsheet_rounded_is_no_identity(bring_in: Importer) -> None:
    """Of sixteen or seventeen digits only one or two are lost, as they might be by chance."""
    references = ("12345678901234600", "12345678901234700", "12345678901234600", "17")
    rows = [row(id=it, whose=f"office {it}") for it in references]
    assert counts(bring_in(*rows)) == (1, 0, 3)
    assert {error for _, error, _ in bring_in.refused()} == {"import-reference-rounded"}
    offices = {name.en for name in bring_in.center.city.facts().departments.values()}
    assert "office 17" in offices
    assert "office 12345678901234600" not in offices


@pytest.mark.parametrize(
    "references",
    [
        ("12345678901234600", "12345678901234700", "12345678901234701"),
        ("12345678901234600",),
        ("1234567890123460", "1234567890123470"),
    ],
)
def test_that_zeros_at_the_end_may_be_chance(
    bring_in: Importer, references: tuple[str, ...]
) -> None:
    assert counts(bring_in(*(row(id=it) for it in references))) == (len(references), 0, 0)


@pytest.mark.parametrize(
    "reference",
    [
        *("101000295613", "1101012024000010001", "4E12", "E+5", "#17", "100000000000000000000A"),
        *("0000000000000000120", "20260101000000", "3-11", "1E3"),
    ],
)
def test_that_an_odd_reference_is_still_one(bring_in: Importer, reference: str) -> None:
    assert counts(bring_in(row(id=reference))) == (1, 0, 0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": "另一处"}, "description"), ({"where": "七条"}, "address"),
        ({"lat": "39.9306"}, "latitude"), ({"lon": ""} | {"lat": ""}, "latitude, longitude"),
        ({"kind": "Pothole"}, "category"), ({"whose": "parks"}, "department"),
        ({"due": "2026-11-16 18:00"}, "due_at"), ({"opened": "2026-11-16 09:00:01"}, "reported_at"),
        ({"closed": "2026-11-16 15:31"}, "closed_at"),
    ],
)  # fmt: skip
def test_that_unchanged_means_the_same_content(
    bring_in: Importer, changed: dict[str, str], field: str
) -> None:
    for rows in ((ROW, row(**changed)), (row(**changed), ROW)):  # in one file, then in the next
        result = bring_in(*rows)
        assert counts(result) in {(1, 0, 1), (0, 1, 1)}
        assert bring_in.refused()[0][1:] == ("import-known-otherwise", "external_reference")
        assert f"({field})" in bring_in.rejects.read_text("utf-8")


def test_that_a_refused_row_leaves_nothing_behind(bring_in: Importer) -> None:
    bring_in(row(lat="900", kind="a kind that is not", whose="an office that is not"))
    facts = bring_in.center.city.facts()
    assert bring_in.cases() == []
    assert "an office that is not" not in {name.en for name in facts.departments.values()}
    assert "a kind that is not" not in {row.name.en for row in facts.categories.values()}
    assert facts.version == 1


def test_that_a_row_that_is_no_text_is_told(bring_in: Importer) -> None:
    content = f"{HEADER}\n{ROW}\n".encode() + row(id="A-2", what="井盖").encode("gb18030") + b"\n"
    assert counts(bring_in.bytes_in(content)) == (1, 0, 1)
    assert bring_in.refused() == [(3, "import-row-encoding", "")]


def test_that_a_packed_file_is_read_and_a_damaged_one_told(bring_in: Importer) -> None:
    rows = [row(id=f"A-{nth}", what=f"{nth:x}" * 40) for nth in range(2000)]
    packed = gzip.compress("\n".join((HEADER, *rows)).encode())
    with pytest.raises(Malformed):
        bring_in.bytes_in(packed[: len(packed) // 2])
    assert counts(bring_in.bytes_in(packed)) == (2000, 0, 0)
    assert bring_in.center.log_audit.verify().faults == ()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", Malformed),
        (b"\xff\xfe\x00\n", Malformed),
        (b"id,opened\nA-1,2026-11-16\n", InvalidInput),
        (f"{HEADER},id\n".encode(), InvalidInput),
    ],
)
def test_that_a_file_that_is_none_is_refused_as_a_whole(
    bring_in: Importer, content: bytes, refusal: type[CommandCenterError]
) -> None:
    with pytest.raises(refusal):
        bring_in.bytes_in(content)


def test_that_a_file_that_is_not_there_is_told(bring_in: Importer, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        bring_in.center.archive.import_cases(
            tmp_path / "none.csv", bring_in.mapping(), reject_file=bring_in.rejects
        )


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("Asia/Shanghai", "Asia/Atlantis", "Atlantis"),
        ('moments = ["iso"', 'moments = ["whenever"', "whenever"),
        ('reported_at = "opened"\n', "", "reported_at"),
        ('latitude = "lat"\n', "", "latitude"),
        ("[create.categories]", "[create.kinds]", "kinds"),
        ('kind = "event"', 'kind = "wish"', "kind"),
        ('class_code = "2099"', 'class_code = "A"', "class_code"),
        ('limit = "5工作日"', 'limit = "soon"', "soon"),
        ("[file]", "[file]\ndelimiter = ',,'", "delimiter"),
        ("[file]", "[file", "TOML"),
    ],
)
def test_that_a_mapping_with_a_fault_is_refused_with_its_place(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_mapping(path)
    for language in ("en", "zh"):
        assert told in refused.value.sentence(language)
