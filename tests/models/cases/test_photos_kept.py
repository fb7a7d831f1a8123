"""What becomes of the colours, the words and the place of a photo on its way in."""

import io
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.photo_cleaning import CleanPhoto, clean_photo
from commandcenter.models.cases.rules.report import PhotoUpload

_GPS = 0x8825


def _file(picture: Image.Image, kind: str, **options: Any) -> PhotoUpload:
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return PhotoUpload(f"street.{kind.lower()}", content.getvalue())


def _pixels(photo: CleanPhoto) -> list[tuple[int, ...]]:
    """Of four quarters of a picture, from left to right."""
    with Image.open(io.BytesIO(photo.content)) as image:
        return [image.getpixel((image.width * (2 * n + 1) // 8, 32)) for n in range(4)]  # type: ignore[misc]


def _about(wanted: Sequence[Sequence[int]]) -> list[Any]:
    """What JPEG leaves of colours."""
    return [pytest.approx(tuple(colour), abs=12) for colour in wanted]


_WHITE, _RED, _BLUE = (255, 255, 255), (200, 0, 0), (0, 0, 200)


def _half_clear(mode: str) -> Image.Image:
    """Red on the left, nothing on the right; what nobody sees there is black."""
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 32, 64))
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("WEBP", {"lossless": True, "exact": True}),
        ("TIFF", {}),
        ("GIF", {}),
    ],
)
def test_that_what_is_transparent_becomes_white_not_black(
    kind: str, options: dict[str, Any]
) -> None:
    photo = clean_photo(_file(_half_clear("RGBA"), kind, **options))
    assert _pixels(photo) == _about([_RED, _RED, _WHITE, _WHITE])


def test_that_a_colour_or_a_grey_that_stands_for_none_becomes_white() -> None:
    palette = Image.new("P", (64, 64), 0)
    palette.putpalette([0, 0, 0, 200, 0, 0])
    palette.paste(1, (0, 0, 32, 64))
    colours = Image.new("RGB", (64, 64), _BLUE)
    colours.paste(_RED, (0, 0, 32, 64))
    grey = Image.new("L", (64, 64), 7)
    grey.paste(100, (0, 0, 32, 64))
    for picture, clear, seen in (
        (palette, 0, _RED),
        (colours, _BLUE, _RED),
        (grey, 7, (100, 100, 100)),
    ):
        photo = clean_photo(_file(picture, "PNG", transparency=clear))
        assert _pixels(photo) == _about([seen, seen, _WHITE, _WHITE])


def test_that_what_is_half_transparent_is_seen_through_to_white() -> None:
    photo = clean_photo(_file(Image.new("LA", (64, 64), (0, 128)), "PNG"))
    assert _pixels(photo) == _about([(127, 127, 127)] * 4)


_GREYS = [(0, 0, 0), (85, 85, 85), (170, 170, 170), (255, 255, 255)]


def _steps(values: Sequence[float], kind: str) -> Image.Image:
    return Image.fromarray(np.repeat(np.tile(np.array(values, kind), (64, 1)), 16, axis=1))


@pytest.mark.parametrize(("kind", "file"), [("<u2", "PNG"), ("<u2", "TIFF"), (">u2", "TIFF")])
def test_that_sixteen_bits_of_grey_keep_their_shades(kind: str, file: str) -> None:
    picture = _steps([0, 21_845, 43_690, 65_535], kind)
    assert _pixels(clean_photo(_file(picture, file))) == _about(_GREYS)


def test_that_a_scan_on_which_zero_is_white_is_no_negative() -> None:
    picture = _steps([65_535, 43_690, 21_845, 0], "<u2")
    photo = clean_photo(_file(picture, "TIFF", tiffinfo={262: 0}))
    assert _pixels(photo) == _about(_GREYS)


def test_that_a_dark_street_in_sixteen_bits_is_not_made_bright() -> None:
    picture = _steps([0, 2_000, 4_000, 6_000], "<u2")
    assert _pixels(clean_photo(_file(picture, "PNG"))) == _about([(n,) * 3 for n in (0, 8, 16, 23)])


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("<f4", [0, 1 / 3, 2 / 3, 1]),
        ("<f4", [0, 85, 170, 255]),
        ("<f4", [0, 21_845, 43_690, 65_535]),
        ("<f4", [-40, -20, 0, 20]),  # degrees of a heat camera
        ("<i4", [0, 85, 170, 255]),
        ("<i4", [0, 10**9, 2 * 10**9 // 1, 2**31 - 1]),
    ],
)
def test_that_numbers_become_the_shades_that_they_mean(kind: str, values: list[float]) -> None:
    darkest, span = min(values), max(values) - min(values)
    wanted = [(round((value - darkest) / span * 255),) * 3 for value in values]
    assert _pixels(clean_photo(_file(_steps(values, kind), "TIFF"))) == _about(wanted)


def test_that_a_hole_in_a_picture_of_numbers_leaves_the_rest_as_it_is() -> None:
    picture = _steps([0, 1 / 3, math.nan, math.inf], "<f4")
    wanted = [*_GREYS[:2], _WHITE, _WHITE]
    assert _pixels(clean_photo(_file(picture, "TIFF"))) == _about(wanted)


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"),
        (Image.new("LA", (64, 64), (90, 0)), "PNG"),
        (Image.new("RGBA", (64, 64), (9, 9, 9, 0)), "TIFF"),
        (_steps([math.nan] * 4, "<f4"), "TIFF"),
        (_steps([-1e9] * 4, "<f4"), "TIFF"),
    ],
)
def test_that_what_has_no_picture_in_it_is_refused_and_named(
    picture: Image.Image, kind: str
) -> None:
    with pytest.raises(InvalidInput, match="no picture in street") as refusal:
        clean_photo(_file(picture, kind), field="after")
    assert (refusal.value.error_id, refusal.value.field) == ("photo-empty", "after")


def test_that_colours_under_an_alpha_that_nobody_set_are_the_picture() -> None:
    picture = _half_clear("RGB")
    picture.putalpha(0)
    assert _pixels(clean_photo(_file(picture, "TIFF"))) == _about([_RED, _RED, (0,) * 3, (0,) * 3])


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "PNG"])
def test_that_comments_and_all_else_beside_the_pixels_are_left_behind(kind: str) -> None:
    said = b"call Wang, 13800000000"
    options: dict[str, Any] = {"comment": said, "icc_profile": said * 20, "dpi": (300, 300)}
    if kind == "PNG":
        texts = PngInfo()
        texts.add_text("Comment", said.decode())
        texts.add_itxt("XML:com.adobe.xmp", said.decode())
        options["pnginfo"] = texts
    upload = _file(
        Image.new("RGB", (64, 64), _RED).convert("P" if kind == "GIF" else "RGB"), kind, **options
    )
    assert said in upload.content
    assert not _segments(clean_photo(upload).content) - {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def _segments(jpeg: bytes) -> set[int]:
    """The kinds of segments up to the pixels; a JPEG without metadata has five."""
    found, place = set(), 2
    while 0xDA not in found:
        found.add(jpeg[place + 1])
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return found


def _taken(place: dict[int, Any]) -> tuple[float | None, float | None]:
    exif = Image.Exif()
    exif.get_ifd(_GPS).update(place)
    photo = clean_photo(_file(Image.new("RGB", (64, 48)), "JPEG", exif=exif))
    return photo.taken_latitude, photo.taken_longitude


@pytest.mark.parametrize(
    ("north", "east", "signs"),
    [
        ("N", "E", (1, 1)),
        ("S", "E", (-1, 1)),
        ("N", "W", (1, -1)),
        ("S", "W", (-1, -1)),
        ("s", "w", (-1, -1)),
        ("n", "e", (1, 1)),
        ("S ", "West", (-1, -1)),
    ],
)
def test_that_a_place_lies_in_the_half_of_the_earth_that_the_camera_named(
    north: str, east: str, signs: tuple[int, int]
) -> None:
    place = {1: north, 2: (33.0, 51.0, 36.0), 3: east, 4: (70.0, 30.0, 0.0)}
    assert _taken(place) == pytest.approx((signs[0] * 33.86, signs[1] * 70.5))


@pytest.mark.parametrize(
    "change",
    [
        {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},
        {1: "X"},
        {3: ""},
        {2: (95.0, 0.0, 0.0)},
        {4: (181.0, 0.0, 0.0)},
    ],
)
def test_that_what_is_no_place_is_not_taken_for_one(change: dict[int, Any]) -> None:
    place = {1: "N", 2: (39.0, 55.0, 48.0), 3: "E", 4: (116.0, 24.0, 36.0)}
    assert _taken(place) == pytest.approx((39.93, 116.41))
    assert _taken(place | change) == (None, None)


def test_that_a_place_on_the_equator_or_the_meridian_is_a_place() -> None:
    assert _taken({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (9.0, 0.0, 0.0)}) == (0, 9)
    assert _taken({1: "N", 2: (51.0, 0.0, 0.0), 3: "W", 4: (0.0, 0.0, 0.0)}) == (51, 0)
