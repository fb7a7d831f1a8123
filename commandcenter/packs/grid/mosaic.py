"""Faces between barriers, and how too small ones join their neighbours; flat, in metres."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon, STRtree

from commandcenter.packs.content.geometry import polygons

_FINE = 0.0001
"""Metres: crossings are rounded so little that corners come back to the digits as typed."""


@dataclass(frozen=True)
class Piece:
    """An undivided bit of one community: what cells are cut from."""

    community: str
    outline: Polygon


class Barriers:
    """Roads, rivers and walls, found fast by place."""

    def __init__(self, lines: Sequence[LineString]) -> None:
        self._lines = lines
        self._tree = STRtree(lines)

    def faces(self, outline: Polygon) -> list[Polygon]:
        """The pieces into which the barriers cut an outline, from the north-west."""
        near = sorted(int(index) for index in self._tree.query(outline, predicate="intersects"))
        inside = [shapely.intersection(self._lines[index], outline) for index in near]
        linework = shapely.union_all([outline.boundary, *inside], grid_size=_FINE)
        faces = polygons(shapely.polygonize([linework]))
        kept = [face for face in faces if outline.contains(face.representative_point())]
        return sorted(kept, key=_from_north_west)


class Mosaic:
    """Pieces side by side. Only entire pieces of one community join: borders stay on barriers."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._areas = {index: piece.outline.area for index, piece in enumerate(pieces)}
        self._members = {index: [index] for index in self._areas}
        self._borders = _shared_borders(pieces)
        self._queue = [(_steady(area), index) for index, area in self._areas.items()]
        heapq.heapify(self._queue)

    def join(self, *, smallest: float, largest: float, cells: int) -> list[Piece]:
        """Join the smallest until none is under `smallest`, and splitting what is over `largest`
        gives at most `cells` pieces."""
        needed = sum(math.ceil(area / largest) for area in self._areas.values())
        while (index := self._next()) is not None:
            if self._areas[index] >= smallest and needed <= cells:
                break
            mate = self._longest_neighbour(index)
            apart = self._areas[index], self._areas[mate]
            self._merge(index, into=mate)
            needed += math.ceil(sum(apart) / largest)
            needed -= sum(math.ceil(area / largest) for area in apart)
        return [self._joined(index) for index in sorted(self._areas)]

    def _next(self) -> int | None:
        """The smallest piece that has a neighbour. It stays in the queue until it is joined."""
        while self._queue:
            area, index = self._queue[0]
            if self._borders.get(index) and _steady(self._areas[index]) == area:
                return index
            heapq.heappop(self._queue)
        return None

    def _longest_neighbour(self, index: int) -> int:
        return max(self._borders[index].items(), key=lambda item: (_steady(item[1]), -item[0]))[0]

    def _merge(self, index: int, *, into: int) -> None:
        self._areas[into] += self._areas.pop(index)
        self._members[into] += self._members.pop(index)
        for other, length in self._borders.pop(index).items():
            del self._borders[other][index]
            if other != into:
                together = self._borders[into].get(other, 0.0) + length
                self._borders[into][other] = self._borders[other][into] = together
        heapq.heappush(self._queue, (_steady(self._areas[into]), into))

    def _joined(self, index: int) -> Piece:
        members = [self._pieces[member] for member in sorted(self._members[index])]
        return Piece(members[0].community, joined([member.outline for member in members]))


def joined(outlines: Sequence[Polygon]) -> Polygon:
    """The polygon made of polygons that share borders; the corners on its own border stay."""
    whole = shapely.union_all(outlines)
    if not isinstance(whole, Polygon):
        raise ValueError("only polygons that share a border make one polygon")
    return whole


def shared_length(one: Polygon, other: Polygon) -> float:
    """The length of the border that two polygons share."""
    return float(shapely.length(shapely.intersection(one.boundary, other.boundary)))


def _shared_borders(pieces: Sequence[Piece]) -> dict[int, dict[int, float]]:
    outlines = np.array([piece.outline for piece in pieces], dtype=object)
    borders: dict[int, dict[int, float]] = {index: {} for index in range(len(pieces))}
    ones, others = STRtree(outlines).query(outlines, predicate="intersects")
    for one, other in zip(ones.tolist(), others.tolist(), strict=True):
        if one < other and pieces[one].community == pieces[other].community:
            length = shared_length(outlines[one], outlines[other])
            if length:
                borders[one][other] = borders[other][one] = length
    return borders


def _from_north_west(face: Polygon) -> tuple[float, float]:
    return (-_steady(face.centroid.y), _steady(face.centroid.x))


def _steady(measure: float) -> float:
    """Without the last digits, which differ between machines and would decide between equals."""
    return round(measure, 2)
