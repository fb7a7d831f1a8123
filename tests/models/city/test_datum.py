"""Points of another datum become WGS-84, exactly."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.models.city.datum import Datum, Point, bd09_of, gcj02_of, to_wgs84

_CENTIMETRE = 0.01
_IN_CHINA = st.tuples(st.floats(18.2, 53.5), st.floats(73.7, 135.0))


def _metres(one: Point, other: Point) -> float:
    north, east = one[0] - other[0], one[1] - other[1]
    return 111_320 * math.hypot(north, east * math.cos(math.radians(one[0])))


def test_that_the_shift_is_the_published_one_to_the_last_digit() -> None:
    assert gcj02_of((31.1774276, 121.5272106)) == (31.17530398364597, 121.531541859215)


def test_that_the_published_point_finds_its_way_back() -> None:
    found = to_wgs84(Datum.GCJ02, 31.17530398364597, 121.531541859215)
    assert _metres(found, (31.1774276, 121.5272106)) < _CENTIMETRE


@given(_IN_CHINA)
def test_that_every_point_of_the_country_is_found_to_the_centimetre(point: Point) -> None:
    shifted = gcj02_of(point)
    assert _metres(to_wgs84(Datum.GCJ02, *shifted), point) < _CENTIMETRE
    assert _metres(to_wgs84(Datum.BD09, *bd09_of(shifted)), point) < _CENTIMETRE


def test_that_each_shift_is_as_far_as_the_maps_are_apart() -> None:
    dongcheng = (39.93, 116.41)
    assert _metres(gcj02_of(dongcheng), dongcheng) == pytest.approx(554, abs=10)
    assert 500 < _metres(bd09_of(gcj02_of(dongcheng)), gcj02_of(dongcheng)) < 1200


@pytest.mark.parametrize("point", [(42.36, -71.06), (-33.9, 151.2), (0.0, 0.0), (90.0, 180.0)])
def test_that_nothing_is_shifted_outside_of_china(point: Point) -> None:
    assert [to_wgs84(datum, *point) for datum in Datum] == [point] * 4


def test_that_the_national_datum_and_wgs84_stay_as_they_are() -> None:
    for datum in (Datum.WGS84, Datum.CGCS2000):
        assert to_wgs84(datum, 39.93, 116.41) == (39.93, 116.41)
