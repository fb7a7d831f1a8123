"""Photos are read by those who may see the case that carries them, and by nobody else."""

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import NotFound
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from tests.city.life import CityLife, photo

ROADS = Viewer("roads", department="roads")
SANITATION = Viewer("sanitation", department="sanitation")


def _finished_with_photo(center: CommandCenter, city_life: CityLife) -> tuple[str, str]:
    number = city_life.finished(department="roads")
    (shown,) = center.casebook.case(number, viewer=CENTRE_VIEW).photos
    return number, shown.sha256


def test_that_a_photo_is_read_by_who_sees_its_case(
    center: CommandCenter, city_life: CityLife
) -> None:
    number, sha256 = _finished_with_photo(center, city_life)
    for viewer in (CENTRE_VIEW, ROADS):
        assert center.casebook.photo(number, sha256, viewer=viewer).startswith(b"\xff\xd8")


def test_that_others_find_no_such_photo_even_by_its_name(
    center: CommandCenter, city_life: CityLife
) -> None:
    number, sha256 = _finished_with_photo(center, city_life)
    theirs = city_life.dispatched(department="sanitation")
    for case in (number, theirs):
        with pytest.raises(NotFound) as refusal:
            center.casebook.photo(case, sha256, viewer=SANITATION)
        assert refusal.value.error_id == "photo-not-found"


def test_that_a_photo_that_came_with_two_steps_is_one_photo(
    center: CommandCenter, city_life: CityLife
) -> None:
    number, sha256 = _finished_with_photo(center, city_life)
    city_life.step(number, Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"})
    city_life.step(number, Step.PASS, "inspector", {"photo": photo()})
    assert len(center.casebook.case(number, viewer=CENTRE_VIEW).photos) == 2
    assert center.casebook.photo(number, sha256, viewer=ROADS)
