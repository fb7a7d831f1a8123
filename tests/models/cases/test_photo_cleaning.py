"""Photos as people and broken telephones send them."""

import io
import subprocess
import sys
from datetime import UTC, datetime
from random import Random

import pytest
from PIL import Image

from commandcenter.errors import InvalidInput, TooLarge
from commandcenter.models.cases.photo_cleaning import CleanPhoto, clean_photo
from commandcenter.models.cases.rules.report import PhotoUpload

_EXIF, _GPS = 0x8769, 0x8825


def _with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # the telephone was held upright
    exif.get_ifd(_EXIF).update({0x9003: "2026:11:23 10:00:00", 0x9011: "+08:00"})
    place = {1: "N", 2: (39.0, 55.0, 48.0), 3: "E", 4: (116.0, 24.0, 36.0)}
    exif.get_ifd(_GPS).update(place)
    content = io.BytesIO()
    Image.effect_noise((64, 48), 50).convert("RGB").save(content, "JPEG", exif=exif)
    return content.getvalue()


def test_that_place_and_time_are_read_and_leave_the_picture() -> None:
    photo = clean_photo(PhotoUpload("street.jpg", _with_metadata()))
    assert photo.taken_at == datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert (photo.taken_latitude, photo.taken_longitude) == pytest.approx((39.93, 116.41))
    assert (photo.width, photo.height) == (48, 64)
    with Image.open(io.BytesIO(photo.content)) as image:
        assert not image.getexif()


@pytest.mark.filterwarnings("ignore")  # what Pillow says of spoilt metadata
def test_that_spoilt_metadata_is_refused_or_left_out_and_never_a_bug() -> None:
    random = Random(5)
    whole = _with_metadata()
    for _ in range(3000):
        spoilt = bytearray(whole)
        for _ in range(random.choice((1, 2, 5, 20))):
            spoilt[random.randrange(400)] = random.randrange(256)
        assert _cleaned(bytes(spoilt)) is not None


def _cleaned(content: bytes) -> CleanPhoto | InvalidInput:
    try:
        return clean_photo(PhotoUpload("street.jpg", content))
    except InvalidInput as refusal:
        return refusal


def _encoded(mode: str, size: tuple[int, int], kind: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "brown").convert(mode).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGB", "JPEG"),
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("P", "PNG"),
        ("RGBA", "PNG"),
        ("1", "PNG"),
        ("RGB", "WEBP"),
        ("P", "GIF"),
        ("RGB", "BMP"),
        ("L", "TIFF"),
    ],
)
def test_that_every_kind_of_picture_is_kept_small_and_in_proportion(mode: str, kind: str) -> None:
    photo = clean_photo(PhotoUpload("street", _encoded(mode, (3000, 1500), kind)))
    assert (photo.width, photo.height) == (2560, 1280)
    with Image.open(io.BytesIO(photo.content)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (2560, 1280))


@pytest.mark.parametrize(
    ("kind", "size"),
    [("PNG", (6500, 6200)), ("PNG", (10_000, 9_500)), ("JPEG", (10_000, 8_001))],
)
def test_that_more_pixels_than_we_decode_are_refused_in_our_words_alone(
    kind: str, size: tuple[int, int]
) -> None:
    with pytest.raises(TooLarge, match=f"{size[0]} × {size[1]}") as refusal:
        clean_photo(PhotoUpload("wide", _encoded("L", size, kind)))
    assert refusal.value.error_id == "photo-too-many-pixels"


def test_that_the_largest_photo_we_take_costs_no_more_memory_than_a_telephone_s() -> None:
    """In a process of its own, for the highest mark of this one lies elsewhere."""
    script = """
import pathlib, re, sys
from commandcenter.models.cases.photo_cleaning import clean_photo
from commandcenter.models.cases.rules.report import PhotoUpload
def highest():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
upload = PhotoUpload("large", sys.stdin.buffer.read())
before = highest()
clean_photo(upload)
print(highest() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=_encoded("L", (10_000, 8_000), "JPEG"),
        capture_output=True,
        check=True,
    )
    assert int(done.stdout) < 60 * 1024  # whole, it would take 80 MB before anything is done
