"""Too large pieces, cut across their long axis into cells of like size; flat, in metres."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, Point, Polygon, affinity
from shapely.ops import split

from commandcenter.packs.content.geometry import polygons
from commandcenter.packs.grid.mosaic import joined, shared_length

_HALVINGS = 40
_CLEARLY_LONGER = 1.02
_AS_TIGHT = 1.0005
_HAIR = 1e-6


def shares(areas: Sequence[float], cells: int) -> list[int]:
    """Into how many cells each piece goes: one at least, each further where cells are largest."""
    counts = [1] * len(areas)
    queue = [(-area, index) for index, area in enumerate(areas)]
    heapq.heapify(queue)
    for _ in range(cells - len(areas)):
        _, index = queue[0]
        counts[index] += 1
        heapq.heapreplace(queue, (-areas[index] / counts[index], index))
    return counts


def split_outline(outline: Polygon, cells: int) -> list[Polygon]:
    """Split an outline into a number of cells of about the same area."""
    if cells == 1:
        return [outline]
    laid = Laid.out(outline)
    one, other = laid.cut(laid.where(share=(cells // 2) / cells))
    first = min(max(round(cells * one.area / outline.area), 1), cells - 1)
    return split_outline(one, first) + split_outline(other, cells - first)


@dataclass(frozen=True)
class Laid:
    """A piece turned so that its long axis lies from left to right."""

    outline: Polygon
    centre: Point
    angle: float

    @classmethod
    def out(cls, outline: Polygon) -> "Laid":
        centre, angle = outline.centroid, _long_axis(outline)
        lying = affinity.rotate(outline, -angle, origin=centre, use_radians=True)
        return cls(lying, centre, angle)

    def along(self, place: Point) -> float:
        """How far along the long axis a place lies."""
        return affinity.rotate(place, -self.angle, origin=self.centre, use_radians=True).x

    def where(self, *, share: float) -> float:
        """How far along the axis a cut leaves this share of the area on its left."""
        west, south, east, north = self.outline.bounds
        low, high = west, east
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            left = shapely.clip_by_rect(self.outline, west, south, middle, north)
            if left.area < share * self.outline.area:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def cut(self, at: float) -> tuple[Polygon, Polygon]:
        """The left and the right part, turned back."""
        _, south, _, north = self.outline.bounds
        knife = LineString([(at, south - 1), (at, north + 1)])
        left, right = _two(polygons(split(self.outline, knife)))
        return self._back(left), self._back(right)

    def _back(self, part: Polygon) -> Polygon:
        return affinity.rotate(part, self.angle, origin=self.centre, use_radians=True)


def _two(fragments: Sequence[Polygon]) -> list[Polygon]:
    """A bent piece can fall into more than two: the smallest ones join the part that they touch
    most."""
    rest = sorted(fragments, key=lambda fragment: fragment.area)
    while len(rest) > 2:
        smallest = rest.pop(0)
        lengths = [shared_length(smallest, fragment) for fragment in rest]
        mate = rest.pop(lengths.index(max(lengths)))
        rest = sorted([*rest, joined([smallest, mate])], key=lambda fragment: fragment.area)
    return sorted(rest, key=lambda fragment: fragment.centroid.x)


def _long_axis(outline: Polygon) -> float:
    """The direction of the tightest rectangle's long side; of a square, the one nearer north.

    Of rectangles that are equally tight, the direction decides: else the last digits of the area
    would, and these differ between machines.
    """
    boxes = [(angle, *_box(outline, angle)) for angle in _directions(outline)]
    tight = min(width * height for _, width, height in boxes) * _AS_TIGHT
    angle, width, height = max(box for box in boxes if box[1] * box[2] <= tight)
    across = (angle + math.pi / 2) % math.pi
    if max(width, height) > min(width, height) * _CLEARLY_LONGER:
        return angle if width > height else across
    return min(angle, across, key=lambda direction: abs(direction - math.pi / 2))


def _directions(outline: Polygon) -> list[float]:
    """Of the sides of the convex hull."""
    corners = shapely.get_coordinates(outline.convex_hull).tolist()
    return [_direction(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(corners)]


def _box(outline: Polygon, angle: float) -> tuple[float, float]:
    """How far the outline reaches along a direction, and across it."""
    x, y = shapely.get_coordinates(outline).T
    along = x * math.cos(angle) + y * math.sin(angle)
    across = y * math.cos(angle) - x * math.sin(angle)
    return float(np.ptp(along)), float(np.ptp(across))


def _direction(dx: float, dy: float) -> float:
    """From 0 to below π; west by a hair counts as east, so that equal shapes are cut alike."""
    angle = math.atan2(dy, dx) % math.pi
    return 0.0 if math.pi - angle < _HAIR else angle
