"""Where problems are found: more at the hot spots, and with the address that people would give."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

import shapely
from shapely import LineString, Point, STRtree

from commandcenter.packs.content.pack import CityPack, PackGrid, PackRoad
from commandcenter.simulation.believable.words import Words

_HOT_SHARE, _HOT_WEIGHT = 0.02, 10
_ROADSIDE_METRES, _ROADSIDE_WEIGHT = 20, 2.5
_ON_ROAD_METRES, _NEAR_ROAD_METRES = 45, 140
_METRES_A_HOUSE = 9
_METRES_A_DEGREE = 111_195
_LANE = "lane"
_DECIMALS = 6  # about 10 cm


@dataclass(frozen=True, slots=True)
class Spot:
    """A point with its address, and the words by which a report names it."""

    latitude: float
    longitude: float
    community: str
    address: str
    said: str


class Places:
    """The territory of a city, weighed by how much is found there."""

    def __init__(self, pack: CityPack, words: Words, chance: Random) -> None:
        layer = pack.case_layer().id
        self._words = words
        self._communities = {area.code: area.name.zh for area in pack.areas}
        self._cells = [grid for grid in pack.grids if grid.layer == layer]
        self._bounds = [cell.outline.bounds for cell in self._cells]
        self._roads = _Roads(pack.roads, self._cells[0])
        hot = set(
            chance.sample(range(len(self._cells)), max(1, int(len(self._cells) * _HOT_SHARE)))
        )
        weights = [
            chance.lognormvariate(0, 0.7)
            * (_HOT_WEIGHT if n in hot else 1)
            * (_ROADSIDE_WEIGHT if self._roads.pass_by(cell) else 1)
            for n, cell in enumerate(self._cells)
        ]
        self._cumulated = list(accumulate(weights))

    def any(self, chance: Random) -> Spot:
        """A spot, as often as something is found there."""
        number = chance.choices(range(len(self._cells)), cum_weights=self._cumulated)[0]
        cell = self._cells[number]
        longitude, latitude = _point_in(cell, self._bounds[number], chance)
        address, said = self._address(cell, longitude, latitude, chance)
        return Spot(latitude, longitude, cell.community, address, said)

    def _address(
        self, cell: PackGrid, longitude: float, latitude: float, chance: Random
    ) -> tuple[str, str]:
        beside = self._roads.beside(longitude, latitude)
        if beside is None or beside.metres > _NEAR_ROAD_METRES:
            place = self._communities.get(cell.community, "") + self._words.spot("yard", chance)
            return place, place
        name, house = beside.road.name.zh, f"{beside.house}号"
        if beside.road.road_class == _LANE:
            return name + house, name + house + self._words.spot("lane", chance)
        if beside.metres > _ON_ROAD_METRES:
            return f"{name}{house}院", f"{name}{house}{self._words.spot('lane', chance)}"
        said = name + self._words.side(beside.direction) + self._words.spot("road", chance)
        return f"{name}{house}附近", said


@dataclass(frozen=True, slots=True)
class _Roadside:
    """The road that a point lies beside; odd houses stand on one side, even ones on the other."""

    road: PackRoad
    metres: float
    direction: str
    house: int


class _Roads:
    """The centre lines, on a plane of metres around the city."""

    def __init__(self, roads: Sequence[PackRoad], somewhere: PackGrid) -> None:
        origin = somewhere.outline.centroid
        self._origin = (origin.x, origin.y)
        self._scale = (_METRES_A_DEGREE * math.cos(math.radians(origin.y)), _METRES_A_DEGREE)
        self._roads = roads
        self._lines = [
            LineString([self._on_plane(*point) for point in road.points]) for road in roads
        ]
        self._tree = STRtree(self._lines)

    def pass_by(self, cell: PackGrid) -> bool:
        outline = shapely.Polygon([self._on_plane(x, y) for x, y in cell.outline.exterior.coords])
        return bool(len(self._tree.query(outline, predicate="dwithin", distance=_ROADSIDE_METRES)))

    def beside(self, longitude: float, latitude: float) -> _Roadside | None:
        """The nearest road; None in a city without any."""
        if not self._lines:
            return None
        point = Point(self._on_plane(longitude, latitude))
        nearest = int(self._tree.nearest(point))
        line = self._lines[nearest]
        along = line.project(point)
        foot = line.interpolate(along)
        east, north = point.x - foot.x, point.y - foot.y
        direction = _direction(east, north)
        house = 2 * int(along / _METRES_A_HOUSE) + (1 if direction in ("north", "east") else 2)
        return _Roadside(self._roads[nearest], math.hypot(east, north), direction, house)

    def _on_plane(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (
            (longitude - self._origin[0]) * self._scale[0],
            (latitude - self._origin[1]) * self._scale[1],
        )


def _direction(east: float, north: float) -> str:
    if abs(east) > abs(north):
        return "east" if east > 0 else "west"
    return "north" if north > 0 else "south"


def _point_in(
    cell: PackGrid, bounds: tuple[float, float, float, float], chance: Random
) -> tuple[float, float]:
    """A point inside, also after rounding."""
    west, south, east, north = bounds
    while True:
        x = round(chance.uniform(west, east), _DECIMALS)
        y = round(chance.uniform(south, north), _DECIMALS)
        if shapely.contains_xy(cell.outline, x, y):
            return x, y
