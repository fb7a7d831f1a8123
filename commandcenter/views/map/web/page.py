"""The map's page: which there are, and each of them built once a process."""

from functools import cache

from commandcenter.views.map.web.place import MapPlace


@cache
def map_page(place: MapPlace) -> str:
    """The page for the desk or for the wall. The first call is for the background: folium, which
    is imported by it, takes longer than a window may wait for its first picture."""
    from commandcenter.views.map.web.frame import build_page

    return build_page(place)
