"""Turns an uploaded photo into a small JPEG without metadata."""

import hashlib
import io
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from commandcenter.errors import InvalidInput, TooLarge
from commandcenter.models.cases.photo_cleaning.colours import NothingToSee, in_eight_bits
from commandcenter.models.cases.photo_cleaning.cut_off import load_what_is_there, with_an_end
from commandcenter.models.cases.photo_cleaning.taken import taken_at, taken_where
from commandcenter.models.cases.rules.report import PhotoUpload

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 80_000_000
#: A pixel takes four bytes, and twice that while colours are converted. A JPEG is read at half,
#: quarter or eighth size; every other format must be decoded at full size.
MAX_DECODED_PIXELS = 40_000_000
_LONGEST_SIDE = 2_560
_QUALITY = 85
Image.init()  # formats that are named below must be loaded
# Pillow would warn of large pictures, and warnings are silenced for all threads or none. Our own
# limit is looked at as soon as the size is known, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
#: What Pillow raises for files that are no photos, or whose metadata somebody has spoilt.
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A cleaned photo as JPEG; `sha256` is over these bytes. `original`: the file as it was sent.

    `cut_off`: the file broke off before its end, and what it lacks is blank.
    """

    sha256: str
    content: bytes
    width: int
    height: int
    taken_at: datetime | None
    taken_latitude: float | None
    taken_longitude: float | None
    original: bytes
    cut_off: bool


def clean_photo(upload: PhotoUpload, *, field: str = "photos") -> CleanPhoto:
    """Clean an uploaded photo. InvalidInput or TooLarge, naming field and file."""
    if len(upload.content) > MAX_BYTES:
        raise TooLarge("photo-too-large", field=field, name=upload.name, most=MAX_BYTES >> 20)
    try:
        seen = _seen(upload, field)
    except NothingToSee:
        raise InvalidInput("photo-empty", field=field, name=upload.name) from None
    except _UNREADABLE:
        raise InvalidInput("not-a-photo", field=field, name=upload.name) from None
    content = _written(seen.picture)
    latitude, longitude = seen.taken_where
    return CleanPhoto(
        hashlib.sha256(content).hexdigest(),
        content,
        seen.picture.width,
        seen.picture.height,
        seen.taken_at,
        latitude,
        longitude,
        upload.content,
        seen.cut_off,
    )


class _Seen(NamedTuple):
    picture: Image.Image
    taken_at: datetime | None
    taken_where: tuple[float, float] | tuple[None, None]
    cut_off: bool


def _seen(upload: PhotoUpload, field: str) -> _Seen:
    """The photo, or as much of it as came. Raises what is `_UNREADABLE`, or NothingToSee."""
    try:
        return _read(upload.content, field, upload.name, cut_off=False)
    except OSError:
        seen = _read(with_an_end(upload.content), field, upload.name, cut_off=True)
        if seen.picture.getcolors(maxcolors=1):  # nothing came but the size
            raise
        return seen


def _read(content: bytes, field: str, name: str, *, cut_off: bool) -> _Seen:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        _check_pixels(image, MAX_PIXELS, field, name)
        _choose_scale(image)
        _check_pixels(image, MAX_DECODED_PIXELS, field, name)
        if cut_off:
            load_what_is_there(image)
        exif = image.getexif()
        moment, place = taken_at(exif), taken_where(exif)
        ImageOps.exif_transpose(image, in_place=True)
        picture = in_eight_bits(image, (_LONGEST_SIDE, _LONGEST_SIDE))
    return _Seen(picture, moment, place or (None, None), cut_off)


def _written(picture: Image.Image) -> bytes:
    """The pixels alone: comments and all else that came with them are left behind."""
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _check_pixels(image: Image.Image, most: int, field: str, name: str) -> None:
    if image.width * image.height > most:
        raise TooLarge(
            "photo-too-many-pixels",
            field=field,
            name=name,
            width=image.width,
            height=image.height,
        )


def _choose_scale(image: Image.Image) -> None:
    """Let the decoder leave out what would be thrown away; only JPEG knows how."""
    ratio = max(1, max(image.size) / _LONGEST_SIDE)
    image.draft(None, (int(image.width / ratio), int(image.height / ratio)))
