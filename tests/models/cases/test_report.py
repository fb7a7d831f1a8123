"""What a report must be before anybody works with it, and what a photo must be."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from commandcenter.errors import CommandCenterError, InvalidInput
from commandcenter.models.cases.photo_cleaning import clean_photo
from commandcenter.models.cases.rules.report import PhotoUpload, Report, ReporterName, check_name
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
        (Report("public", "\u200d\ufe0f ", address="y"), "description"),
        (Report("public", "x", address="y" * 201), "address"),
        (Report("public", "x", address="y", observed_at=MONDAY_10 + timedelta(hours=1)),
         "observed_at"),
    ],
)  # fmt: skip
def test_that_a_report_nobody_could_work_with_is_refused(report: Report, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        report.check(now=MONDAY_10)
    assert refused.value.field == field


_UNSEEN = {
    "bell": "\x07",
    "escape": "\x1b",
    "C1": "\x85",
    "soft hyphen": "\xad",
    "zero width space": "\u200b",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "line separator": "\u2028",
    "byte order mark": "\ufeff",
    "Hangul filler": "\u3164",
    "half a pair": "\ud83d",
    "tag": "\U000e0041",
}
_LINE_ENDS = {"line feed": "\n", "carriage return": "\r", "tab": "\t"}


def _with(field: str, text: str) -> Report:
    reporter = {"reporter.name": ReporterName(name=text), "reporter.phone": ReporterName("x", text)}
    if field in reporter:
        return Report("public", "x", address="y", reporter=reporter[field])
    return replace(Report("public", "x", address="y"), **{field: text})  # type: ignore[arg-type]


_ONE_LINE = ("address", "external_reference", "reporter.name", "reporter.phone")


@pytest.mark.parametrize("unseen", _UNSEEN.values(), ids=_UNSEEN)
def test_that_what_nobody_sees_is_refused_where_it_stands(unseen: str) -> None:
    for field in ("description", *_ONE_LINE):
        with pytest.raises(InvalidInput) as refused:
            _with(field, f"a{unseen}b").check(now=MONDAY_10)
        assert (refused.value.error_id, refused.value.field) == ("control-character", field)
        assert refused.value.params["code"] == f"U+{ord(unseen):04X}"
        assert refused.value.params["position"] == 2


@pytest.mark.parametrize("end", _LINE_ENDS.values(), ids=_LINE_ENDS)
def test_that_what_is_one_line_does_not_end_in_the_middle(end: str) -> None:
    for field in _ONE_LINE:
        with pytest.raises(InvalidInput) as refused:
            _with(field, f"a{end}b").check(now=MONDAY_10)
        assert (refused.value.error_id, refused.value.field) == ("text-not-one-line", field)


@pytest.mark.parametrize("name", ["ann\u200d", "ann\ufe0f", "a\u200bnn", "a\nnn", "a\tnn", " "])
def test_that_no_name_differs_from_another_by_what_nobody_sees(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_name("name", name, 200)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    "typed", ["👩\u200d🔧", "⚠\ufe0f", "می\u200cشود", "葛\U000e0100", "ᠨᠠ\u180e"]
)
def test_that_what_phones_and_languages_need_stays(typed: str) -> None:
    for field in ("description", *_ONE_LINE):
        _with(field, typed).check(now=MONDAY_10)


def test_that_any_language_lines_and_a_slightly_fast_clock_are_welcome() -> None:
    Report(
        "public",
        "井盖\r\n\t缺失\nΩμέγα",
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


def test_that_a_photo_cut_off_before_its_first_pixel_is_refused() -> None:
    with pytest.raises(InvalidInput):
        clean_photo(PhotoUpload("half.jpg", _jpeg((800, 600))[:300]))
