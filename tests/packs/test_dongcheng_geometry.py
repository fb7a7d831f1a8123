"""The schematic map of the Dongcheng pack: drawn from crossings, near to the real one, whole."""

import csv
import gzip
import json
import os
import re
from pathlib import Path

import pytest
import shapely
from shapely import GeometryCollection, Point
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from commandcenter.models.city.datum import Datum, bd09_of, gcj02_of, to_wgs84
from commandcenter.models.city.grid_index import GridCell, GridIndex
from commandcenter.packs.content.geometry import Outline, Plane, area_m2
from commandcenter.packs.content.pack import PackArea, PackGrid, PackRoad
from commandcenter.packs.content.parts import CodeSegment
from commandcenter.packs.grid.builder import build_grids
from commandcenter.packs.grid.check import check_grids
from commandcenter.packs.grid.drawing import Drawing, draw
from commandcenter.packs.grid.files import centre_line, read_areas, read_grids, read_roads
from commandcenter.resources import resource

PACK = resource("cities", "dongcheng")
SAMPLE_DATA = Path(os.environ.get("SAMPLE_DATA", Path(__file__).parents[3] / "shared" / "data"))
REAL_STREETS = SAMPLE_DATA / "boundaries" / "dongcheng_17streets_wgs84.geojson.gz"
REAL_ROADS = SAMPLE_DATA / "basemap_dongcheng" / "roads_wgs84.geojson.gz"
SEGMENTS = (
    CodeSegment("district", 6),
    CodeSegment("street", 3),
    CodeSegment("community", 3),
    CodeSegment("sequence", 3),
)
WRITTEN = 1e-7
"""Degrees: the last digit in the files. Other machines may round it otherwise."""


@pytest.fixture(scope="module")
def areas() -> list[PackArea]:
    return read_areas(PACK / "areas.geojson")


@pytest.fixture(scope="module")
def cells() -> list[PackGrid]:
    return read_grids(PACK / "unit_grids.geojson")


@pytest.fixture(scope="module")
def roads() -> list[PackRoad]:
    return read_roads(PACK / "roads.geojson")


@pytest.fixture(scope="module")
def drawn() -> Drawing:
    return draw(PACK)


@pytest.fixture(scope="module")
def streets(areas: list[PackArea]) -> dict[str, Outline]:
    return {area.code: area.outline for area in areas if area.level == "street"}


def rows(file: str) -> list[dict[str, str]]:
    with (PACK / file).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def alike(one: Outline, other: Outline) -> bool:
    return one.boundary.hausdorff_distance(other.boundary) < 3 * WRITTEN


def test_that_the_district_has_its_real_area(areas: list[PackArea]) -> None:
    district = areas[0]
    assert district.code == "110101"
    assert area_m2(district.outline) == pytest.approx(25.38e6, rel=0.005)


def test_that_ten_streets_fill_the_district_and_share_their_corners(
    areas: list[PackArea], streets: dict[str, Outline]
) -> None:
    assert sorted(streets) == [f"1101010{number:02d}" for number in range(1, 11)]
    whole = shapely.union_all(list(streets.values()))
    assert whole.equals(areas[0].outline)
    assert sum(outline.area for outline in streets.values()) == pytest.approx(whole.area, rel=1e-12)


def test_that_every_street_keeps_within_eighty_metres_of_its_real_border(
    streets: dict[str, Outline],
) -> None:
    if not REAL_STREETS.is_file():
        pytest.skip(f"no real borders at {REAL_STREETS}")
    features = json.loads(gzip.decompress(REAL_STREETS.read_bytes()))["features"]
    real = {
        feature["properties"]["code"]: shape(feature["geometry"])
        for feature in features
        if feature["properties"]["old_dongcheng_2004"]
    }
    assert real.keys() == streets.keys()
    plane = Plane.around(list(streets.values()))
    for code, outline in streets.items():
        border, true = plane.flat(outline).boundary, plane.flat(real[code]).boundary
        assert border.intersection(true.buffer(80)).length >= 0.95 * border.length, code
        assert true.intersection(border.buffer(80)).length >= 0.95 * true.length, code


def test_that_every_corner_is_a_crossing_of_two_lines_typed_to_four_decimals() -> None:
    corners = rows("corners.csv")
    assert len({corner["code"] for corner in corners}) == len(corners)
    for corner in corners:
        assert corner["road_a"] != corner["road_b"]
        assert corner["road_a"]
        assert corner["road_b"]
        for degrees in (corner["latitude"], corner["longitude"]):
            assert re.fullmatch(r"\d{2,3}\.\d{4}", degrees), corner


def test_that_every_corner_is_used() -> None:
    used = {
        code
        for file in ("outlines.csv", "centrelines.csv")
        for row in rows(file)
        for code in row["corners"].split()
    }
    assert used == {corner["code"] for corner in rows("corners.csv")}


def test_that_crossings_lie_where_their_roads_run() -> None:
    if not REAL_ROADS.is_file():
        pytest.skip(f"no real roads at {REAL_ROADS}")
    lines: dict[str, list[BaseGeometry]] = {}
    for feature in json.loads(gzip.decompress(REAL_ROADS.read_bytes()))["features"]:
        for name in (feature["properties"].get("n") or "").split("/"):
            lines.setdefault(name, []).append(shape(feature["geometry"]))
    plane = Plane((116.41, 39.93), (85_390.0, 111_030.0))
    real = {name: plane.flat(GeometryCollection(found)) for name, found in lines.items() if name}
    far = [
        real[road].distance(
            plane.flat(Point(float(corner["longitude"]), float(corner["latitude"])))
        )
        for corner in rows("corners.csv")
        for road in (corner["road_a"], corner["road_b"])
        if road in real
    ]
    assert len(far) > 350
    assert sum(metres < 60 for metres in far) > 0.95 * len(far)


def test_that_the_shipped_map_is_what_the_typed_crossings_make(
    drawn: Drawing, areas: list[PackArea], roads: list[PackRoad], cells: list[PackGrid]
) -> None:
    assert [(it.code, it.level, it.name, it.parent) for it in areas] == [
        (it.code, it.level, it.name, it.parent) for it in drawn.areas
    ]
    assert all(
        alike(one.outline, other.outline) for one, other in zip(areas, drawn.areas, strict=True)
    )
    assert roads == drawn.roads
    assert [(it.code, it.community, it.layer) for it in cells] == [
        (it.code, it.community, it.layer) for it in drawn.cells
    ]
    assert all(
        alike(one.outline, other.outline) for one, other in zip(cells, drawn.cells, strict=True)
    )


def test_that_the_builder_cuts_the_shipped_cells_from_the_shipped_areas_and_roads(
    areas: list[PackArea], roads: list[PackRoad], cells: list[PackGrid]
) -> None:
    barriers = [centre_line(road) for road in roads]
    built = build_grids(areas, barriers, 1652, code_segments=SEGMENTS)
    assert [it.code for it in built] == [it.code for it in cells]
    assert all(alike(one.outline, other.outline) for one, other in zip(built, cells, strict=True))


def test_that_the_pack_has_1652_cells_without_a_fault(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    report = check_grids(cells, areas, code_segments=SEGMENTS, gap_tolerance=0.02)
    assert report.cells == 1652
    assert report.faults == ()
    assert report.warnings == ()


def test_that_not_a_hair_lies_between_the_cells(
    cells: list[PackGrid], areas: list[PackArea]
) -> None:
    outlines = [cell.outline for cell in cells]
    whole = shapely.union_all(outlines)
    assert sum(outline.area for outline in outlines) == pytest.approx(whole.area, rel=1e-12)
    assert whole.symmetric_difference(areas[0].outline).buffer(-WRITTEN).is_empty
    assert shapely.get_num_interior_rings(whole) == 0


def test_that_communities_bear_the_codes_of_their_streets(areas: list[PackArea]) -> None:
    communities = [area for area in areas if area.level == "community"]
    assert len(communities) == 98
    assert all(it.parent == it.code[:9] and re.fullmatch(r"\d{12}", it.code) for it in communities)
    assert len({it.name.zh for it in communities}) == 98


def test_that_the_map_has_main_roads_and_lanes(roads: list[PackRoad]) -> None:
    assert {road.road_class for road in roads} == {"main", "lane"}
    assert len(roads) >= 40
    assert len({road.name.zh for road in roads}) == len(roads)


def test_that_the_grid_file_stays_small_and_shows_differences() -> None:
    text = (PACK / "unit_grids.geojson").read_text(encoding="utf-8")
    assert len(text) < 1_500_000
    assert len(text.splitlines()) == 1652 + 2


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_that_a_point_of_every_cell_keeps_its_cell_in_every_datum(
    datum: Datum, cells: list[PackGrid]
) -> None:
    index = GridIndex([GridCell(it.code, it.community, it.outline.wkb) for it in cells])
    inner = [it.outline.representative_point() for it in cells]
    shifted = [gcj02_of((point.y, point.x)) for point in inner]
    if datum is Datum.BD09:
        shifted = [bd09_of(point) for point in shifted]
    found = index.cells_at([to_wgs84(datum, *point) for point in shifted])
    assert [cell.code for cell in found if cell] == [it.code for it in cells]
    unconverted = index.cells_at(shifted)
    assert not any(
        cell and cell.code == it.code for cell, it in zip(unconverted, cells, strict=True)
    )
