"""Where a map hangs, and how close it can be looked at."""

from enum import StrEnum

CLOSEST_ZOOM = 20
FARTHEST_ZOOM = 8


class MapPlace(StrEnum):
    """Where the map hangs. The wall has no controls: nobody stands there with a mouse."""

    DESK = "desk"
    WALL = "wall"
