"""Photos as evidence: re-encoded small and without metadata; place and time read before."""

import hashlib
import io
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from PIL import Image, ImageOps, UnidentifiedImageError

from commandcenter.errors import InvalidInput, TooLarge
from commandcenter.models.cases.report import PhotoUpload

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 80_000_000
#: A pixel takes four bytes, and twice that while colours are converted. A JPEG is read at half,
#: quarter or eighth size; every other format must be decoded whole.
MAX_DECODED_PIXELS = 40_000_000
_LONGEST_SIDE = 2_560
_QUALITY = 85
#: What can be made smaller before its colours are converted, without mixing palettes or alpha.
_SHRUNK_AS_THEY_ARE = frozenset({"L", "RGB", "CMYK"})
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
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN_AT, _OFFSET = 0x9003, 0x9011


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo that is one, as JPEG; `sha256` is over these bytes. `original`: as it came."""

    sha256: str
    content: bytes
    width: int
    height: int
    taken_at: datetime | None
    taken_latitude: float | None
    taken_longitude: float | None
    original: bytes


def clean_photo(upload: PhotoUpload, *, field: str = "photos") -> CleanPhoto:
    """Look at what calls itself a photo. InvalidInput or TooLarge, naming field and file."""
    if len(upload.content) > MAX_BYTES:
        raise TooLarge("photo-too-large", field=field, name=upload.name, most=MAX_BYTES >> 20)
    try:
        with Image.open(io.BytesIO(upload.content), formats=_FORMATS) as image:
            _check_pixels(image, MAX_PIXELS, field, upload.name)
            _choose_scale(image)
            _check_pixels(image, MAX_DECODED_PIXELS, field, upload.name)
            exif = image.getexif()
            taken_at, (latitude, longitude) = _taken_at(exif), _taken_where(exif)
            picture = _small_and_upright(image)
    except _UNREADABLE:
        raise InvalidInput("not-a-photo", field=field, name=upload.name) from None
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    content = out.getvalue()
    return CleanPhoto(
        hashlib.sha256(content).hexdigest(),
        content,
        picture.width,
        picture.height,
        taken_at,
        latitude,
        longitude,
        upload.content,
    )


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


def _small_and_upright(image: Image.Image) -> Image.Image:
    """As RGB, its longest side bounded; as few whole copies on the way as the colours allow."""
    bounds = (_LONGEST_SIDE, _LONGEST_SIDE)
    if image.mode in _SHRUNK_AS_THEY_ARE:
        image.thumbnail(bounds)
    ImageOps.exif_transpose(image, in_place=True)
    picture = image.convert("RGB")
    picture.thumbnail(bounds)
    return picture


def _taken_at(exif: Image.Exif) -> datetime | None:
    """Only a time that states its offset is a moment."""
    tags = exif.get_ifd(_EXIF_IFD)
    try:
        written = f"{tags[_TAKEN_AT]} {tags[_OFFSET]}"
        return datetime.strptime(written, "%Y:%m:%d %H:%M:%S %z").astimezone(UTC)
    except (KeyError, ValueError):
        return None


def _taken_where(exif: Image.Exif) -> tuple[float | None, float | None]:
    tags = exif.get_ifd(_GPS_IFD)
    try:
        latitude = _degrees(tags[2]) * (-1 if tags[1] == "S" else 1)
        longitude = _degrees(tags[4]) * (-1 if tags[3] == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else (None, None)


def _degrees(parts: tuple[float, float, float]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
