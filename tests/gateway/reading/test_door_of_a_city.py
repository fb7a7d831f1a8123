"""The door of a city: its key reads every centre, and takes steps at home only."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from tests.city.districts import DISTRICT
from tests.city.life import CityLife, FakeClock

OF_DISTRICT = f"{DISTRICT}2026112300001"

Key = Callable[[str], dict[str, str]]


@pytest.mark.parametrize("limit", [2, 100])
def test_that_next_leads_through_the_logs_of_all_centres(
    city: CommandCenter, clock: FakeClock, door: TestClient, key: Key, limit: int
) -> None:
    CityLife(city, clock).filed()
    headers, after, found = key("centre"), "0", list[tuple[str, int]]()
    while True:
        question: dict[str, str | int] = {"after": after, "limit": limit}
        answer = door.get("/feed", params=question, headers=headers).json()
        found += ((change["number"], change["version"]) for change in answer["changes"])
        if answer["next"] == after:
            break
        after = answer["next"]
    assert len(found) == len(set(found)) == 12
    assert after == f"{DISTRICT}:9,110101:3"


def test_that_a_wait_ends_with_the_next_change_of_the_city(
    city: CommandCenter, clock: FakeClock, door: TestClient, key: Key
) -> None:
    headers, after = key("centre"), city.change_feed.latest()
    number = CityLife(city, clock).reported()
    question: dict[str, str | int] = {"after": after, "wait": 20}
    (change,) = door.get("/feed", params=question, headers=headers).json()["changes"]
    assert change["number"] == number


def test_that_a_districts_case_is_read_and_its_steps_are_refused_with_409(
    city: CommandCenter, door: TestClient, key: Key
) -> None:
    headers = key("centre")
    case = door.get(f"/cases/{OF_DISTRICT}", headers=headers)
    assert case.status_code == 200
    sha256 = case.json()["photos"][0]
    picture = door.get(f"/cases/{OF_DISTRICT}/photos/{sha256}", headers=headers)
    assert picture.status_code == 200
    roads = key("roads")
    assert door.get(f"/cases/{OF_DISTRICT}", headers=roads).status_code == 404
    step = f"/cases/{OF_DISTRICT}/steps/finish"
    assert door.post(step, json={"version": 9}, headers=roads).status_code == 404
    refused = door.post(step, json={"version": 9}, headers=headers)
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:commandcenter:case-of-other-centre"
