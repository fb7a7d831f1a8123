"""The city and its cases in the words of the map widget."""

from datetime import datetime

from commandcenter.services.casebook import CaseRow
from commandcenter.services.city import Territory
from commandcenter.views.case_marks import mark_of
from commandcenter.views.city_words import CityWords
from commandcenter.views.map.base_map import BaseArea, BaseCell, BaseMap, BaseRoad, MapCase


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


def map_case(row: CaseRow, words: CityWords, now: datetime) -> MapCase | None:
    """A mark on the map; None for a case without a point."""
    if row.latitude is None or row.longitude is None:
        return None
    label = words.kind(row.category) or words.source(row.source)
    detail = f"{words.stage(row.stage)} · {words.place(row)}"
    return MapCase(row.number, row.latitude, row.longitude, mark_of(row.hands, now), label, detail)
