"""The feed of a city goes through the logs of all centres; its cursor has a place in each."""

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.change_feed import START, Change
from tests.city.districts import DISTRICT
from tests.city.life import CityLife, FakeClock

HOME = "110101"


def _all(
    center: CommandCenter, cursor: str, *, limit: int, viewer: Viewer = CENTRE_VIEW
) -> list[Change]:
    found: list[Change] = []
    while True:
        page, following = center.change_feed.since(cursor, viewer=viewer, limit=limit)
        found += page
        if following == cursor:
            return found
        cursor = following


@pytest.fixture
def life(city: CommandCenter, clock: FakeClock) -> CityLife:
    return CityLife(city, clock)


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_that_the_feed_of_a_city_has_every_change_of_every_centre_once(
    city: CommandCenter, life: CityLife, limit: int
) -> None:
    life.filed()
    found = _all(city, START, limit=limit)
    assert [change.sequence for change in found if change.centre == HOME] == [1, 2, 3]
    of_district = [change.sequence for change in found if change.centre == DISTRICT]
    assert of_district == list(range(1, 10))
    assert len(found) == 12


def test_that_a_cursor_goes_on_in_the_log_of_every_centre(
    city: CommandCenter, life: CityLife
) -> None:
    life.filed()
    cursor = city.change_feed.latest()
    assert cursor == f"{DISTRICT}:9,{HOME}:3"
    assert city.change_feed.since(cursor, viewer=CENTRE_VIEW) == ([], cursor)
    number = life.reported()
    changes, following = city.change_feed.since(cursor, viewer=CENTRE_VIEW)
    assert [change.number for change in changes] == [number]
    assert following == f"{DISTRICT}:9,{HOME}:4"


def test_that_a_number_kept_from_before_goes_on_at_home_and_begins_in_the_districts(
    city: CommandCenter, life: CityLife
) -> None:
    life.filed()
    found = _all(city, "2", limit=5)
    assert [change.sequence for change in found if change.centre == HOME] == [3]
    assert len([change for change in found if change.centre == DISTRICT]) == 9


def test_that_a_page_that_is_cut_short_loses_no_change(city: CommandCenter, life: CityLife) -> None:
    life.filed()
    found, cursor = list[Change](), START
    while page := city.change_feed.first_since(cursor, viewer=CENTRE_VIEW, limit=2):
        changes, cursor = page
        if not changes:
            break
        found += changes
    assert len(found) == len(set(found)) == 12


def test_that_a_department_of_the_city_hears_nothing_of_a_districts_department(
    city: CommandCenter, life: CityLife
) -> None:
    """Both have a department `roads`."""
    number = life.handling()
    roads = Viewer("roads-system", department="roads")
    assert {change.number for change in _all(city, START, limit=100, viewer=roads)} == {number}


def test_that_a_viewer_of_one_centre_hears_of_that_one_alone(
    city: CommandCenter, life: CityLife
) -> None:
    life.filed()
    viewer = Viewer("district", centres=frozenset({DISTRICT}))
    found = _all(city, START, limit=100, viewer=viewer)
    assert {change.centre for change in found} == {DISTRICT}


@pytest.mark.parametrize(
    "cursor", ["", "x", "-1", "1:", "110101:x", "110101:1,", "110101:1 ", "9" * 19, "٣"]
)
def test_that_an_unreadable_cursor_is_refused(city: CommandCenter, cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        city.change_feed.since(cursor, viewer=CENTRE_VIEW)
    assert refused.value.error_id == "cursor-unreadable"


def test_that_a_centre_that_is_no_longer_held_does_not_spoil_a_cursor(
    center: CommandCenter, city_life: CityLife
) -> None:
    city_life.filed()
    changes, following = center.change_feed.since("110101:1,999999:7", viewer=CENTRE_VIEW)
    assert [change.sequence for change in changes] == [2, 3]
    assert following == "3"
