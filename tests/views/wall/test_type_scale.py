"""How large the wall writes."""

import pytest

from commandcenter.views.wall.type_scale import WallProfile, digit_minutes, type_scale

SIZES = [(1366, 768), (1920, 1080), (3840, 2160)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_that_the_last_row_can_read_digits_and_full_width_characters(
    width: int, height: int
) -> None:
    profile = WallProfile()
    scale = type_scale(profile, width, height)
    assert scale.fits
    minutes = digit_minutes(scale.text_px, profile, width, height)
    assert minutes >= 20
    assert minutes / 0.70 * 0.92 >= 22  # full-width characters fill more of the font's size


def test_that_text_keeps_its_size_on_the_wall_however_fine_the_pixels_are() -> None:
    coarse = type_scale(WallProfile(), 1920, 1080)
    fine = type_scale(WallProfile(), 3840, 2160)
    assert fine.text_px == pytest.approx(2 * coarse.text_px, abs=1)


def test_that_who_stands_farther_gets_larger_text() -> None:
    near, far = WallProfile(3.5, 110), WallProfile(4.1, 110)
    assert type_scale(near, 3840, 2160).text_px < type_scale(far, 3840, 2160).text_px


def test_that_text_without_room_is_as_large_as_fits_and_said_not_to_do() -> None:
    scale = type_scale(WallProfile(farthest_m=12, diagonal_inches=55), 1920, 1080)
    assert not scale.fits
    assert scale.text_px < scale.wanted_px
    assert scale.text_px == type_scale(WallProfile(farthest_m=30), 1920, 1080).text_px


def test_that_the_board_is_not_lost_in_its_screen_for_who_stands_very_near() -> None:
    assert type_scale(WallProfile(farthest_m=0.5), 1920, 1080).text_px > 20
