"""Photos as people and broken telephones send them."""

import io
from datetime import UTC, datetime
from random import Random

import pytest
from PIL import Image

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.evidence import CleanPhoto, clean_photo
from commandcenter.models.cases.report import PhotoUpload

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
