"""Steps, cases, feed and figures at the web door: each key sees and does what it is for."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.contract.documents import log_entry_json
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import HAWKER, MANHOLE, CityLife, photo
from tests.gateway.conftest import REPORT
from tests.gateway.test_reports import _jpeg, _photo

Key = Callable[[str], dict[str, str]]


def test_that_a_case_goes_its_whole_way_over_http(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    centre, roads, inspector = key("centre"), key("roads"), key("inspector")
    number = door.post("/reports", json=REPORT).json()["number"]
    version = 1
    for step, fields, headers in (
        ("accept", {"category": MANHOLE}, centre),
        ("file", {"condition": 1}, centre),
        ("dispatch", {"department": "roads", "assisting": ["street"]}, centre),
        ("acknowledge", {}, roads),
        ("finish", {"note": "已盖好", "photo": _photo(_jpeg())}, roads),
        ("ask_inspect", {"inspector": "inspector"}, centre),
        ("pass", {"photo": [_photo(_jpeg())]}, centre),
    ):
        answer = door.post(
            f"/cases/{number}/steps/{step}", json={"version": version, **fields}, headers=headers
        )
        assert answer.status_code == 200, (step, answer.text)
        version = answer.json()["version"]
    closing = {"version": version, "closing": "done"}
    own = door.post(f"/cases/{number}/steps/close", json=closing, headers=centre)
    assert own.status_code == 403  # who dispatched does not close
    city_life.step(number, "close", "shift-chief", {"closing": "done"})  # type: ignore[arg-type]
    case = door.get(f"/cases/{number}", headers=centre).json()
    assert (case["stage"], case["late"], case["light"]) == ("CLOSED", False, None)
    assert case["assisting"] == ["street"]
    assert "reporter" not in case
    assert [clock["name"] for clock in case["clocks"]].count("handling") == 1
    assert inspector


def test_that_a_stale_version_says_who_was_faster(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    number = city_life.accepted()
    answer = door.post(
        f"/cases/{number}/steps/accept",
        json={"version": 1, "category": MANHOLE},
        headers=key("centre"),
    )
    assert answer.status_code == 409
    assert "call-taker" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("step", "body", "status", "field"),
    [
        ("accept", {"category": MANHOLE}, 422, "version"),
        ("accept", {"version": 1}, 422, "category"),
        ("accept", {"version": 1, "category": "00000000"}, 422, "category"),
        ("accept", {"version": 1, "category": MANHOLE, "colour": "red"}, 422, "colour"),
        ("accept", {"version": 9, "category": MANHOLE}, 422, "version"),
        ("accept", {"version": "1", "category": MANHOLE}, 422, "version"),
        ("decline", {"version": 1, "reason": "no_idea"}, 422, "reason"),
        ("close", {"version": 1, "closing": "done"}, 409, None),
        ("fly", {"version": 1}, 404, None),
    ],
)
def test_that_a_step_that_cannot_be_is_refused(
    door: TestClient, key: Key, city_life: CityLife, step: str, body: dict[str, object],
    status: int, field: str | None,
) -> None:  # fmt: skip
    number = city_life.reported()
    answer = door.post(f"/cases/{number}/steps/{step}", json=body, headers=key("centre"))
    assert answer.status_code == status, answer.text
    assert answer.json().get("field") == field


def test_that_a_key_sees_only_what_is_its_own(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    theirs, other = city_life.handling(MANHOLE, "roads"), city_life.handling(HAWKER, "street")
    headers = key("roads")
    assert door.get(f"/cases/{theirs}", headers=headers).status_code == 200
    assert door.get(f"/cases/{other}", headers=headers).status_code == 404
    feed = door.get("/feed", headers=headers).json()
    assert {change["number"] for change in feed["changes"]} == {theirs}
    figures = door.get(
        "/kpi", params={"from": "2026-11-23", "to": "2026-11-23", "id": "dispatched"},
        headers=headers,
    ).json()  # fmt: skip
    assert [figure["value"] for figure in figures] == [1]
    assert door.get("/feed").status_code == 401


def test_that_the_feed_goes_on_where_it_stopped(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    headers = key("centre")
    city_life.filed()
    cursor, seen = "0", []
    while True:
        page = door.get("/feed", params={"after": cursor, "limit": 2}, headers=headers).json()
        seen += [change["sequence"] for change in page["changes"]]
        if page["next"] == cursor:
            break
        cursor = page["next"]
    assert seen == [1, 2, 3]
    assert door.get("/feed", params={"after": "x"}, headers=headers).status_code == 422


def test_that_a_change_says_what_it_is_of(
    center: CommandCenter, door: TestClient, key: Key, city_life: CityLife
) -> None:
    number = city_life.filed()
    change, *_ = door.get("/feed", headers=key("centre")).json()["changes"]
    assert set(change) == {
        "sequence", "subject", "number", "step", "stage", "version", "actor", "at",
    }  # fmt: skip
    line, *_ = center.casebook.history(number, viewer=CENTRE_VIEW)
    entry = log_entry_json(line, ZoneInfo("Asia/Shanghai"))
    assert (change["subject"], entry["subject"]) == ("case", "case")
    assert set(entry) - set(change) == {
        "recorded_at", "fields", "opinion", "hash", "previous_hash",
    }  # fmt: skip


def test_that_a_figure_has_numerator_and_denominator(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    city_life.closed()
    (figure,) = door.get(
        "/kpi", params={"from": "2026-11-23", "to": "2026-11-29", "id": "closure_rate"},
        headers=key("centre"),
    ).json()  # fmt: skip
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (1, 1, 1.0)
    assert set(figure) == {
        "id", "from", "to", "by", "key", "numerator", "denominator", "value", "unit", "as_of",
    }  # fmt: skip


def test_that_an_inspector_s_form_takes_a_step_with_its_photo(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    number = city_life.handling()
    answer = door.post(
        f"/cases/{number}/steps/finish",
        data={"version": "5", "note": "已盖好"},
        files={"photo": ("after.jpg", _jpeg(), "image/jpeg")},
        headers=key("roads"),
    )
    assert (answer.status_code, answer.json()["stage"]) == (200, "FINISHED"), answer.text


@pytest.mark.parametrize("fields", ['"note":1e999', '"category":"\\ud800"', '"\\ud800":1'])
def test_that_a_step_with_what_cannot_be_kept_is_refused(
    door: TestClient, key: Key, city_life: CityLife, fields: str
) -> None:
    path = f"/cases/{city_life.reported()}/steps/accept"
    answer = door.post(path, content=f'{{"version":1,{fields}}}', headers=key("centre"))
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("number", ["%00", "%ED%A0%80", "1" * 41, "nowhere"])
def test_that_what_cannot_be_a_case_number_is_found_nowhere(
    door: TestClient, key: Key, number: str
) -> None:
    assert door.get(f"/cases/{number}", headers=key("centre")).status_code == 404


@pytest.mark.parametrize(
    "question",
    [
        "from=2026-11-01&to=9999-12-31",
        "from=0001-01-01&to=2026-11-30",
        "from=2026-11-01&to=2026-11-30&area=%00",
        "from=2026-11-01&to=2026-11-30&department=%00",
    ],
)
def test_that_a_question_beyond_all_days_and_codes_is_refused(
    door: TestClient, key: Key, question: str
) -> None:
    answer = door.get(f"/kpi?{question}&by=week", headers=key("centre"))
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("area", "110101999"), ("area", "11010100"), ("department", "raods"),
        ("category", "1001010"), ("post", "dispacher"), ("level", "stret"), ("id", "closd"),
        ("by", "areas"), ("foo", "1"), ("catgory", MANHOLE),
    ],
)  # fmt: skip
def test_that_a_misspelt_limit_of_a_figure_is_refused(
    door: TestClient, key: Key, parameter: str, value: str
) -> None:
    question = {"from": "2026-11-23", "to": "2026-11-23", parameter: value}
    answer = door.get("/kpi", params=question, headers=key("centre"))
    assert (answer.status_code, answer.json().get("field")) == (422, parameter), answer.text


def test_that_a_misspelt_parameter_of_the_feed_is_refused(door: TestClient, key: Key) -> None:
    answer = door.get("/feed", params={"afer": "7"}, headers=key("centre"))
    assert (answer.status_code, answer.json()["field"]) == (422, "afer")
    assert "after, limit" in answer.json()["detail"]


def test_that_the_door_offers_no_page_that_loads_from_elsewhere(door: TestClient) -> None:
    assert [door.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]


def test_that_a_wrong_method_is_told_the_right_one(door: TestClient) -> None:
    answer = door.get("/reports")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_that_figures_can_be_asked_of_one_post(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    headers = key("centre")
    city_life.dispatched()
    for post, value in (("dispatcher", 1), ("inspector", 0)):
        question = f"/kpi?from=2026-11-23&to=2026-11-23&id=dispatched&post={post}"
        (figure,) = door.get(question, headers=headers).json()
        assert figure["value"] == value


def test_that_two_keys_for_the_centre_do_not_dispatch_and_close_one_case(
    center: CommandCenter, door: TestClient, key: Key, city_life: CityLife
) -> None:
    first = key("centre")
    number = city_life.filed()
    dispatch = {"version": 3, "department": "roads"}
    assert door.post(f"/cases/{number}/steps/dispatch", json=dispatch, headers=first).is_success
    city_life.step(number, Step.ACKNOWLEDGE, "department-roads", {})
    city_life.step(number, Step.FINISH, "department-roads", {"note": "x", "photo": photo()})
    city_life.step(number, Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"})
    city_life.step(number, Step.PASS, "inspector", {"photo": photo()})
    center.access.revoke_key("key-centre")  # which does not make it another one
    second = {"Authorization": f"Bearer {center.access.add_key('second', 'centre').key}"}
    closing = {"version": 8, "closing": "done"}
    refused = door.post(f"/cases/{number}/steps/close", json=closing, headers=second)
    assert (refused.status_code, refused.json()["title"]) == (403, "dispatcher may not close")
    city_life.step(number, Step.CLOSE, "shift-chief", {"closing": "done"})


def test_that_a_key_for_the_centre_closes_what_a_person_dispatched(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    number = city_life.inspected()
    closing = {"version": 8, "closing": "done"}
    closed = door.post(f"/cases/{number}/steps/close", json=closing, headers=key("centre"))
    assert (closed.status_code, closed.json()["stage"]) == (200, "CLOSED"), closed.text


def test_that_an_inspectors_key_sees_and_passes_what_it_is_asked_to_inspect(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    headers = key("inspector")
    number, other = city_life.finished(), city_life.finished()
    assert door.get(f"/cases/{number}", headers=headers).status_code == 404
    cursor = door.get("/feed", headers=headers).json()["next"]
    city_life.step(number, Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"})
    heard = door.get("/feed", params={"after": cursor}, headers=headers).json()["changes"]
    assert [(change["number"], change["step"]) for change in heard] == [(number, "ask_inspect")]
    case = door.get(f"/cases/{number}", headers=headers).json()
    answer = door.post(
        f"/cases/{number}/steps/pass",
        json={"version": case["version"], "photo": _photo(_jpeg())},
        headers=headers,
    )
    assert (answer.status_code, answer.json()["stage"]) == (200, "INSPECTED"), answer.text
    assert door.get(f"/cases/{other}", headers=headers).status_code == 404
    assert "reporter" not in case


def test_that_an_inspectors_key_sees_what_it_is_asked_to_confirm(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    number = city_life.reported()
    city_life.step(number, Step.ASK_CONFIRM, "call-taker", {"inspector": "inspector"})
    assert door.get(f"/cases/{number}", headers=key("inspector")).status_code == 200
    assert door.get(f"/cases/{number}", headers=key("hotline")).status_code == 404
