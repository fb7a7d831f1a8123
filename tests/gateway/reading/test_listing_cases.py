"""The list of cases at the door: page by page, and no more than a key may see."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.gateway.reading.answers import CASE_SCHEMA, CHANGE_SCHEMA
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.casebook import Casebook
from tests.city.life import HAWKER, MANHOLE, CityLife

Key = Callable[[str], dict[str, str]]


def _pages(
    door: TestClient, headers: dict[str, str], **question: Any
) -> list[list[dict[str, Any]]]:
    pages, after = [], ""
    while after is not None:
        answer = door.get("/cases", params={**question, "after": after}, headers=headers)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json()["cases"])
        after = answer.json()["next"]
    return pages


def _numbers(pages: list[list[dict[str, Any]]]) -> list[str]:
    return [case["number"] for page in pages for case in page]


def test_that_the_pages_together_are_every_case_once(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    made = [city_life.reported(), city_life.filed(), city_life.reported(), city_life.closed()]
    headers = key("centre")
    for limit, sizes in ((3, [3, 1]), (2, [2, 2]), (4, [4]), (100, [4])):
        pages = _pages(door, headers, limit=limit)
        assert [len(page) for page in pages] == sizes
        assert _numbers(pages) == sorted(made)
    assert _numbers(_pages(door, headers)) == sorted(made)


def test_that_a_listed_case_is_the_case_itself_without_its_reporter(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    number, headers = city_life.finished(), key("centre")
    ((listed,),) = _pages(door, headers)
    assert listed == door.get(f"/cases/{number}", headers=headers).json()
    assert listed["photos"]
    assert "reporter" not in listed


def test_that_cases_reported_meanwhile_shift_no_page(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    headers, before = key("centre"), [city_life.reported() for _ in range(3)]
    first = door.get("/cases", params={"limit": 2}, headers=headers).json()
    later = city_life.reported()
    rest = door.get("/cases", params={"after": first["next"]}, headers=headers).json()
    assert _numbers([first["cases"], rest["cases"]]) == [*before, later]


def test_that_a_stage_may_be_named_more_than_once(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    reported, _, handling = city_life.reported(), city_life.filed(), city_life.handling()
    headers = key("centre")
    both = _pages(door, headers, stage=["REPORTED", "HANDLING"], limit=1)
    assert _numbers(both) == [reported, handling]
    assert _numbers(_pages(door, headers, stage="HANDLING")) == [handling]
    assert _pages(door, headers, stage="SUSPENDED") == [[]]


def test_that_a_key_is_listed_only_its_own_cases(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    theirs, _ = city_life.handling(MANHOLE, "roads"), city_life.handling(HAWKER, "street")
    assisted = city_life.filed()
    fields = {"department": "street", "assisting": ["roads"]}
    city_life.step(assisted, Step.DISPATCH, "dispatcher", fields)
    assert _numbers(_pages(door, key("roads"), limit=1)) == [theirs, assisted]
    assert _pages(door, key("hotline")) == [[]]
    assert door.get("/cases").status_code == 401


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("stage=FLYING", "stage"), ("stage=CLOSED&stage=closd", "stage"), ("stage=", "stage"),
        ("limit=0", "limit"), ("limit=1001", "limit"), ("limit=many", "limit"),
        ("after=%00", "after"), ("after=7'", "after"), (f"after={'1' * 41}", "after"),
        ("stages=CLOSED", "stages"), ("department=roads", "department"),
    ],
)  # fmt: skip
def test_that_a_list_that_cannot_be_is_refused_in_both_languages(
    door: TestClient, key: Key, question: str, field: str
) -> None:
    headers = key("centre")
    for language, sentence_end in (("en", "."), ("zh", "。")):
        spoken = headers | {"Accept-Language": language}
        answer = door.get(f"/cases?{question}", headers=spoken)
        assert (answer.status_code, answer.json().get("field")) == (422, field), answer.text
        assert answer.json()["detail"].endswith(sentence_end)


@pytest.mark.parametrize("stages", [(), (Stage.REPORTED,)])
@pytest.mark.parametrize("viewer", [CENTRE_VIEW, Viewer("public", source="public")])
def test_that_a_page_asks_no_more_questions_for_many_cases_than_for_one(
    center: CommandCenter, address: str, city_life: CityLife, stages: Any, viewer: Viewer
) -> None:
    for _ in range(12):
        city_life.reported()
    database, asked = Database(address), list[str]()

    def counted(limit: int) -> int:
        asked.clear()
        cases, _ = Casebook(database).page(stages, after="", viewer=viewer, limit=limit)
        assert len(cases) == limit
        return len(asked)

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_line: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    counted(1)  # which also reads the rules of the city
    assert counted(10) == counted(1)
    database.close()


def test_that_openapi_shows_what_the_routes_for_reading_answer(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    number, headers = city_life.finished(), key("centre")
    case = door.get(f"/cases/{number}", headers=headers).json()
    (change, *_) = door.get("/feed", headers=headers).json()["changes"]
    assert set(CASE_SCHEMA["properties"]) == set(case)
    assert set(CHANGE_SCHEMA["properties"]) == set(change)
    paths = door.get("/openapi.json").json()["paths"]
    parameters = {
        path: {parameter["name"] for parameter in paths[path]["get"]["parameters"]}
        for path in ("/cases", "/cases/{number}/photos/{sha256}", "/feed")
    }
    assert parameters["/cases"] >= {"stage", "after", "limit"}
    assert parameters["/feed"] >= {"after", "limit", "wait"}
    assert parameters["/cases/{number}/photos/{sha256}"] >= {"number", "sha256", "If-None-Match"}
    answers = {path: paths[path]["get"]["responses"] for path in parameters}
    assert set(answers["/cases/{number}/photos/{sha256}"]["200"]["content"]) == {"image/jpeg"}
    for path in ("/cases", "/feed"):
        shown = answers[path]["200"]["content"]["application/json"]["schema"]["properties"]
        assert "next" in shown
        assert set(answers[path]["422"]["content"]) == {"application/problem+json"}
