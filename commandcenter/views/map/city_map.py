"""The city and its cases in the words of the map widget."""

from collections.abc import Iterable
from datetime import datetime

from commandcenter.services.casebook import CaseRow
from commandcenter.services.city import Territory
from commandcenter.views.look.case_marks import mark_of
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.map.base_map import BaseArea, BaseCell, BaseMap, BaseRoad, MapCase

_MOST_CACHED = 50_000  # twice the open cases of a large city


def base_map(territory: Territory) -> BaseMap:
    """The ground; costly for a real district, so made in the background."""
    return BaseMap(
        areas=tuple(
            BaseArea(
                area.code,
                area.level,
                area.name.zh,
                area.name.en,
                tuple(ring for polygon in area.outline for ring in polygon),
            )
            for area in territory.areas
        ),
        cells=tuple(BaseCell(grid.code, (grid.ring,)) for grid in territory.grids),
        roads=tuple(
            BaseRoad(road.name.zh, road.name.en, road.road_class, road.points)
            for road in territory.roads
        ),
    )


class MapCases:
    """Cases as marks on the map. Marks are cached: a filter asks for tens of thousands again, and
    while they are made the screen's thread gets few turns."""

    def __init__(self, words: CityWords) -> None:
        self._words = words
        self._cache: dict[str, tuple[CaseRow, MapCase]] = {}

    def of(self, rows: Iterable[CaseRow], now: datetime) -> list[MapCase]:
        """The marks of those that have a point."""
        if len(self._cache) > _MOST_CACHED:
            self._cache.clear()
        return [case for row in rows if (case := self._case(row, now))]

    def _case(self, row: CaseRow, now: datetime) -> MapCase | None:
        mark = mark_of(row.hands, now)
        cached_row, cached = self._cache.get(row.number, (None, None))
        if cached and cached_row is row and cached.mark is mark:
            return cached
        if row.latitude is None or row.longitude is None:
            return None
        words = self._words
        label = words.kind(row.category) or words.source(row.source)
        detail = f"{words.stage(row.stage)} · {words.place(row)}"
        case = MapCase(row.number, row.latitude, row.longitude, mark, label, detail)
        self._cache[row.number] = row, case
        return case
