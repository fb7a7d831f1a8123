"""Degrees and metres: a flat map for cutting, and true areas on the ellipsoid."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Outline = Polygon | MultiPolygon
AnyShape = TypeVar("AnyShape", bound=BaseGeometry)

DECIMALS = 7
GRAIN = 10.0**-DECIMALS
"""Degrees, about 1 cm. Corners that we write lie on this grid: neighbours share every digit."""

_STRIDE = 0.005


def area_m2(outline: Outline) -> float:
    """The area on the WGS-84 ellipsoid."""
    return sum(_part_area(part) for part in parts(outline))


def parts(outline: Outline) -> list[Polygon]:
    """The polygons that an outline consists of."""
    return list(outline.geoms) if isinstance(outline, MultiPolygon) else [outline]


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """What has an area in the outcome of an operation, beside lines and points that it leaves."""
    return [part for part in shapely.get_parts(shape).tolist() if isinstance(part, Polygon)]


@dataclass(frozen=True)
class Plane:
    """A flat map in metres about a place. What is straight in degrees is straight in it."""

    origin: tuple[float, float]
    metres_per_degree: tuple[float, float]

    @classmethod
    def around(cls, shapes: Sequence[BaseGeometry]) -> "Plane":
        west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
        x, y = float(west + east) / 2, float(south + north) / 2
        line = _ellipsoid().line_length
        across = float(line([x - _STRIDE, x + _STRIDE], [y, y]))
        along = float(line([x, x], [y - _STRIDE, y + _STRIDE]))
        return cls((x, y), (across / (2 * _STRIDE), along / (2 * _STRIDE)))

    def flat(self, shape: AnyShape) -> AnyShape:
        """Degrees to metres."""
        return shapely.transform(shape, self._flatten)

    def degrees(self, shape: AnyShape) -> AnyShape:
        """Metres to degrees."""
        return shapely.transform(shape, self._unflatten)

    def _flatten(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return (xy - self.origin) * self.metres_per_degree

    def _unflatten(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return xy / self.metres_per_degree + self.origin


@cache
def _ellipsoid() -> Geod:
    return Geod(ellps="WGS84")


def _part_area(part: Polygon) -> float:
    holes = sum(_ring_area(hole.coords.xy) for hole in part.interiors)
    return _ring_area(part.exterior.coords.xy) - holes


def _ring_area(xy: tuple[Sequence[float], Sequence[float]]) -> float:
    return float(abs(_ellipsoid().polygon_area_perimeter(*xy)[0]))
