"""Finds the unit grids of many points at once."""

from collections.abc import Sequence

from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.city.grid_index import GridIndex

#: Latitude and longitude, or nothing.
Point = tuple[float | None, float | None]


def places_at(points: Sequence[Point], index: GridIndex) -> list[GridPlace]:
    """The grids of the points; outside every cell, or without a point, a case carries none."""
    known = [
        (position, (latitude, longitude))
        for position, (latitude, longitude) in enumerate(points)
        if latitude is not None and longitude is not None
    ]
    cells = index.cells_at([point for _, point in known]) if known else []
    places = [GridPlace(None, None)] * len(points)
    for (position, _), cell in zip(known, cells, strict=True):
        if cell:
            places[position] = GridPlace(cell.code, cell.community)
    return places
