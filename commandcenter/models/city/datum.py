"""The datum of a point, and the way from the shifted Chinese ones to WGS-84.

GCJ-02 shifts points by some 500 m, BD-09 shifts GCJ-02 by some 900 m more. The formulas of the
shifts are public, their inverses are not; each is found by approaching the point whose shift leads
to the one given. Forth and back again lie less than a millimetre apart.
"""

import math
from collections.abc import Callable
from enum import StrEnum

#: Latitude and longitude in degrees.
Point = tuple[float, float]

# the ellipsoid of Krassowski: half of its longer axis in metres, and its eccentricity, squared
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
#: Where GCJ-02 and BD-09 are shifted: the rectangle that the public code uses.
_SOUTH, _NORTH, _WEST, _EAST = 0.8293, 55.8271, 72.004, 137.8347
_BAIDU = math.pi * 3000 / 180
#: About a tenth of a millimetre, and more rounds than any point needs.
_NEAR_ENOUGH, _MOST_ROUNDS = 1e-9, 30


class Datum(StrEnum):
    """The datum of coordinates."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    CGCS2000 = "cgcs2000"


def to_wgs84(datum: Datum, latitude: float, longitude: float) -> Point:
    """A point in degrees, found to less than a millimetre.

    CGCS2000 is taken as WGS-84: the plates have moved less than a metre since its epoch.
    """
    return _TO_WGS84[datum]((latitude, longitude))


def gcj02_of(point: Point) -> Point:
    """Where WGS-84 degrees lie in GCJ-02; outside of China nothing is shifted."""
    latitude, longitude = point
    if not (_SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST):
        return point
    north, east = _shift(longitude - 105, latitude - 35)
    sine = math.sin(math.radians(latitude))
    flattening = 1 - _ECCENTRICITY * sine * sine
    root = math.sqrt(flattening)
    meridian = _AXIS * (1 - _ECCENTRICITY) / (flattening * root)
    parallel = _AXIS / root * math.cos(math.radians(latitude))
    return latitude + math.degrees(north / meridian), longitude + math.degrees(east / parallel)


def bd09_of(point: Point) -> Point:
    """Where GCJ-02 degrees lie in BD-09; outside of China nothing is shifted."""
    latitude, longitude = point
    if not (_SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST):
        return point
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _BAIDU)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _BAIDU)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065


def _shift(x: float, y: float) -> Point:
    """Metres to north and east, as published."""
    root = 0.2 * math.sqrt(abs(x))
    wave = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + root
    north += (wave + 20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root / 2
    east += (wave + 20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    return north, east


def _undone(shifted_of: Callable[[Point], Point], given: Point) -> Point:
    """The point that `shifted_of` shifts to the one given."""
    found = given
    for _ in range(_MOST_ROUNDS):
        reached = shifted_of(found)
        off = given[0] - reached[0], given[1] - reached[1]
        found = found[0] + off[0], found[1] + off[1]
        if max(map(abs, off)) < _NEAR_ENOUGH:
            break
    return found


def _from_gcj02(given: Point) -> Point:
    return _undone(gcj02_of, given)


def _from_bd09(given: Point) -> Point:
    return _from_gcj02(_undone(bd09_of, given))


def _as_it_is(given: Point) -> Point:
    return given


_TO_WGS84: dict[Datum, Callable[[Point], Point]] = {
    Datum.WGS84: _as_it_is,
    Datum.CGCS2000: _as_it_is,
    Datum.GCJ02: _from_gcj02,
    Datum.BD09: _from_bd09,
}
