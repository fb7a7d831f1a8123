"""Too large pieces, cut across their long axis into cells of like size; flat, in metres."""

import heapq
import math
from collections.abc import Sequence

import shapely
from shapely import LineString, Polygon, affinity
from shapely.ops import split

from commandcenter.packs.geometry import polygons
from commandcenter.packs.grid_mosaic import joined, shared_length

_HALVINGS = 24
_CLEARLY_LONGER = 1.02
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
    """So many cells of about the same area."""
    if cells == 1:
        return [outline]
    one, other = _cut(outline, share=(cells // 2) / cells)
    first = min(max(round(cells * one.area / outline.area), 1), cells - 1)
    return split_outline(one, first) + split_outline(other, cells - first)


def _cut(outline: Polygon, *, share: float) -> tuple[Polygon, Polygon]:
    """Across the long axis, with about this share of the area on the near side."""
    centre = outline.centroid
    angle = _long_axis(outline)
    lying = affinity.rotate(outline, -angle, origin=centre, use_radians=True)
    _, south, _, north = lying.bounds
    at = _where(lying, share)
    knife = LineString([(at, south - 1), (at, north + 1)])
    one, other = _two(polygons(split(lying, knife)))
    back = affinity.rotate(one, angle, origin=centre, use_radians=True)
    return back, affinity.rotate(other, angle, origin=centre, use_radians=True)


def _two(fragments: Sequence[Polygon]) -> list[Polygon]:
    """A bent piece falls into more than two: the smallest stay with what they touch most."""
    rest = sorted(fragments, key=lambda fragment: fragment.area)
    while len(rest) > 2:
        smallest = rest.pop(0)
        lengths = [shared_length(smallest, fragment) for fragment in rest]
        mate = rest.pop(lengths.index(max(lengths)))
        rest = sorted([*rest, joined([smallest, mate])], key=lambda fragment: fragment.area)
    return sorted(rest, key=lambda fragment: fragment.centroid.x)


def _long_axis(outline: Polygon) -> float:
    """The direction of the tightest rectangle's long side; of a square, the one nearer north."""
    one, two, three = shapely.get_coordinates(shapely.oriented_envelope(outline))[:3].tolist()
    sides = (two[0] - one[0], two[1] - one[1]), (three[0] - two[0], three[1] - two[1])
    lengths = [math.hypot(*side) for side in sides]
    if max(lengths) > min(lengths) * _CLEARLY_LONGER:
        return _direction(*sides[lengths.index(max(lengths))])
    return min((_direction(*side) for side in sides), key=lambda angle: abs(angle - math.pi / 2))


def _direction(dx: float, dy: float) -> float:
    """From 0 to below π; west by a hair counts as east, so that equal shapes are cut alike."""
    angle = math.atan2(dy, dx) % math.pi
    return 0.0 if math.pi - angle < _HAIR else angle


def _where(lying: Polygon, share: float) -> float:
    west, south, east, north = lying.bounds
    low, high = west, east
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if shapely.clip_by_rect(lying, west, south, middle, north).area < share * lying.area:
            low = middle
        else:
            high = middle
    return (low + high) / 2
