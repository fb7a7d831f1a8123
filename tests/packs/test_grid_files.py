"""GeoJSON files of a pack: written, read again, and refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from shapely import box

from commandcenter.errors import CommandCenterError
from commandcenter.packs.content.pack import PackArea
from commandcenter.packs.content.parts import CodeSegment
from commandcenter.packs.grid.builder import build_grids
from commandcenter.packs.grid.files import (
    areas_in,
    centre_line,
    grids_in,
    read_areas,
    read_grids,
    read_roads,
    roads_in,
    write_areas,
    write_grids,
    write_roads,
)
from commandcenter.words import Name

TINY = Path(__file__).parent / "tiny"
SQUARE = [[116.41, 39.93], [116.42, 39.93], [116.42, 39.94], [116.41, 39.93]]


def collection(properties: dict[str, Any], geometry: dict[str, Any] | None) -> str:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def grid(geometry: dict[str, Any] | None, **properties: Any) -> str:
    plain = {"code": "110101001001001", "community": "110101001001", "layer": "unit_grid"}
    return collection({**plain, **properties}, geometry)


def polygon(*ring: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


def test_that_the_test_city_is_read_whole() -> None:
    areas, cells = read_areas(TINY / "areas.geojson"), read_grids(TINY / "unit_grids.geojson")
    roads = read_roads(TINY / "roads.geojson")
    assert [area.level for area in areas] == ["district", "street", "community", "community"]
    assert areas[0].parent is None
    assert len(cells) == 10
    assert cells[0].community == areas[2].code
    assert centre_line(roads[0]).intersects(areas[0].outline)


def test_that_written_files_are_read_back_the_same(tmp_path: Path) -> None:
    home = PackArea("110101001001", "community", Name("社区", "Community"), None, box(0, 0, 1, 1))
    segments = (CodeSegment("community", 12), CodeSegment("sequence", 3))
    cells = build_grids([home], [], 7, code_segments=segments)
    roads = read_roads(TINY / "roads.geojson")
    write_areas(tmp_path / "areas.geojson", [home])
    write_grids(tmp_path / "cells.geojson", cells)
    write_roads(tmp_path / "roads.geojson", roads)
    again = read_grids(tmp_path / "cells.geojson")
    assert [(it.code, it.community, it.layer) for it in again] == [
        (it.code, it.community, it.layer) for it in cells
    ]
    pairs = zip(cells, again, strict=True)
    assert all(one.outline.equals_exact(two.outline, normalize=True) for one, two in pairs)
    assert read_areas(tmp_path / "areas.geojson")[0].name == home.name
    assert read_roads(tmp_path / "roads.geojson") == roads


def test_that_a_file_holds_one_feature_a_line(tmp_path: Path) -> None:
    write_grids(tmp_path / "cells.geojson", read_grids(TINY / "unit_grids.geojson"))
    lines = (tmp_path / "cells.geojson").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 12
    assert '"code":"110101001001001"' in lines[1]


def test_that_a_failed_write_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(CommandCenterError) as refused:
        write_grids(target, [])
    assert refused.value.error_id == "geojson-unwritable"
    assert [it.name for it in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "geojson-broken"),
        ('{"type": "FeatureCollection",\n "features": [', "geojson-broken"),
        ("[" * 200_000, "geojson-unreadable"),
        ("9" * 5_000, "geojson-unreadable"),
        ("[1, 2]", "geojson-no-collection"),
        ('{"features": {}}', "geojson-no-collection"),
        ('{"features": [7]}', "geojson-no-feature"),
        (grid(None), "geojson-no-feature"),
        (grid({"type": "Point", "coordinates": [116.4, 39.9]}), "geojson-geometry"),
        (grid({"type": ["Polygon"], "coordinates": []}), "geojson-geometry"),
        (grid({"type": "Polygon"}), "geojson-coordinates"),
        (grid({"type": "Polygon", "coordinates": "here"}), "geojson-coordinates"),
        (grid({"type": "Polygon", "coordinates": [[]]}), "geojson-coordinates"),
        (grid(polygon(*SQUARE[:3])), "geojson-ring"),
        (grid(polygon(SQUARE[0], SQUARE[1], SQUARE[0])), "geojson-ring"),
        (grid(polygon([116.41, 900], *SQUARE)), "geojson-place"),
        (grid(polygon([True, 39.9], *SQUARE)), "geojson-place"),
        (grid(polygon(["116.4", "39.9"], *SQUARE)), "geojson-place"),
        (grid(polygon([116.4], *SQUARE)), "geojson-place"),
        (grid(polygon([float("nan"), 39.9], *SQUARE)), "geojson-unreadable"),
        (grid(polygon(*SQUARE)).replace("116.41", "1e999"), "geojson-place"),
        (grid(polygon(*SQUARE), code=110101001001001), "geojson-property"),
        (grid(polygon(*SQUARE), code=None), "geojson-property"),
        (grid(polygon(*SQUARE), layer="unit\u202egrid"), "geojson-property"),
        (grid(polygon(*SQUARE), layer=" "), "geojson-property"),
        (grid(polygon(*SQUARE), layer="x" * 201), "geojson-property"),
    ],
)
def test_that_a_broken_file_is_refused_with_its_name(text: str, refusal: str) -> None:
    with pytest.raises(CommandCenterError) as refused:
        grids_in(text, "unit_grids.geojson")
    assert refused.value.error_id == refusal
    for language in ("zh", "en"):
        assert "unit_grids.geojson" in refused.value.sentence(language)


def test_that_a_refusal_names_the_feature() -> None:
    good = json.loads(grid(polygon(*SQUARE)))
    good["features"].append({**good["features"][0], "properties": {"code": "1"}})
    with pytest.raises(CommandCenterError, match="Feature 2") as refused:
        grids_in(json.dumps(good), "unit_grids.geojson")
    assert refused.value.params["key"] == "community"


def test_that_an_area_that_crosses_itself_is_refused() -> None:
    bow = polygon([0, 0], [1, 1], [1, 0], [0, 1], [0, 0])
    properties = {"code": "1", "level": "l", "name_zh": "区", "name_en": "A", "parent": None}
    with pytest.raises(CommandCenterError) as refused:
        areas_in(collection(properties, bow), "areas.geojson")
    assert refused.value.error_id == "geojson-invalid"


def test_that_a_road_of_one_place_is_refused() -> None:
    properties = {"name_zh": "路", "name_en": "Road", "class": "main"}
    line = {"type": "LineString", "coordinates": [[116.4, 39.9], [116.4, 39.9]]}
    with pytest.raises(CommandCenterError) as refused:
        roads_in(collection(properties, line), "roads.geojson")
    assert refused.value.error_id == "geojson-line"


def test_that_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.geojson"
    latin.write_bytes(b'{"features": [], "name": "\xe9"}')
    for path, refusal in (
        (tmp_path / "none.geojson", "geojson-missing"),
        (tmp_path, "geojson-closed"),
        (latin, "geojson-not-utf8"),
    ):
        with pytest.raises(CommandCenterError) as refused:
            read_grids(path)
        assert refused.value.error_id == refusal
        assert str(path) in str(refused.value)
