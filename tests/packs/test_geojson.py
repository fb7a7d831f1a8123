"""GeoJSON as programs write it: drawn, or refused with the feature's number."""

import json
from typing import Any

import pytest
from pyproj import Transformer

from commandcenter.errors import CommandCenterError
from commandcenter.packs.content.pack import PackRoad
from commandcenter.packs.grid.files import areas_in, grids_in, roads_in
from commandcenter.packs.overlay import read_overlay
from commandcenter.words import Name

_LINE = [[116.41, 39.93], [116.42, 39.93]]
_OTHER = [[116.41, 39.94], [116.42, 39.94], [116.43, 39.95]]
_RING = [[116.41, 39.93], [116.42, 39.93], [116.42, 39.94], [116.41, 39.93]]
_HOLE = [[116.415, 39.932], [116.418, 39.932], [116.418, 39.935], [116.415, 39.932]]
_NAMES = {"name_zh": "六条", "name_en": "Liutiao", "class": "lane", "n": "六条"}
_KNOWN = [PackRoad(Name("六条", "Liutiao"), "lane", ((116.40, 39.92), (116.41, 39.92)))]
#: Metres of the 3-degree zone about 117 degrees east, and of the web's maps.
_CITY_METRES, _WEB_METRES = "EPSG:4548", "EPSG:3857"


def _geometry(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


def _several(*geometries: Any) -> dict[str, Any]:
    return {"type": "GeometryCollection", "geometries": list(geometries)}


def _feature(geometry: Any, properties: Any = _NAMES) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _text(*features: Any, **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members})


def _crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def _in_metres(system: str, line: list[list[float]]) -> list[list[float]]:
    turn = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    return [list(turn.transform(x, y)) for x, y in line]


@pytest.fixture
def drawn(tmp_path: Any) -> Any:
    """The lines of an overlay with this text."""

    def draw(text: str | bytes) -> list[list[list[float]]]:
        content = text.encode() if isinstance(text, str) else text
        (tmp_path / "roads_wgs84.geojson").write_bytes(content)
        return [[list(place) for place in road.points] for road in read_overlay(tmp_path, _KNOWN)]

    return draw


def test_that_every_line_of_several_is_drawn(drawn: Any) -> None:
    many = _feature(_geometry("MultiLineString", [_LINE, _OTHER]))
    assert drawn(_text(many)) == [_LINE, _OTHER]
    nested = _several(_geometry("LineString", _LINE), _several(many["geometry"]))
    assert drawn(_text(_feature(nested))) == [_LINE, _LINE, _OTHER]
    roads = roads_in(_text(many), "roads.geojson")
    assert [(road.name.zh, len(road.points)) for road in roads] == [("六条", 2), ("六条", 3)]


def test_that_areas_are_drawn_by_their_outlines(drawn: Any) -> None:
    square = _feature(_geometry("Polygon", [_RING, _HOLE]))
    assert drawn(_text(square)) == [_RING, _HOLE]


def test_that_a_road_without_properties_is_drawn_without_a_name(drawn: Any) -> None:
    line = _geometry("LineString", _LINE)
    assert drawn(_text(_feature(line, None), {"geometry": line})) == [_LINE, _LINE]


def test_that_heights_a_single_feature_and_other_encodings_are_taken(drawn: Any) -> None:
    text = json.dumps(_feature(_geometry("LineString", [[*place, 43.5, 7] for place in _LINE])))
    assert drawn(text) == [_LINE]
    for encoding in ("utf-8-sig", "utf-16"):
        assert drawn(text.encode(encoding)) == [_LINE]


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        _geometry("Point", _LINE[0]),
        _geometry("MultiPoint", _LINE),
        _geometry("LineString", []),
        _geometry("LineString", [_LINE[0], _LINE[0]]),
        _geometry("MultiLineString", []),
        _geometry("MultiLineString", [_LINE, []]),
        _geometry("LineString", _in_metres(_WEB_METRES, _LINE)),
        _geometry("LineString", [[39.93, 116.41], [39.93, 116.42]]),
        _several(),
        _several(_geometry("LineString", _LINE), None),
        _several(_geometry("LineString", _LINE), _geometry("Point", _LINE[0])),
        {"type": "Curve", "coordinates": _LINE},
    ],
    ids=str,
)
def test_that_what_cannot_be_drawn_is_refused_by_its_number(drawn: Any, geometry: Any) -> None:
    good = _feature(_geometry("LineString", _LINE))
    with pytest.raises(CommandCenterError, match="Feature 2 of roads") as refused:
        drawn(_text(good, _feature(geometry), good))
    assert "第 2 个要素" in refused.value.sentence("zh")
    with pytest.raises(CommandCenterError, match=r"Feature 2 of roads\.geojson"):
        roads_in(_text(good, _feature(geometry)), "roads.geojson")


@pytest.mark.parametrize("depth", [9, 400, 100_000])
def test_that_nesting_has_an_end(drawn: Any, depth: int) -> None:
    line = json.dumps(_geometry("LineString", _LINE))
    inner = '{"type":"GeometryCollection","geometries":[' * depth + line + "]}" * depth
    text = f'{{"features":[{{"type":"Feature","properties":null,"geometry":{inner}}}]}}'
    with pytest.raises(CommandCenterError, match="nested"):
        drawn(text)


@pytest.mark.parametrize("system", [_CITY_METRES, _WEB_METRES, "urn:ogc:def:crs:EPSG::4547"])
def test_that_metres_with_a_name_are_drawn_where_they_lie(drawn: Any, system: str) -> None:
    feature = _feature(_geometry("LineString", _in_metres(system, _LINE)))
    for text in (
        _text(feature, crs=_crs(system)),
        _text({**feature, "crs": _crs(system)}),
        _text(_feature({**feature["geometry"], "crs": _crs(system)})),
    ):
        (line,) = drawn(text)
        for place, wanted in zip(line, _LINE, strict=True):
            assert place == pytest.approx(wanted, abs=1e-7)


@pytest.mark.parametrize(
    "system", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"]
)
def test_that_degrees_keep_longitude_first_whatever_their_system_says(
    drawn: Any, system: str
) -> None:
    feature = _feature(_geometry("LineString", _LINE))
    (line,) = drawn(_text(feature, crs=_crs(system)))
    assert line == [pytest.approx(place, abs=1e-7) for place in _LINE]
    assert drawn(_text(feature, crs=None)) == [_LINE]


@pytest.mark.parametrize(
    "crs", [_crs("Shanghai local grid"), {"type": "link", "properties": {"href": "x"}}, 4547]
)
def test_that_an_unknown_system_is_refused_never_read_as_degrees(drawn: Any, crs: Any) -> None:
    line = _geometry("LineString", [[12.5, 30.1], [13.5, 30.2]])
    with pytest.raises(CommandCenterError, match="coordinate system"):
        drawn(_text(_feature(line), crs=crs))
    with pytest.raises(CommandCenterError, match="coordinate system"):
        roads_in(_text(_feature(line), crs=crs), "roads.geojson")


def test_that_a_map_of_elsewhere_or_of_nothing_is_refused(drawn: Any) -> None:
    with pytest.raises(CommandCenterError, match="a degree away"):
        drawn(_text(_feature(_geometry("LineString", [[12.5, 30.1], [13.5, 30.2]]))))
    with pytest.raises(CommandCenterError, match="no feature"):
        drawn(_text())


def test_that_a_grid_or_an_area_may_come_as_a_collection(drawn: Any) -> None:
    cell = {"code": "110101001001001", "community": "110101001001", "layer": "unit_grid"}
    one = _feature(_geometry("MultiPolygon", [[_RING]]), cell)
    (found,) = grids_in(_text(one), "unit_grids.geojson")
    assert [list(corner) for corner in found.outline.exterior.coords] == _RING
    area = {"code": "110101", "level": "district", "parent": None, **_NAMES}
    far = [[x + 1, y] for x, y in _RING]
    parts = _several(_geometry("Polygon", [_RING]), _geometry("Polygon", [far]))
    assert len(areas_in(_text(_feature(parts, area)), "areas.geojson")[0].outline.geoms) == 2  # type: ignore[union-attr]
    with pytest.raises(CommandCenterError, match="Feature 1"):
        grids_in(_text(_feature(parts, cell)), "unit_grids.geojson")


def test_that_metres_of_a_pack_are_converted_too() -> None:
    cell = {"code": "110101001001001", "community": "110101001001", "layer": "unit_grid"}
    square = _geometry("Polygon", [_in_metres(_CITY_METRES, _RING)])
    (found,) = grids_in(_text(_feature(square, cell), crs=_crs(_CITY_METRES)), "unit_grids.geojson")
    corners = [list(corner) for corner in found.outline.exterior.coords]
    assert corners == [pytest.approx(corner, abs=1e-7) for corner in _RING]
