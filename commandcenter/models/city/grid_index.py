"""Finds the unit grid of a point: a spatial index over the cells of the case layer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import STRtree


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as the index knows it; `outline` is WKB."""

    code: str
    community: str
    outline: bytes


class GridIndex:
    """The index; built once per pack version, used for every report."""

    def __init__(self, cells: Sequence[GridCell]) -> None:
        # In the order of codes: of two cells that share a border the lower code comes first.
        self._cells = sorted(cells, key=lambda cell: cell.code)
        self._tree = STRtree(shapely.from_wkb([cell.outline for cell in self._cells]))

    def extent(self) -> tuple[float, float, float, float] | None:
        """The south, west, north and east end of all cells, in degrees; None without cells."""
        if not self._cells:
            return None
        west, south, east, north = shapely.total_bounds(self._tree.geometries).tolist()
        return south, west, north, east

    def cell_at(self, latitude: float, longitude: float) -> GridCell | None:
        """The cell that covers the point, borders included; None outside every cell."""
        found = self._tree.query(shapely.Point(longitude, latitude), predicate="covered_by")
        return self._cells[int(found.min())] if len(found) else None

    def cells_at(self, places: Sequence[tuple[float, float]]) -> list[GridCell | None]:
        """The same for many (latitude, longitude) at once."""
        points = shapely.points([(longitude, latitude) for latitude, longitude in places])
        inputs, cells = self._tree.query(points, predicate="covered_by")
        lowest = np.full(len(places), len(self._cells))
        np.minimum.at(lowest, inputs, cells)
        return [self._cells[i] if i < len(self._cells) else None for i in lowest.tolist()]
