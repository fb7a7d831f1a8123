"""What the web door takes in, and what it refuses, in which words."""

import base64
import io
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from commandcenter.center import CommandCenter
from commandcenter.gateway.app import make_app
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter
from tests.gateway.conftest import REPORT

Key = Callable[[str], dict[str, str]]


def _jpeg() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (320, 240), (80, 90, 100)).save(content, "JPEG")
    return content.getvalue()


def _photo(content: bytes) -> dict[str, str]:
    return {"name": "a.jpg", "base64": base64.b64encode(content).decode()}


def _billion_pixels() -> bytes:
    """A PNG of a few bytes that says it is 40,000 × 40,000."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 64)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _cases(center: CommandCenter) -> int:
    return center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW)


def test_that_a_report_becomes_a_case_in_its_grid(door: TestClient) -> None:
    answer = door.post("/reports", json=REPORT)
    assert answer.status_code == 201
    found = answer.json()
    assert set(found) == {"number", "stage", "unit_grid", "reported_at"}
    assert found["number"] == "1101012026112300001"
    assert (found["stage"], found["unit_grid"][:12]) == ("REPORTED", "110101001001")
    assert found["reported_at"] == "2026-11-23T10:00:00+08:00"


def test_that_an_address_alone_is_place_enough(door: TestClient) -> None:
    answer = door.post(
        "/reports", json={"source": "public", "description": "垃圾", "address": "六条"}
    )
    assert (answer.status_code, answer.json()["unit_grid"]) == (201, None)


def test_that_a_repeated_key_gives_the_same_case(center: CommandCenter, door: TestClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    first, again = (door.post("/reports", json=REPORT, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = door.post("/reports", json={**REPORT, "description": "灯灭"}, headers=headers)
    assert other.status_code == 409
    assert _cases(center) == 1


def test_that_a_phone_that_changes_its_network_does_not_double_its_report(
    center: CommandCenter,
) -> None:
    app = make_app(center)
    home, mobile = (TestClient(app, client=(ip, 5000)) for ip in ("10.0.0.7", "100.64.3.9"))
    headers = {"Idempotency-Key": "k1"}
    first, again = (at.post("/reports", json=REPORT, headers=headers) for at in (home, mobile))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert _cases(center) == 1


def test_that_a_key_that_two_residents_chose_gives_neither_the_case_of_the_other(
    center: CommandCenter,
) -> None:
    app = make_app(center)
    one, other = (TestClient(app, client=(ip, 5000)) for ip in ("10.0.0.7", "100.64.3.9"))
    headers = {"Idempotency-Key": "1"}
    first = one.post("/reports", json=REPORT, headers=headers)
    second = other.post("/reports", json={**REPORT, "description": "灯灭"}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 409)
    assert first.json()["number"] not in second.text


def test_that_keys_of_two_holders_do_not_meet(door: TestClient, key: Key) -> None:
    numbers = {
        door.post(
            "/reports", json=REPORT, headers={**key(scope), "Idempotency-Key": "same"}
        ).json()["number"]
        for scope in ("public", "centre")
    }
    assert len(numbers) == 2


def test_that_photos_come_as_json_or_as_a_form(door: TestClient, key: Key) -> None:
    headers = key("centre")
    in_json = door.post("/reports", json={**REPORT, "photos": [_photo(_jpeg())]}, headers=headers)
    form = door.post(
        "/reports",
        data={**REPORT, "latitude": "39.9305", "longitude": "116.4105"},
        files=[("photos", ("b.jpg", _jpeg(), "image/jpeg"))],
        headers=headers,
    )
    for answer in (in_json, form):
        assert answer.status_code == 201, answer.text
        case = door.get(f"/cases/{answer.json()['number']}", headers=headers).json()
        assert len(case["photos"]) == 1


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"source": None}, 422, "source"),
        ({"description": None}, 422, "description"),
        ({"description": "  "}, 422, "description"),
        ({"latitude": None}, 422, "latitude"),
        ({"latitude": 900}, 422, "latitude"),
        ({"latitude": "39.9"}, 422, "latitude"),
        ({"latitude": True}, 422, "latitude"),
        ({"latitude": None, "longitude": None}, 422, "address"),
        ({"description": "x" * 4001}, 422, "description"),
        ({"description": "a\x00b"}, 422, "description"),
        ({"description": "a\x1bb"}, 422, "description"),
        ({"address": "\ud800"}, 422, "address"),
        ({"category": "99999999"}, 422, "category"),
        ({"category": "9" * 1000}, 422, "category"),
        ({"category": "\ud800"}, 422, "category"),
        ({"source": "\udfff"}, 422, "source"),
        ({"\ud800": "x"}, 422, "body"),
        ({"source": "newspaper"}, 422, "source"),
        ({"observed_at": "2026-11-24T10:00:00+08:00"}, 422, "observed_at"),
        ({"observed_at": "yesterday"}, 422, "observed_at"),
        ({"observed_at": 5}, 422, "observed_at"),
        ({"observed_at": "0001-01-01T00:00:00"}, 422, "observed_at"),
        ({"priority": "high"}, 422, "priority"),
        ({"reporter": {"name": "x", "mail": "y"}}, 422, "reporter.mail"),
        ({"reporter": "x"}, 422, "reporter"),
        ({"photos": [{"name": "a.jpg", "base64": "%%%"}]}, 422, "photos"),
        ({"photos": [_photo(b"MZ this is a program")]}, 422, "photos"),
        ({"photos": [_photo(_billion_pixels())]}, 413, "photos"),
    ],
)
def test_that_bad_input_is_refused_with_its_field_named(
    center: CommandCenter, door: TestClient, key: Key, change: dict[str, Any], status: int,
    field: str,
) -> None:  # fmt: skip
    body = {name: value for name, value in (REPORT | change).items() if value is not None}
    answer = door.post("/reports", content=json.dumps(body), headers=key("centre"))
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["field"] == field
    assert set(problem) == {"type", "title", "detail", "status", "field"}
    assert _cases(center) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"latitude": NaN}',
        b'{"source": "public", "source": "hotline"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_that_what_is_no_json_object_is_malformed(
    center: CommandCenter, door: TestClient, body: bytes
) -> None:
    answer = door.post("/reports", content=body)
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
    assert _cases(center) == 0


def test_that_too_much_is_refused_before_it_is_taken_in(
    center: CommandCenter, door: TestClient
) -> None:
    ten_megabytes = door.post("/reports", json={**REPORT, "description": "x" * (10 << 20)})
    assert ten_megabytes.status_code == 413
    many = {**REPORT, "photos": [_photo(b"x")] * 10}
    assert door.post("/reports", json=many).status_code in {413, 422}
    assert _cases(center) == 0


def test_that_the_door_stays_open_after_all_of_it(door: TestClient) -> None:
    for body in (b"{", b"\x00" * 1000, b'{"source": 1}'):
        door.post("/reports", content=body)
    assert door.post("/reports", json=REPORT).status_code == 201
    assert door.get("/health").json()["status"] == "ok"


def test_that_a_refusal_is_said_in_the_callers_language(door: TestClient) -> None:
    answer = door.post("/reports", content=b"{", headers={"Accept-Language": "zh-CN"})
    assert "请求" in answer.json()["detail"]


def test_that_residents_report_only_what_is_open_and_not_too_often(center: CommandCenter) -> None:
    with TestClient(make_app(center, resident_reports_a_minute=2)) as door:
        assert door.post("/reports", json={**REPORT, "source": "inspector"}).status_code == 401
        statuses = [door.post("/reports", json=REPORT).status_code for _ in range(3)]
        assert statuses == [201, 201, 429]


def test_that_a_key_reports_as_what_it_is_for(door: TestClient, key: Key) -> None:
    headers = key("hotline")
    assert door.post("/reports", json={**REPORT, "source": "hotline"}, headers=headers).is_success
    refused = door.post("/reports", json={**REPORT, "source": "inspector"}, headers=headers)
    assert (refused.status_code, refused.json()["field"]) == (403, "source")
    unknown = door.post("/reports", json=REPORT, headers={"Authorization": "Bearer nobody"})
    assert unknown.status_code == 401


def test_that_a_reference_is_reported_once(door: TestClient) -> None:
    body = {**REPORT, "external_reference": "12345-7"}
    first = door.post("/reports", json=body).json()
    again = door.post("/reports", json=body)
    assert again.status_code == 409
    assert first["number"] in again.json()["detail"]


@pytest.mark.parametrize("number", ["1" * 5000, "1e999", "-1e999"])
def test_that_a_number_no_field_can_hold_is_malformed(
    door: TestClient, key: Key, number: str
) -> None:
    body = f'{{"source":"public","description":"x","latitude":{number},"longitude":1}}'
    answer = door.post("/reports", content=body, headers=key("centre"))
    assert (answer.status_code, answer.json()["title"]) == (400, "json number")


def test_that_a_form_in_a_charset_that_is_none_is_malformed(door: TestClient, key: Key) -> None:
    form = b'--B\r\nContent-Disposition: form-data; name="description"\r\n\r\n\x80\r\n--B--\r\n'
    kind = "multipart/form-data; boundary=B; charset=undefined"
    answer = door.post("/reports", content=form, headers=key("centre") | {"Content-Type": kind})
    assert (answer.status_code, answer.json()["title"]) == (400, "form not in charset")
