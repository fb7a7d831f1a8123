"""What a walk past the wall and the statistics shows."""

from commandcenter.views.statistics.statistics_window import StatisticsWindow
from commandcenter.views.tour.camera import Tour
from commandcenter.views.wall.wall_window import WallWindow

_MAP_MS = 3_000


def tour_wall(tour: Tour, wall: WallWindow) -> None:
    tour.open(wall)
    tour.rest(_MAP_MS)
    tour.take(wall, "wall")


def tour_statistics(tour: Tour, statistics: StatisticsWindow) -> None:
    tour.open(statistics)
    tour.rest(_MAP_MS)
    tour.take(statistics, "statistics")
