"""What lies on the map: areas, unit grids and roads below, cases on top; plain values, no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commandcenter.views.look.theme import CaseMark

Point = tuple[float, float]
"""Longitude, latitude (the order of GeoJSON), WGS-84."""

Line = tuple[Point, ...]

Rings = tuple[Line, ...]
"""Outlines and holes of a surface in any order; what lies in an odd number of them is inside."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True, slots=True)
class BaseArea:
    """`level` as the pack names it; `street` and `community` have lines and names of their own."""

    code: str
    level: str
    name_zh: str
    name_en: str
    rings: Rings


@dataclass(frozen=True, slots=True)
class BaseCell:
    """A unit grid."""

    code: str
    rings: Rings


@dataclass(frozen=True, slots=True)
class BaseRoad:
    """`road_class`: `main` is drawn widest and named first, `lane` thinnest, all else between."""

    name_zh: str
    name_en: str
    road_class: str
    line: Line


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The ground under the cases: drawn by us, so that no map server is needed."""

    areas: tuple[BaseArea, ...] = ()
    cells: tuple[BaseCell, ...] = ()
    roads: tuple[BaseRoad, ...] = ()

    def bounds(self) -> Bounds | None:
        """The box round all areas (round the cells where there are no areas); None if empty."""
        points = tuple(self._corners())
        if not points:
            return None
        east_west, north_south = zip(*points, strict=True)
        return min(east_west), min(north_south), max(east_west), max(north_south)

    def _corners(self) -> Iterator[Point]:
        for surface in self.areas or self.cells:
            for ring in surface.rings:
                yield from ring


@dataclass(frozen=True, slots=True)
class MapCase:
    """A case as the map shows it. `label` and `detail` are shown as they are, never as HTML."""

    number: str
    latitude: float
    longitude: float
    mark: CaseMark
    label: str
    detail: str


class MapLayer(StrEnum):
    """What can be switched on and off."""

    CASES = "cases"
    CELLS = "cells"
    COMMUNITIES = "communities"
    ROADS = "roads"
    NAMES = "names"
