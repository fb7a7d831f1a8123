"""`import-cases`: where its files lie, and that it destroys none."""

import json
from pathlib import Path

import pytest

from commandcenter.models.city.datum import gcj02_of
from commandcenter.packs.grid.files import read_areas, read_grids
from tests.city.centers import TINY
from tests.city.importing import HEADER, MAPPING, ROW, row
from tests.commands.conftest import Run


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    file = tmp_path / "files" / "cases.csv"
    file.parent.mkdir()
    file.write_text(f"{HEADER}\n{ROW}\n{row(id='A-2', lat='900')}\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    return file


def test_that_the_reject_file_lies_beside_the_input_and_its_path_is_printed(
    on_tiny: Run, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rejects = cases.with_name("cases.csv.rejected.csv")
    words = ("import-cases", "files/cases.csv", "--mapping", "map.toml")
    assert on_tiny("--json", *words).document == {
        "imported": 1,
        "unchanged": 0,
        "refused": 1,
        "reject_file": str(rejects),
    }
    assert rejects.is_file()
    assert str(rejects) in on_tiny(*words).out


def test_that_points_by_another_datum_are_said_beside_the_result(
    on_tiny: Run, cases: Path, tmp_path: Path
) -> None:
    middles = [
        cell.outline.representative_point() for cell in read_grids(TINY / "unit_grids.geojson")
    ]
    shifted = [gcj02_of((middle.y, middle.x)) for middle in middles]
    rows = [row(id=f"B-{n}", lat=f"{p[0]}", lon=f"{p[1]}") for n, p in enumerate(shifted)]
    cases.write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
    words = ("--json", "import-cases", str(cases), "--mapping", str(tmp_path / "map.toml"))
    answer = on_tiny(*words)
    assert answer.document["imported"] == len(rows)
    assert "from “hotline”" in answer.err
    assert "gcj02" in answer.err


def test_that_rejects_never_destroy_what_the_import_reads_or_keeps(
    on_tiny: Run, cases: Path, tiny_file: Path, tmp_path: Path
) -> None:
    mapping, anchors = tmp_path / "map.toml", tiny_file.with_suffix(".anchors.txt")
    anchors.write_text("2026-11-22 1-9 abc\n", encoding="utf-8")
    kept = {file: file.read_bytes() for file in (cases, mapping, tiny_file, anchors)}
    for file in (*kept, tiny_file.with_name(f"{tiny_file.name}-wal"), Path("/dev/null")):
        words = ("import-cases", str(cases), "--mapping", str(mapping), "--rejects", str(file))
        assert on_tiny("--json", *words).status == 1
    assert {file: file.read_bytes() for file in kept} == kept
    assert on_tiny("--json", "cases").document == []


def test_that_built_grids_never_destroy_the_areas_they_are_cut_from(
    run: Run, tmp_path: Path
) -> None:
    areas = tmp_path / "areas.geojson"
    areas.write_bytes((TINY / "areas.geojson").read_bytes())
    words = ("grid", "build", "--cells", "12", "--city", str(TINY), "--areas", str(areas))
    refused = run("--json", *words, "--output", str(areas))
    assert (refused.status, json.loads(refused.out)["type"]) == (
        1,
        "urn:commandcenter:output-is-input",
    )
    assert len(read_areas(areas)) == len(read_areas(TINY / "areas.geojson"))
