"""The map's page: which there are, and each of them built once a process."""

from enum import StrEnum
from functools import cache

CLOSEST_ZOOM = 20
FARTHEST_ZOOM = 8


class MapPlace(StrEnum):
    """Where the map hangs. The wall has no controls: nobody stands there with a mouse."""

    DESK = "desk"
    WALL = "wall"


@cache
def map_page(place: MapPlace) -> str:
    """The page for the desk or for the wall. The first call is for the background: folium, which
    is imported by it, takes longer than a window may wait for its first picture."""
    from commandcenter.views.map.frame import build_page

    return build_page(place)
