"""The real map of a city, drawn instead of the schematic roads of its pack.

Looked for in one folder: `roads_wgs84.geojson` or `.geojson.gz`, lines whose property `n` is the
road's Chinese name, in WGS-84 or in the system that its `crs` names. The program never needs it.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import shapely

from commandcenter.errors import CommandCenterError, InvalidInput
from commandcenter.packs.content.pack import PackRoad
from commandcenter.packs.geojson import Feature, features_in
from commandcenter.packs.grid.files import points_of
from commandcenter.words import Name, refusal_sentence

_FILES = ("roads_wgs84.geojson", "roads_wgs84.geojson.gz")
_LARGEST = 200 << 20
#: How close a map of the city must come to the roads that its pack knows.
_NEAR_DEGREES = 1.0


class OverlayRefused(InvalidInput):
    """A file that is not a map, or has a feature that cannot be drawn, which the reason names."""

    def __init__(self, file: Path, reason: CommandCenterError) -> None:
        super().__init__("overlay-unreadable", file=file)
        self.reason = reason

    def sentence(self, language: str) -> str:
        reason = self.reason.sentence(language)
        return refusal_sentence(self.error_id, language, **self.params, reason=reason)


def read_overlay(folder: Path, known: Iterable[PackRoad]) -> tuple[PackRoad, ...]:
    """The real roads; `known` lends English names and classes. InvalidInput where it is no map."""
    file = next((folder / name for name in _FILES if (folder / name).is_file()), None)
    if file is None:
        raise InvalidInput("overlay-missing", folder=folder, files=", ".join(_FILES))
    by_name = {road.name.zh: road for road in known}
    try:
        features = features_in(_text(file), file.name)
        roads = tuple(road for one in features for road in _roads(one, by_name))
        _check_place(roads, list(by_name.values()), file)
    except CommandCenterError as reason:
        raise OverlayRefused(file, reason) from None
    return roads


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
        if file.suffix == ".gz":
            content = zlib.decompressobj(wbits=31).decompress(content, _LARGEST)
        return content.decode(json.detect_encoding(content))
    except (OSError, ValueError, zlib.error) as trouble:
        raise InvalidInput("overlay-closed", file=file.name, reason=str(trouble)) from None


def _roads(feature: Feature, known: Mapping[str, PackRoad]) -> Iterator[PackRoad]:
    name = str(feature.properties.get("n") or "")
    for line in feature.strokes():
        yield _road(name, points_of(line), known.get(name))


def _road(name: str, points: tuple[tuple[float, float], ...], known: PackRoad | None) -> PackRoad:
    if known:
        return PackRoad(known.name, known.road_class, points)
    return PackRoad(Name(name, name), "street" if name else "lane", points)


def _check_place(roads: Sequence[PackRoad], known: Sequence[PackRoad], file: Path) -> None:
    """Refuse a map that lies elsewhere, because it would show nothing."""
    if not roads:
        raise InvalidInput("overlay-empty", file=file.name)
    if known and _span(roads).distance(_span(known)) > _NEAR_DEGREES:
        west, south, east, north = (f"{edge:.4f}" for edge in _span(roads).bounds)
        raise InvalidInput(
            "overlay-elsewhere", file=file.name, west=west, south=south, east=east, north=north
        )


def _span(roads: Sequence[PackRoad]) -> shapely.Polygon:
    return shapely.box(*shapely.total_bounds([shapely.LineString(road.points) for road in roads]))
