"""Side branches at the web door: photos before and after, lists and places, plain refusals."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter
from tests.city.life import LAMP, MANHOLE, REFUSE, CityLife
from tests.gateway.conftest import REPORT
from tests.gateway.test_reports import _jpeg, _photo

Key = Callable[[str], dict[str, str]]
Take = Callable[..., dict[str, Any]]


@pytest.fixture
def take(door: TestClient, key: Key) -> Take:
    """One step with the version that the case has; the answer, whatever it is."""
    keys = {scope: key(scope) for scope in ("centre", "roads", "inspector")}

    def one(number: str, step: str, scope: str = "centre", **fields: object) -> dict[str, Any]:
        seen = door.get(f"/cases/{number}", headers=keys["centre"]).json()
        answer = door.post(
            f"/cases/{number}/steps/{step}",
            json={"version": seen["version"], **fields},
            headers=keys[scope],
        )
        return {**answer.json(), "http": answer.status_code}

    return one


def test_that_a_case_is_extended_suspended_and_resumed_over_http(
    take: Take, city_life: CityLife
) -> None:
    number = city_life.handling(LAMP)
    due_at = take(number, "ask_extension", "roads", reason="parts", until="2026-12-01")["due_at"]
    assert take(number, "grant_extension")["due_at"] > due_at
    take(number, "ask_suspension", "roads", reason="season", until="2026-12-01T08:00")
    granted = take(number, "grant_suspension")
    assert (granted["stage"], granted["standing"], granted["light"]) == ("SUSPENDED", True, None)
    assert take(number, "resume")["stage"] == "HANDLING"


def test_that_a_department_s_key_asks_and_never_grants(take: Take, city_life: CityLife) -> None:
    number = city_life.handling()
    assert take(number, "ask_return", reason="not_ours")["http"] == 403
    assert take(number, "ask_return", "roads", reason="not_ours")["http"] == 200
    for step in ("grant_return", "refuse_return", "dispatch", "close"):
        assert take(number, step, "roads")["http"] in (403, 409)
    assert take(number, "grant_return")["department"] is None


def test_that_photos_before_and_after_come_in_json(take: Take, city_life: CityLife) -> None:
    picture = _photo(_jpeg())
    for photos in (picture, [picture]):
        number = city_life.reported()
        done = take(number, "self_handle", category=REFUSE, before=photos, after=photos)
        assert (done["http"], done["stage"], len(done["photos"])) == (200, "CLOSED", 2)


def test_that_photos_before_and_after_come_as_a_form(door: TestClient, key: Key) -> None:
    inspector = key("inspector")
    report = {**REPORT, "source": "inspector"}
    number = door.post("/reports", json=report, headers=inspector).json()["number"]
    answer = door.post(
        f"/cases/{number}/steps/self_handle",
        data={"version": "1", "category": REFUSE},
        files=[
            ("before", ("b.jpg", _jpeg(), "image/jpeg")),
            ("after", ("a.jpg", _jpeg(), "image/jpeg")),
        ],
        headers=inspector,
    )
    assert (answer.status_code, answer.json()["stage"]) == (200, "CLOSED"), answer.text


def test_that_large_photos_before_and_after_are_photos_to_the_door(
    take: Take, city_life: CityLife
) -> None:
    number = city_life.reported()
    heavy = {"name": "x.jpg", "base64": "A" * (1 << 20)}
    refused = take(number, "self_handle", category=REFUSE, before=heavy, after=heavy)
    assert (refused["http"], refused["field"]) == (422, "before")  # no photo, yet not too large


def test_that_cases_are_merged_and_taken_apart(take: Take, city_life: CityLife) -> None:
    first, second = city_life.reported(), city_life.accepted()
    for into in (second, [second]):
        assert take(first, "merge", into=into)["stage"] == "MERGED"
        assert take(first, "unmerge")["stage"] == "REPORTED"


def test_that_a_report_is_split_and_a_place_corrected(
    take: Take, center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.reported()
    take(number, "split", into=[LAMP, MANHOLE])
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == 3
    place = {"latitude": 31.2, "longitude": 121.5}
    corrected = take(number, "correct", place=place)
    assert (corrected["latitude"], corrected["unit_grid"]) == (31.2, None)


#: Of a new report: step, what is sent, status and field of the problem.
PROBLEMS: tuple[tuple[str, dict[str, object], int, str | None], ...] = (
    ("self_handle", {"before": "x"}, 422, "before"),
    ("self_handle", {"after": {"name": "x", "base64": "%"}}, 422, "after"),
    ("self_handle", {"after": {"name": "x", "base64": "eA=="}}, 422, "after"),
    ("self_handle", {"after": [{"name": "x"}]}, 422, "after"),
    ("correct", {"place": {"latitude": 91, "longitude": 0}}, 422, "place.latitude"),
    ("correct", {"place": [1]}, 422, "place"),
    ("split", {"into": []}, 422, "into"),
    ("merge", {"into": "nowhere"}, 404, "into"),
    ("resume", {}, 409, None),
    ("ask_extension", {"reason": "parts"}, 409, None),
    ("report", {}, 409, None),
    ("import_end", {}, 409, None),
)


def test_that_what_cannot_be_is_a_problem_with_its_field(take: Take, city_life: CityLife) -> None:
    number = city_life.reported()
    for step, fields, status, field in PROBLEMS:
        answer = take(number, step, **fields)
        assert (answer["http"], answer["status"], answer.get("field")) == (status, status, field)
        assert answer["type"].startswith("urn:commandcenter:")
        assert "{" not in answer["detail"]


def test_that_a_day_that_nobody_can_mean_is_a_problem_and_no_bug(
    take: Take, city_life: CityLife
) -> None:
    number = city_life.handling()
    for until in ("0001-01-01", "9999-12-31T23:59:00Z", 7, None):
        answer = take(number, "ask_suspension", "roads", reason="parts", until=until)
        assert (answer["http"], answer["field"]) == (422, "until")


def test_that_a_step_on_a_closed_case_is_told_the_way_on(take: Take, city_life: CityLife) -> None:
    answer = take(city_life.closed(), "dispatch", department="roads")
    assert (answer["http"], answer["type"]) == (409, "urn:commandcenter:step-after-the-end")
