"""GeoJSON at the border: text that anybody may have written, as checked features or a refusal."""

import json
import reprlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from shapely import LineString, MultiPolygon, Polygon

from commandcenter.errors import InvalidInput, Malformed
from commandcenter.packs.geometry import Outline

_LONGEST_TEXT = 200

Corner = tuple[float, float]


@dataclass(frozen=True)
class Feature:
    """One feature of a file. Each question gets a checked answer or a refusal with the place."""

    file: str
    number: int
    properties: dict[str, Any]
    geometry: dict[str, Any]

    def text(self, key: str) -> str:
        value = self.properties.get(key)
        if not isinstance(value, str) or not _is_plain(value):
            self.refuse("geojson-property", key=key)
        return value

    def text_or_none(self, key: str) -> str | None:
        return None if self.properties.get(key, "") is None else self.text(key)

    def polygon(self) -> Polygon:
        return self._polygon(self._coordinates("Polygon"))

    def outline(self) -> Outline:
        if self.geometry.get("type") == "Polygon":
            return self.polygon()
        found = self._coordinates("Polygon", "MultiPolygon")
        return MultiPolygon([self._polygon(part) for part in self._filled(found)])

    def line(self) -> LineString:
        corners = self._corners(self._coordinates("LineString"))
        if len(set(corners)) < 2:
            self.refuse("geojson-line")
        return LineString(corners)

    def refuse(self, error_id: str, **params: str) -> NoReturn:
        raise InvalidInput(error_id, file=self.file, feature=self.number, **params)

    def _coordinates(self, *types: str) -> object:
        found = self.geometry.get("type")
        if found not in types:
            self.refuse("geojson-geometry", wanted="/".join(types), found=reprlib.repr(found))
        return self.geometry.get("coordinates")

    def _polygon(self, rings: object) -> Polygon:
        shell, *holes = [self._ring(ring) for ring in self._filled(rings)]
        return Polygon(shell, holes)

    def _ring(self, ring: object) -> list[Corner]:
        corners = self._corners(ring)
        if len(corners) < 4 or corners[0] != corners[-1]:
            self.refuse("geojson-ring")
        return corners

    def _corners(self, places: object) -> list[Corner]:
        return [self._corner(place) for place in self._filled(places)]

    def _corner(self, place: object) -> Corner:
        if not isinstance(place, list) or len(place) not in (2, 3):
            self.refuse("geojson-place", place=reprlib.repr(place))
        longitude, latitude = place[:2]
        if not _is_within(longitude, 180) or not _is_within(latitude, 90):
            self.refuse("geojson-place", place=reprlib.repr(place))
        return float(longitude), float(latitude)

    def _filled(self, values: object) -> list[object]:
        if not isinstance(values, list) or not values:
            self.refuse("geojson-coordinates")
        return values


def features_in(text: str, file: str) -> list[Feature]:
    """The features of a GeoJSON text; `file` is the name that refusals say."""
    collection = _parsed(text, file)
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise Malformed("geojson-no-collection", file=file)
    return [_feature(file, number, it) for number, it in enumerate(collection["features"], 1)]


def written(features: Sequence[tuple[dict[str, str | None], dict[str, Any]]]) -> str:
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


def _feature(file: str, number: int, it: object) -> Feature:
    if isinstance(it, dict) and it.get("type") == "Feature":
        properties, geometry = it.get("properties"), it.get("geometry")
        if isinstance(properties, dict) and isinstance(geometry, dict):
            return Feature(file, number, properties, geometry)
    raise InvalidInput("geojson-no-feature", file=file, feature=number)


def _is_plain(text: str) -> bool:
    """Something to read, without control characters, direction marks or broken halves."""
    shown = text.strip() and len(text) <= _LONGEST_TEXT
    return bool(shown) and all(unicodedata.category(char)[0] != "C" for char in text)


def _is_within(value: Any, bound: int) -> bool:
    """JSON's `true` is a number to Python; here it is none."""
    return type(value) in (int, float) and bool(abs(value) <= bound)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
