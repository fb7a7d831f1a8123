"""Checking the unit grids of a pack."""

from dataclasses import replace
from pathlib import Path

import pytest
from shapely import Polygon, box
from shapely.affinity import translate

from commandcenter.packs.content.pack import PackArea, PackGrid
from commandcenter.packs.content.parts import CodeSegment
from commandcenter.packs.grid.builder import build_grids
from commandcenter.packs.grid.check import check_grids
from commandcenter.packs.grid.files import read_areas, read_grids
from commandcenter.packs.grid.report import FaultKind, GridReport, WarningKind
from commandcenter.words import Name

TINY = Path(__file__).parent / "tiny"
SEGMENTS = (
    CodeSegment("district", 6),
    CodeSegment("street", 3),
    CodeSegment("community", 3),
    CodeSegment("sequence", 3),
)
METRE = 1 / 85_000


@pytest.fixture
def areas() -> list[PackArea]:
    return read_areas(TINY / "areas.geojson")


@pytest.fixture
def cells() -> list[PackGrid]:
    return read_grids(TINY / "unit_grids.geojson")


def checked(cells: list[PackGrid], areas: list[PackArea]) -> GridReport:
    return check_grids(cells, areas, code_segments=SEGMENTS)


def found(report: GridReport) -> list[tuple[str, FaultKind]]:
    return [(it.code, it.fault) for it in report.faults]


def shifted(cell: PackGrid, *, metres: float) -> PackGrid:
    moved = translate(cell.outline, xoff=metres * METRE)
    assert isinstance(moved, Polygon)
    return replace(cell, outline=moved)


def test_that_the_test_city_has_no_fault(cells: list[PackGrid], areas: list[PackArea]) -> None:
    assert checked(cells, areas) == GridReport(10, (), ())


def test_that_what_the_builder_cuts_has_no_fault(areas: list[PackArea]) -> None:
    built = build_grids(areas, [], 23, code_segments=SEGMENTS)
    assert checked(built, areas).faults == ()


def test_that_a_cell_that_crosses_itself_is_the_only_fault_it_makes(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    west, south, east, north = cells[3].outline.bounds
    spike = (west, north + 0.001)
    ring = [(west, south), (east, south), (east, north), (west, north), spike, (west, north)]
    cells[3] = replace(cells[3], outline=Polygon(ring))
    assert found(checked(cells, areas)) == [(cells[3].code, FaultKind.INVALID)]


def test_that_a_moved_cell_overlaps_one_neighbour_and_leaves_a_gap_at_the_other(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    cells[1] = shifted(cells[1], metres=1.0)
    report = checked(cells, areas)
    assert found(report) == [
        (cells[1].community, FaultKind.GAP),
        (cells[1].code, FaultKind.OVERLAP),
    ]
    gap, overlap = report.faults
    assert gap.where.startswith("39.93")
    assert overlap.where.endswith(f", {cells[2].code}")


def test_that_rounding_is_no_fault_and_the_tolerance_is_a_choice(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    cells[1] = shifted(cells[1], metres=0.05)
    assert checked(cells, areas).faults == ()
    strict = check_grids(cells, areas, code_segments=SEGMENTS, gap_tolerance=0.01)
    assert {it.fault for it in strict.faults} == {FaultKind.GAP, FaultKind.OVERLAP}


def test_that_a_missing_cell_is_a_gap(cells: list[PackGrid], areas: list[PackArea]) -> None:
    removed = cells.pop(7)
    assert found(checked(cells, areas)) == [(removed.community, FaultKind.GAP)]


def test_that_a_community_without_cells_is_a_gap(areas: list[PackArea]) -> None:
    assert found(checked([], areas)) == [
        ("110101001001", FaultKind.GAP),
        ("110101001002", FaultKind.GAP),
    ]


def test_that_a_cell_over_a_community_line_is_a_fault(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    north, south = cells[0], cells[5]
    whole = north.outline.union(south.outline)
    assert isinstance(whole, Polygon)
    over = [replace(north, outline=whole), *cells[1:5], *cells[6:]]
    report = checked(over, areas)
    assert found(report) == [(north.code, FaultKind.TWO_COMMUNITIES)]
    assert report.faults[0].where.endswith(f", {south.community}")


def test_that_a_cell_beyond_every_community_is_a_fault(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    west, south, east, north = cells[4].outline.bounds
    cells[4] = replace(cells[4], outline=box(west, south, east + 0.001, north))
    assert found(checked(cells, areas)) == [(cells[4].code, FaultKind.OUTSIDE)]


@pytest.mark.parametrize(
    "code",
    ["11010100100100", "1101010010010001", "110101001001O01", "110101001002009", "", "００１"],
)
def test_that_a_malformed_code_is_a_fault(
    code: str, cells: list[PackGrid], areas: list[PackArea]
) -> None:
    cells[0] = replace(cells[0], code=code)
    assert found(checked(cells, areas)) == [(code, FaultKind.CODE_MALFORMED)]


def test_that_a_code_used_twice_is_a_fault(cells: list[PackGrid], areas: list[PackArea]) -> None:
    cells[1] = replace(cells[1], code=cells[0].code)
    assert found(checked(cells, areas)) == [(cells[0].code, FaultKind.CODE_TWICE)]


def test_that_a_community_that_the_areas_lack_is_a_fault(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    code = "110101001007001"
    cells[0] = replace(cells[0], code=code, community=code[:12])
    kinds = {kind for _, kind in found(checked(cells, areas))}
    assert kinds == {FaultKind.UNKNOWN_COMMUNITY, FaultKind.TWO_COMMUNITIES}


def test_that_unusual_areas_are_warnings_and_no_faults() -> None:
    name = Name("社区", "Community")
    outline = box(116.41, 39.93, 116.42, 39.931)
    home = PackArea("110101001001", "community", name, None, outline)
    sliver, rest = box(116.41, 39.93, 116.4101, 39.931), box(116.4101, 39.93, 116.42, 39.931)
    cells = [
        PackGrid(f"110101001001{number:03d}", home.code, "unit_grid", it)
        for number, it in enumerate((sliver, rest), 1)
    ]
    report = checked(cells, [home])
    assert report.faults == ()
    assert [it.warning for it in report.warnings] == [WarningKind.TOO_SMALL, WarningKind.TOO_LARGE]
    assert report.warnings[0].where.endswith(" m²")


def test_that_the_document_has_the_shape_of_the_contract(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    del cells[9]
    document = checked(cells, areas).document()
    assert list(document) == ["cells", "faults", "warnings"]
    assert document["cells"] == 9
    assert document["faults"] == [
        {"code": "110101001002", "fault": "gap", "where": "39.929450, 116.416300"}
    ]


def test_that_every_finding_is_said_in_both_languages(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    del cells[9]
    fault = checked(cells, areas).faults[0]
    for kind in FaultKind:
        said = {replace(fault, fault=kind).sentence(language) for language in ("zh", "en")}
        assert len(said) == 2
        assert all(fault.code in sentence and fault.where in sentence for sentence in said)
