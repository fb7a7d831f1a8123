"""The ground of a city: areas, unit grids and roads of a pack, and whether they fit together."""

import json
from dataclasses import dataclass
from typing import Any

from shapely.geometry import shape

from commandcenter.packs.faults import Faults
from commandcenter.packs.pack import Name, PackArea, PackGrid, PackRoad
from commandcenter.packs.pack_files import PackFiles


@dataclass(frozen=True, slots=True)
class Territory:
    areas: tuple[PackArea, ...]
    grids: tuple[PackGrid, ...]
    roads: tuple[PackRoad, ...]


def read_territory(files: PackFiles, faults: Faults) -> Territory:
    return Territory(
        areas=_read_areas(files, faults),
        grids=_read_grids(files, faults),
        roads=_read_roads(files, faults),
    )


def _read_areas(files: PackFiles, faults: Faults) -> tuple[PackArea, ...]:
    return tuple(
        PackArea(p["code"], p["level"], _name(p), p["parent"], _outline(geometry))
        for p, geometry in _features(files, "areas.geojson", faults)
    )


def _read_grids(files: PackFiles, faults: Faults) -> tuple[PackGrid, ...]:
    return tuple(
        PackGrid(p["code"], p["community"], p["layer"], _outline(geometry))
        for p, geometry in _features(files, "unit_grids.geojson", faults)
    )


def _read_roads(files: PackFiles, faults: Faults) -> tuple[PackRoad, ...]:
    return tuple(
        PackRoad(_name(p), p["class"], tuple((x, y) for x, y in geometry["coordinates"]))
        for p, geometry in _features(files, "roads.geojson", faults)
    )


def _features(files: PackFiles, name: str, faults: Faults) -> list[tuple[Any, Any]]:
    text = files.text(name)
    if text is None:
        return []
    return [(it["properties"], it["geometry"]) for it in json.loads(text)["features"]]


def _name(properties: Any) -> Name:
    return Name(zh=properties["name_zh"], en=properties["name_en"])


def _outline(geometry: Any) -> Any:
    return shape(geometry)
