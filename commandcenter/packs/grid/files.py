"""Areas, unit grids and roads as GeoJSON files."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
import shapely
from shapely import LineString, MultiPolygon
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

from commandcenter.errors import Malformed, NotFound, TooLarge, Unavailable
from commandcenter.new_file import new_file
from commandcenter.packs.content.geometry import DECIMALS, Outline, parts
from commandcenter.packs.content.pack import PackArea, PackGrid, PackRoad
from commandcenter.packs.geojson import Feature, features_in, written
from commandcenter.words import Name

MOST_MEGABYTES = 256

Written = tuple[dict[str, str | None], dict[str, object]]


def read_areas(path: Path) -> list[PackArea]:
    return areas_in(_text(path), path.name)


def read_grids(path: Path) -> list[PackGrid]:
    return grids_in(_text(path), path.name)


def read_roads(path: Path) -> list[PackRoad]:
    return roads_in(_text(path), path.name)


def areas_in(text: str, file: str) -> list[PackArea]:
    """An area's outline must be valid: everything else is measured against it."""
    return [_area(feature) for feature in features_in(text, file)]


def grids_in(text: str, file: str) -> list[PackGrid]:
    """Outlines as they are: whether they are valid and fit together, `check_grids` says."""
    return [_grid(feature) for feature in features_in(text, file)]


def roads_in(text: str, file: str) -> list[PackRoad]:
    """A feature of several lines is as many roads of one name."""
    return [road for feature in features_in(text, file) for road in _roads(feature)]


def centre_line(road: PackRoad) -> LineString:
    """A road as the builder takes it for a barrier."""
    return LineString(road.points)


def write_areas(path: Path, areas: Iterable[PackArea]) -> None:
    _write(path, [_written_area(area) for area in areas])


def write_grids(path: Path, cells: Iterable[PackGrid], *, inputs: Collection[Path] = ()) -> None:
    """Refused where it would be one of the `inputs`, or is no place for a file."""
    _write(path, [_written_grid(cell) for cell in cells], inputs)


def write_roads(path: Path, roads: Iterable[PackRoad]) -> None:
    _write(path, [_written_road(road) for road in roads])


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_MEGABYTES * 2**20 + 1)
    except FileNotFoundError:
        raise NotFound("geojson-missing", file=str(path)) from None
    except OSError as error:
        raise Malformed("geojson-closed", file=str(path), reason=error.strerror) from None
    if len(content) > MOST_MEGABYTES * 2**20:
        raise TooLarge("geojson-large", file=str(path), most=MOST_MEGABYTES)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed("geojson-not-utf8", file=str(path)) from None


def _area(feature: Feature) -> PackArea:
    outline = feature.outline()
    if not outline.is_valid:
        feature.refuse("geojson-invalid", reason=shapely.is_valid_reason(outline))
    level, parent = feature.text("level"), feature.text_or_none("parent")
    return PackArea(feature.text("code"), level, _name(feature), parent, outline)


def _grid(feature: Feature) -> PackGrid:
    code, community = feature.text("code"), feature.text("community")
    return PackGrid(code, community, feature.text("layer"), feature.polygon())


def _roads(feature: Feature) -> list[PackRoad]:
    name, road_class = _name(feature), feature.text("class")
    return [PackRoad(name, road_class, points_of(line)) for line in feature.lines()]


def points_of(line: LineString) -> tuple[tuple[float, float], ...]:
    """Longitudes and latitudes."""
    return tuple((x, y) for x, y in shapely.get_coordinates(line).tolist())


def _name(feature: Feature) -> Name:
    return Name(zh=feature.text("name_zh"), en=feature.text("name_en"))


def _written_area(area: PackArea) -> Written:
    names = {"name_zh": area.name.zh, "name_en": area.name.en, "parent": area.parent}
    return {"code": area.code, "level": area.level, **names}, _geometry(area.outline)


def _written_grid(cell: PackGrid) -> Written:
    properties: dict[str, str | None] = {"code": cell.code, "community": cell.community}
    return {**properties, "layer": cell.layer}, _geometry(cell.outline)


def _written_road(road: PackRoad) -> Written:
    names: dict[str, str | None] = {"name_zh": road.name.zh, "name_en": road.name.en}
    return {**names, "class": road.road_class}, dict(mapping(centre_line(road)))


def _geometry(outline: Outline) -> dict[str, object]:
    """Corners on the grain, outer rings counter-clockwise (RFC 7946), always the same first one."""
    rounded = shapely.transform(outline, lambda xy: np.round(xy, DECIMALS))
    turned = [orient(part) for part in parts(shapely.normalize(rounded))]
    return dict(mapping(turned[0] if len(turned) == 1 else MultiPolygon(turned)))


def _write(path: Path, features: Sequence[Written], inputs: Collection[Path] = ()) -> None:
    try:
        with new_file(path, inputs=inputs) as file:
            file.write(written(features).encode())
    except OSError as error:
        raise Unavailable("geojson-unwritable", file=str(path), reason=error.strerror) from None
