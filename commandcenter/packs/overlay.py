"""A city's real map, where somebody has one, laid over the schematic roads of its pack.

Looked for in one folder: `roads_wgs84.geojson` or `.geojson.gz`, lines in WGS-84 whose property `n`
is the road's Chinese name. The program never needs it.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from commandcenter.errors import InvalidInput
from commandcenter.packs.pack import Name, PackRoad

_FILES = ("roads_wgs84.geojson", "roads_wgs84.geojson.gz")
_LARGEST = 200 << 20


def read_overlay(folder: Path, known: Iterable[PackRoad]) -> tuple[PackRoad, ...]:
    """The real roads; `known` lends English names and classes. InvalidInput where it is no map."""
    file = next((folder / name for name in _FILES if (folder / name).is_file()), None)
    if file is None:
        raise InvalidInput("overlay-missing", folder=folder, files=", ".join(_FILES))
    by_name = {road.name.zh: road for road in known}
    return tuple(_roads(_features(file), by_name, file))


def _features(file: Path) -> list[Any]:
    try:
        content = file.read_bytes()
        if file.suffix == ".gz":
            content = zlib.decompressobj(wbits=31).decompress(content, _LARGEST)
        features = json.loads(content)["features"]
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        raise InvalidInput("overlay-unreadable", file=file) from None
    if not isinstance(features, list):
        raise InvalidInput("overlay-unreadable", file=file)
    return features


def _roads(features: list[Any], known: Mapping[str, PackRoad], file: Path) -> Iterator[PackRoad]:
    for feature in features:
        try:
            if feature["geometry"]["type"] != "LineString":
                continue
            points = tuple((float(x), float(y)) for x, y, *_ in feature["geometry"]["coordinates"])
            name = str(feature["properties"].get("n") or "")
        except (KeyError, TypeError, ValueError, AttributeError):
            raise InvalidInput("overlay-unreadable", file=file) from None
        yield _road(name, points, known.get(name))


def _road(name: str, points: tuple[tuple[float, float], ...], known: PackRoad | None) -> PackRoad:
    if known:
        return PackRoad(known.name, known.road_class, points)
    return PackRoad(Name(name, name), "street" if name else "lane", points)
