"""Where a case lies."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GridPlace:
    """Where a case lies: its point, and the grid and community that the index found."""

    unit_grid: str | None
    area: str | None
