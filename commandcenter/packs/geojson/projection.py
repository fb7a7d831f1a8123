"""From the coordinates that a GeoJSON file is written in to longitude and latitude in WGS-84.

RFC 7946 knows only those. Files of older programs name another system in a member `crs`, and many
cities keep their maps in metres.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

#: Pairs in the order of GeoJSON: east before north, longitude before latitude.
Pairs = Sequence[tuple[float, float]]
Projection = Callable[[Pairs], Pairs]

_WGS84 = "OGC:CRS84"


class UnknownProjection(ValueError):
    """A `crs` that does not say which, or one that cannot be converted; its words are the name."""


def as_it_is(pairs: Pairs) -> Pairs:
    """Longitude and latitude already."""
    return pairs


def projection_of(member: object) -> Projection:
    """What the member `crs` asks for; null leaves coordinates as they are."""
    if member is None:
        return as_it_is
    name = _name(member)
    if not isinstance(name, str):
        raise UnknownProjection(str(member)[:60])
    return _projection(name)


def _name(member: object) -> object:
    properties = member.get("properties") if isinstance(member, dict) else None
    return properties.get("name") if isinstance(properties, dict) else None


@lru_cache(maxsize=8)
def _projection(name: str) -> Projection:
    try:
        turn = Transformer.from_crs(CRS.from_user_input(name), CRS(_WGS84), always_xy=True)
    except ProjError:
        raise UnknownProjection(name[:60]) from None

    def project(pairs: Pairs) -> Pairs:
        east, north = zip(*pairs, strict=True)
        return list(zip(*turn.transform(east, north), strict=True))

    return project
