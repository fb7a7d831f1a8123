"""What a report must be before anybody works with it, and what a photo must be."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from commandcenter.errors import CommandCenterError, InvalidInput
from commandcenter.models.cases.evidence import clean_photo
from commandcenter.models.cases.report import PhotoUpload, Report
from tests.models.cases.lives import MONDAY_10


def _jpeg(size: tuple[int, int], exif: Image.Exif | None = None) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, (90, 100, 110)).save(content, "JPEG", exif=exif or Image.Exif())
    return content.getvalue()


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (Report("public", "x"), "address"),
        (Report("public", "x", latitude=1.0), "longitude"),
        (Report("public", "x", latitude=float("nan"), longitude=1.0), "latitude"),
        (Report("public", "x", latitude=91.0, longitude=1.0), "latitude"),
        (Report("public", "x", latitude=1.0, longitude=-180.5), "longitude"),
        (Report("public", "", address="y"), "description"),
        (Report("public", "a\x07b", address="y"), "description"),
        (Report("public", "x", address="y" * 201), "address"),
        (Report("public", "x", address="y", observed_at=MONDAY_10 + timedelta(hours=1)),
         "observed_at"),
    ],
)  # fmt: skip
def test_that_a_report_nobody_could_work_with_is_refused(report: Report, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        report.check(now=MONDAY_10)
    assert refused.value.field == field


def test_that_any_language_and_a_slightly_fast_clock_are_welcome() -> None:
    Report(
        "public",
        "井盖\n缺失 Ωμέγα",
        address="六条",
        observed_at=MONDAY_10 + timedelta(minutes=4),
    ).check(now=MONDAY_10)


def test_that_a_photo_is_kept_small_and_without_metadata() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SpyCam"
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (39.0, 55.0, 30.0), 3: "E", 4: (116.0, 24.0, 0.0)})
    clean = clean_photo(PhotoUpload("big.jpg", _jpeg((4000, 3000), exif)))
    assert (clean.width, clean.height) == (2560, 1920)
    assert b"SpyCam" not in clean.content
    assert not Image.open(io.BytesIO(clean.content)).getexif()
    assert clean.taken_latitude == pytest.approx(39.925)
    assert clean.taken_longitude == pytest.approx(116.4)


def test_that_the_same_picture_is_one_photo() -> None:
    first, again = (clean_photo(PhotoUpload(n, _jpeg((80, 60)))) for n in ("a.jpg", "b.jpg"))
    assert first.sha256 == again.sha256


@pytest.mark.parametrize(
    "content", [b"", b"MZ", b"<svg onload=alert(1)>", b"\xff\xd8\xff" + b"\x00" * 50]
)
def test_that_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(CommandCenterError):
        clean_photo(PhotoUpload("a.jpg", content))


def test_that_a_photo_cut_off_half_way_is_refused() -> None:
    whole = _jpeg((800, 600))
    with pytest.raises(InvalidInput):
        clean_photo(PhotoUpload("half.jpg", whole[: len(whole) // 2]))
