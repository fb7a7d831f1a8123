"""The features of a GeoJSON text, with checked shapes in degrees; refusals name their number."""

import json
import math
import reprlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from shapely import LineString, MultiPolygon, Polygon

from commandcenter.errors import InvalidInput, Malformed
from commandcenter.packs.content.geometry import Outline
from commandcenter.packs.geojson.projection import (
    Projection,
    UnknownProjection,
    projection_of,
)

_LONGEST_TEXT = 200
#: Collections within collections: no program writes more than two.
_DEEPEST = 8
#: What a geometry of several consists of.
_PARTS = {
    "MultiPoint": "Point",
    "MultiLineString": "LineString",
    "MultiPolygon": "Polygon",
}

Corner = tuple[float, float]
#: The type of a simple geometry and its coordinates, not looked at yet.
Part = tuple[object, object]


@dataclass(frozen=True)
class Feature:
    """One feature of a file. Each question gets a checked answer or a refusal with the place."""

    file: str
    number: int
    properties: dict[str, object]
    geometry: dict[str, object] | None
    project: Projection

    def text(self, key: str) -> str:
        value = self.properties.get(key)
        if not isinstance(value, str) or not _is_plain(value):
            self.refuse("geojson-property", key=key)
        return value

    def text_or_none(self, key: str) -> str | None:
        return None if self.properties.get(key, "") is None else self.text(key)

    def polygon(self) -> Polygon:
        """The one polygon, also where it comes as a collection of one."""
        (part,) = self._parts("Polygon", most=1)
        return self._polygon(part[1])

    def outline(self) -> Outline:
        """Its polygons; several are one outline of several parts."""
        polygons = [self._polygon(rings) for _, rings in self._parts("Polygon")]
        return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)

    def lines(self) -> list[LineString]:
        return [self._line(places) for _, places in self._parts("LineString")]

    def strokes(self) -> list[LineString]:
        """What is drawn of it as lines: lines, and the rings of areas."""
        found: list[LineString] = []
        for kind, coordinates in self._parts("LineString", "Polygon"):
            lines = [coordinates] if kind == "LineString" else self._filled(coordinates)
            found += map(self._line, lines)
        return found

    def refuse(self, error_id: str, **params: str) -> NoReturn:
        raise InvalidInput(error_id, file=self.file, feature=self.number, **params)

    def _parts(self, *wanted: str, most: int | None = None) -> list[Part]:
        """The simple geometries it consists of, refused unless all are of the kinds wanted."""
        if self.geometry is None:
            self.refuse("geojson-no-feature")
        parts = list(self._simple(self.geometry, _DEEPEST))
        for kind, _ in parts:
            if kind not in wanted:
                self.refuse("geojson-geometry", wanted="/".join(wanted), found=reprlib.repr(kind))
        if most is not None and len(parts) > most:
            found = str(self.geometry.get("type"))
            self.refuse("geojson-geometry", wanted="/".join(wanted), found=found)
        return parts

    def _simple(self, geometry: object, deepest: int) -> Iterator[Part]:
        if not isinstance(geometry, dict) or deepest == 0:
            self.refuse("geojson-nesting", deepest=str(_DEEPEST))
        kind = geometry.get("type")
        if kind == "GeometryCollection":
            for member in self._filled(geometry.get("geometries")):
                yield from self._simple(member, deepest - 1)
        elif isinstance(kind, str) and kind in _PARTS:
            for coordinates in self._filled(geometry.get("coordinates")):
                yield _PARTS[kind], coordinates
        else:
            yield kind, geometry.get("coordinates")

    def _line(self, places: object) -> LineString:
        corners = self._corners(places)
        if len(set(corners)) < 2:
            self.refuse("geojson-line")
        return LineString(corners)

    def _polygon(self, rings: object) -> Polygon:
        shell, *holes = [self._ring(ring) for ring in self._filled(rings)]
        return Polygon(shell, holes)

    def _ring(self, ring: object) -> list[Corner]:
        corners = self._corners(ring)
        if len(corners) < 4 or corners[0] != corners[-1]:
            self.refuse("geojson-ring")
        return corners

    def _corners(self, places: object) -> list[Corner]:
        written = self._filled(places)
        corners = self.project([self._pair(place) for place in written])
        for (longitude, latitude), place in zip(corners, written, strict=True):
            if not (abs(longitude) <= 180 and abs(latitude) <= 90):
                self.refuse("geojson-place", place=reprlib.repr(place))
        return list(corners)

    def _pair(self, place: object) -> Corner:
        """East and north; further numbers, such as a height, are left out."""
        if not isinstance(place, list) or len(place) < 2 or not _are_numbers(place[:2]):
            self.refuse("geojson-place", place=reprlib.repr(place))
        return float(place[0]), float(place[1])

    def _filled(self, values: object) -> list[object]:
        if not isinstance(values, list) or not values:
            self.refuse("geojson-coordinates")
        return values


def features_in(text: str, file: str) -> list[Feature]:
    """The features of a GeoJSON text; `file` is the name that refusals say.

    A text may also be one feature alone. Coordinates of another system, named in `crs`, are
    converted.
    """
    top = _parsed(text, file)
    members = [top] if isinstance(top, dict) and top.get("type") == "Feature" else None
    if isinstance(top, dict) and isinstance(top.get("features"), list):
        members = top["features"]
    if not isinstance(top, dict) or members is None:
        raise Malformed("geojson-no-collection", file=file)
    project = _projection(top, None, file, 0)
    return [_feature(file, number, it, project) for number, it in enumerate(members, 1)]


def written(features: Sequence[tuple[dict[str, str | None], dict[str, object]]]) -> str:
    """Properties and geometries as GeoJSON text, one feature a line, so that differences show."""
    lines = (
        _compact({"type": "Feature", "properties": properties, "geometry": geometry})
        for properties, geometry in features
    )
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _parsed(text: str, file: str) -> object:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Malformed("geojson-broken", file=file, line=error.lineno) from None
    except (ValueError, RecursionError):
        raise Malformed("geojson-unreadable", file=file) from None


def _no_constant(word: str) -> NoReturn:
    """NaN and Infinity are Python's liberty, not JSON."""
    raise ValueError(word)


def _feature(file: str, number: int, it: object, project: Projection) -> Feature:
    """A feature. Missing properties are empty; a missing geometry is refused when it is asked
    for."""
    if isinstance(it, dict) and it.get("type", "Feature") == "Feature":
        properties, geometry = it.get("properties") or {}, it.get("geometry")
        if isinstance(properties, dict) and isinstance(geometry, dict | None):
            for part in (it, geometry or {}):
                project = _projection(part, project, file, number)
            return Feature(file, number, properties, geometry, project)
    raise InvalidInput("geojson-no-feature", file=file, feature=number)


def _projection(
    part: dict[str, object], outer: Projection | None, file: str, number: int
) -> Projection:
    """The coordinate system of a collection (feature 0), a feature or a geometry; the innermost one
    counts."""
    if "crs" not in part and outer:
        return outer
    try:
        return projection_of(part.get("crs"))
    except UnknownProjection as unknown:
        raise InvalidInput(
            "geojson-crs", file=file, feature=number or 1, crs=str(unknown)
        ) from None


def _is_plain(text: str) -> bool:
    """Whether the text is visible, without control characters, direction marks or half
    characters."""
    shown = text.strip() and len(text) <= _LONGEST_TEXT
    return bool(shown) and all(unicodedata.category(char)[0] != "C" for char in text)


def _are_numbers(values: Sequence[Any]) -> bool:
    """JSON's `true` is a number to Python; here it is none, and 1e999 is none either."""
    return all(type(value) in (int, float) and math.isfinite(value) for value in values)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
