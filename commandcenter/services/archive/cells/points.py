"""Converts the coordinates of a row into degrees of latitude and longitude."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from commandcenter.errors import InvalidInput

#: Latitude and longitude in degrees.
Degrees = tuple[float, float]
#: South, west, north and east end of the city's cells, in degrees.
Extent = tuple[float, float, float, float]

_WGS84 = 4326
_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_NUMBER_WITH_COMMA = r"[+-]?\d+(?:,\d+)?"
_WKT = re.compile(r"(?:SRID=\d+;)?\s*POINT\s*(?:Z|M|ZM)?\s*\((.*)\)", re.IGNORECASE)


class PointOrder(StrEnum):
    """Which of the two numbers of one cell comes first."""

    LATITUDE_FIRST = "latitude-longitude"
    LONGITUDE_FIRST = "longitude-latitude"


@dataclass(frozen=True, slots=True)
class PointForm:
    """How points are written. `epsg`: their coordinate system; None = degrees."""

    decimal: str = "."
    order: PointOrder = PointOrder.LATITUDE_FIRST
    epsg: int | None = None


class PointReader:
    """Reads the points of one file. `extent`: the bounds of the city, if it has unit grids."""

    def __init__(self, form: PointForm, extent: Extent | None) -> None:
        self._form = form
        self._extent = extent
        self._to_degrees = _conversion(form.epsg)
        number = _NUMBER_WITH_COMMA if form.decimal == "," else _NUMBER
        self._two_numbers = re.compile(rf"[(\[]?\s*({number})\s*[,;/|\s]\s*({number})\s*[)\]]?")

    def two(self, latitude: str, longitude: str) -> Degrees | tuple[None, None]:
        """The point in two cells: latitude and longitude, or northing and easting."""
        if not latitude and not longitude:
            return None, None
        if not latitude or not longitude:
            raise InvalidInput("half-a-point", field="longitude" if latitude else "latitude")
        return self._on_earth(
            self._number(latitude, "latitude"), self._number(longitude, "longitude")
        )

    def one(self, text: str) -> Degrees | tuple[None, None]:
        """The point in one cell: two numbers, or WKT (longitude first)."""
        if not text:
            return None, None
        wkt = _WKT.fullmatch(text)
        found = self._two_numbers.fullmatch(" ".join(wkt[1].split()[:2]) if wkt else text)
        if found is None:
            raise InvalidInput("import-no-point", field="point", text=text[:40])
        first, second = self._number(found[1], "point"), self._number(found[2], "point")
        if wkt or self._form.order is PointOrder.LONGITUDE_FIRST:
            first, second = second, first
        return self._on_earth(first, second)

    def _number(self, text: str, name: str) -> float:
        try:
            number = float(self._with_point(text))
        except ValueError:
            number = math.nan
        if math.isnan(number) or "_" in text:  # to Python, 4_2 is a number
            raise InvalidInput("import-not-degrees", field=name, name=name, text=text[:40])
        return number

    def _with_point(self, text: str) -> str:
        """A decimal comma; unasked only where it can be nothing else: no degree has thousands."""
        if self._form.decimal == ",":
            return text.replace(",", ".")
        is_degrees = self._to_degrees is None
        return text.replace(",", ".") if is_degrees and text.count(",") == 1 else text

    def _on_earth(self, north: float, east: float) -> Degrees:
        """In degrees. InvalidInput where the two have plainly been exchanged."""
        degrees = self._degrees(north, east)
        if not self._in_city(degrees) and self._in_city(self._degrees(east, north)):
            raise InvalidInput(
                "import-point-swapped", field="latitude", latitude=north, longitude=east
            )
        if not all(map(math.isfinite, degrees)) and self._to_degrees:
            raise InvalidInput(
                "import-point-nowhere", field="latitude", north=north, east=east,
                epsg=self._form.epsg,
            )  # fmt: skip
        return degrees

    def _in_city(self, degrees: Degrees) -> bool:
        if self._extent is None:
            return False
        latitude, longitude = degrees
        south, west, north, east = self._extent
        return south <= latitude <= north and west <= longitude <= east

    def _degrees(self, north: float, east: float) -> Degrees:
        if self._to_degrees is None:
            return north, east
        longitude, latitude = self._to_degrees(east, north)
        return latitude, longitude


def is_known_system(epsg: int) -> bool:
    """Whether points of this EPSG number can be converted."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        found = CRS.from_epsg(epsg)
    except CRSError:
        return False
    return found.is_projected or found.is_geographic


def _conversion(epsg: int | None) -> Callable[[float, float], tuple[float, float]] | None:
    """From east and north to longitude and latitude; None where they are that already."""
    if epsg is None:
        return None
    from pyproj import Transformer

    transform = Transformer.from_crs(epsg, _WGS84, always_xy=True).transform

    def converted(east: float, north: float) -> tuple[float, float]:
        longitude, latitude = transform(east, north)
        return float(longitude), float(latitude)

    return converted
