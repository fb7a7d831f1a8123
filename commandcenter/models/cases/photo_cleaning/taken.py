"""When and where a photo says it was taken."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from PIL import Image

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN_AT, _OFFSET = 0x9003, 0x9011
_LATITUDE, _LONGITUDE = (1, 2), (3, 4)
#: What the reference beside a number may say, and the sign that it gives. Some cameras leave a
#: blank or a zero byte behind it, some programs write small letters.
_SIGNS = {"N": 1, "S": -1}, {"E": 1, "W": -1}

Point = tuple[float, float]


def taken_at(exif: Image.Exif) -> datetime | None:
    """When the photo was taken; None unless its metadata state the time with a UTC offset."""
    tags = exif.get_ifd(_EXIF_IFD)
    try:
        written = f"{tags[_TAKEN_AT]} {tags[_OFFSET]}"
        return datetime.strptime(written, "%Y:%m:%d %H:%M:%S %z").astimezone(UTC)
    except (KeyError, ValueError):
        return None


def taken_where(exif: Image.Exif) -> Point | None:
    """Latitude and longitude in degrees, north and east positive.

    None where a part is missing or is no place on earth, and for 0, 0: that is what a camera
    writes that has not found its place.
    """
    tags = exif.get_ifd(_GPS_IFD)
    try:
        point = tuple(
            signs[_letter(tags[reference])] * _degrees(tags[number])
            for (reference, number), signs in zip((_LATITUDE, _LONGITUDE), _SIGNS, strict=True)
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    latitude, longitude = point
    on_earth = abs(latitude) <= 90 and abs(longitude) <= 180  # not a number is neither
    return (latitude, longitude) if on_earth and (latitude or longitude) else None


def _letter(reference: str | bytes) -> str:
    text = reference.decode("ascii") if isinstance(reference, bytes) else reference
    return text.strip("\0 ").upper()[:1]


def _degrees(parts: Sequence[float]) -> float:
    """Degrees, minutes and seconds; some cameras leave out the last ones."""
    found = math.fsum(float(part) / 60.0**place for place, part in enumerate(parts))
    if not 0 <= found < math.inf:
        raise ValueError(found)
    return found
