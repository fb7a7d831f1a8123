"""What the door refuses, it says in our words, in the caller's language and the city's time."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from commandcenter.services.statistics import By
from tests.city.life import MANHOLE, CityLife
from tests.gateway.conftest import REPORT

Key = Callable[[str], dict[str, str]]
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}
_KPI = "/kpi?from=2026-11-01&to=2026-11-30"


def _said(answer: Any) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


@pytest.mark.parametrize(
    "change",
    [
        {"source": 5},
        {"source": "x" * 300},
        {"description": ["x"]},
        {"latitude": "39"},
        {"reporter": [1]},
        {"reporter": {"name": 1}},
        {"photos": "x"},
        {"photos": ["x"]},
        {"photos": [{"name": "a", "base64": ""}] * 10},
        {"observed_at": "yesterday"},
        {"observed_at": 5},
        {"priority": "high"},
    ],
)
def test_that_a_misshapen_field_is_explained_in_chinese_alone(
    door: TestClient, key: Key, change: dict[str, Any]
) -> None:
    answer = door.post("/reports", json=REPORT | change, headers=key("centre") | CHINESE)
    assert answer.status_code in {413, 422}, answer.text
    assert answer.json()["title"] != "field misshapen"
    assert not _two_english_words(_said(answer)), _said(answer)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("/feed?limit=0", "字段“limit”不能小于 1。"),
        ("/feed?limit=5000", "字段“limit”不能大于 1000。"),
        ("/feed?limit=many", "字段“limit”必须是整数。"),
        (f"/feed?after={'1' * 2001}", "字段“after”最多 2000 个字符，请缩短。"),
        (f"{_KPI}&by=mood", f"字段“by”只能是：{', '.join(By)}。"),
        (f"{_KPI}&area=%01", "字段“area”含有控制字符，请删除。"),
        ("/kpi?to=2026-11-30", "缺少字段“from”。"),
        ("/kpi?from=monday&to=2026-11-30", "字段“from”必须是日期，写法如 2026-11-22。"),
        ("/kpi?from=2026-11-01T10:00&to=x", "字段“from”必须是日期，写法如 2026-11-22。"),
    ],
)
def test_that_a_misshapen_question_is_explained_in_chinese_alone(
    door: TestClient, key: Key, question: str, sentence: str
) -> None:
    answer = door.get(question, headers=key("centre") | CHINESE)
    assert (answer.status_code, _said(answer)) == (422, sentence)


def _two_english_words(sentence: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", sentence))


@pytest.mark.parametrize(
    ("method", "path", "status", "chinese", "english"),
    [
        ("GET", "/nowhere", 404, "地址 /nowhere 不存在", "There is nothing at /nowhere."),
        ("GET", "/reports", 405, "请使用：POST。", "/reports does not support GET."),
        ("DELETE", "/feed", 405, "请使用：GET。", "/feed does not support DELETE."),
    ],
)
def test_that_a_wrong_address_or_method_is_refused_in_both_languages(
    door: TestClient, method: str, path: str, status: int, chinese: str, english: str
) -> None:
    for headers, words in ((CHINESE, chinese), ({}, english)):
        answer = door.request(method, path, headers=headers)
        assert answer.status_code == answer.json()["status"] == status
        assert words in _said(answer)
        assert answer.json()["type"].startswith("urn:commandcenter:")


@pytest.mark.parametrize("path", ["/%ED%A0%80", "/%00", "/" + "x" * 5000, "/{path}"])
def test_that_no_address_is_too_odd_to_be_refused(door: TestClient, path: str) -> None:
    answer = door.get(path)
    assert answer.status_code == 404
    assert len(_said(answer)) < 300


@pytest.mark.parametrize(
    "sent", ["2026-11-24T09:15:30.123456+08:00", "2026-11-24T09:15:30", "2026-11-24T01:15:30Z"]
)
def test_that_a_moment_is_said_as_the_city_writes_it(door: TestClient, sent: str) -> None:
    answer = door.post("/reports", json=REPORT | {"observed_at": sent}, headers=CHINESE)
    assert _said(answer) == "时间 2026-11-24 09:15 在将来，请检查发送方的时钟。"


def test_that_whoever_was_faster_was_so_by_the_city_s_clock(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    number = city_life.accepted()
    body = {"version": 1, "category": MANHOLE}
    answer = door.post(f"/cases/{number}/steps/accept", json=body, headers=key("centre"))
    assert "at 2026-11-23 10:00." in _said(answer)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"source": "public", "source": "hotline"}', "source"),
        ('{"reporter": {"name": "a", "name": "b"}}', "name"),
        ('{"\\ud800": 1, "\\ud800": 2}', "\ufffd"),
    ],
)
def test_that_a_field_sent_twice_in_json_is_named(door: TestClient, body: str, field: str) -> None:
    answer = door.post("/reports", content=body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert f"“{field}”" in _said(answer)


@pytest.mark.parametrize(
    "parts",
    [
        [("description", "井盖缺失"), ("description", "灯灭")],
        [("report", json.dumps(REPORT)), ("description", "灯灭")],
        [("report", json.dumps(REPORT)), ("report", '{"description": "灯灭"}')],
    ],
)
def test_that_a_field_sent_twice_in_a_form_is_named(
    door: TestClient, parts: list[tuple[str, str]]
) -> None:
    form = [(name, (None, text)) for name, text in parts]
    answer = door.post("/reports", files=form)
    assert (answer.status_code, answer.json()["field"]) == (400, "description")


def test_that_a_form_s_point_is_told_to_be_a_number_not_a_whole_one(door: TestClient) -> None:
    answer = door.post("/reports", files=[("latitude", (None, "north"))])
    assert _said(answer) == "The field “latitude” must be a number."
