"""What is sent to stop the door: it is refused before it is read, and everybody else is served."""

import asyncio
import json
import threading
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.gateway import door as door_state
from commandcenter.gateway.app import make_app
from commandcenter.gateway.body import MAX_PARTS, RawBody
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter
from tests.gateway.calls import call
from tests.gateway.conftest import REPORT

_MANY = b'{"photos": [' + b"{}," * (9 << 20) + b"{}]}"
_LARGE = b'{"source": "public", "note": "' + b"x" * (2 << 20) + b'"}'


def test_that_a_million_empty_photos_are_refused_while_they_come_in(
    center: CommandCenter,
) -> None:
    taken = 0

    async def content() -> Any:
        nonlocal taken
        for begin in range(0, len(_MANY), 1 << 16):
            taken += 1 << 16
            yield _MANY[begin : begin + (1 << 16)]

    app = make_app(center)
    answer = call(app, lambda door: door.post("/reports", content=content()))
    assert (answer.status_code, answer.json()["title"]) == (400, "json too many parts")
    assert taken < 20 * MAX_PARTS


def test_that_a_body_full_of_texts_is_refused_as_one_full_of_objects(door: TestClient) -> None:
    for part in (b'"",', b"[[],", b"1,", b'{"a":'):
        answer = door.post("/reports", content=b'{"photos": [' + part * (MAX_PARTS + 1))
        assert (answer.status_code, answer.json()["title"]) == (400, "json too many parts")


def test_that_a_json_inside_a_form_is_bounded_as_one_alone(door: TestClient) -> None:
    many = json.dumps({**REPORT, "photos": [{}] * MAX_PARTS})
    answer = door.post("/reports", files={"report": (None, many), "other": (None, "x")})
    assert (answer.status_code, answer.json()["title"]) == (400, "json too many parts")


def test_that_a_deeply_nested_json_is_refused(door: TestClient) -> None:
    deep: Any = "x"
    for _ in range(30):
        deep = [deep]
    answer = door.post("/reports", json={**REPORT, "photos": deep})
    assert (answer.status_code, answer.json()["title"]) == (400, "json too deep")


def test_that_the_longest_texts_and_nine_photos_are_not_too_many_parts(
    center: CommandCenter, door: TestClient
) -> None:
    answer = door.post("/reports", json={**REPORT, "description": "[{,:" * 1000})
    assert answer.status_code == 201, answer.text
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == 1


def test_that_who_reported_too_often_is_refused_before_anything_is_read(
    center: CommandCenter,
) -> None:
    app = make_app(center, resident_reports_a_minute=1)

    async def never() -> Any:
        raise AssertionError("the door began to read")
        yield b""

    async def twice(door: httpx2.AsyncClient) -> httpx2.Response:
        assert (await door.post("/reports", json=REPORT)).status_code == 201
        return await door.post("/reports", content=never())

    assert call(app, twice).status_code == 429


@pytest.mark.parametrize("content", [_LARGE, b'{"photos": [' + b"{}," * MAX_PARTS])
def test_that_large_nonsense_counts_as_a_report(center: CommandCenter, content: bytes) -> None:
    app = make_app(center, resident_reports_a_minute=1)

    async def twice(door: httpx2.AsyncClient) -> list[int]:
        return [(await door.post("/reports", content=content)).status_code for _ in range(2)]

    first, second = call(app, twice)
    assert first in (400, 413)
    assert second == 429


def test_that_a_slip_costs_a_resident_no_report(center: CommandCenter) -> None:
    with TestClient(make_app(center, resident_reports_a_minute=1)) as door:
        for slip in (b"{", b'{"source": "public"}', b'{"source": "inspector"}'):
            assert door.post("/reports", content=slip).status_code in (400, 401, 422)
        assert door.post("/reports", json=REPORT).status_code == 201
        assert door.post("/reports", json=REPORT).status_code == 429


def test_that_nothing_is_parsed_on_the_thread_of_the_event_loop(
    center: CommandCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    class Watched(RawBody):
        def read(self) -> Any:
            threads.append(threading.current_thread())
            return super().read()

    monkeypatch.setattr("commandcenter.gateway.body.RawBody", Watched)

    async def both(door: httpx2.AsyncClient) -> threading.Thread:
        form = {"source": (None, "public"), "description": (None, "x"), "address": (None, "六条")}
        assert (await door.post("/reports", json=REPORT)).status_code == 201
        assert (await door.post("/reports", files=form)).status_code == 201
        return threading.current_thread()

    loop = call(make_app(center), both)
    assert len(threads) == 2
    assert loop not in threads


def test_that_bodies_together_hold_no_more_than_their_memory_budget(
    center: CommandCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_state, "_BODY_BYTES", 1 << 20)
    app = make_app(center, resident_reports_a_minute=100)
    header = {"Authorization": f"Bearer {center.access.add_key('all', 'centre').key}"}
    given_up = asyncio.Event()

    async def drip() -> Any:
        yield b" " * (900 << 10)
        await given_up.wait()

    async def crowd(door: httpx2.AsyncClient) -> list[int]:
        slow = asyncio.create_task(door.post("/reports", content=drip()))
        for _ in range(1000):
            await asyncio.sleep(0)
        assert app.state.door.resident_memory.held == 900 << 10
        large = json.dumps(REPORT).encode() + b" " * (200 << 10)
        refused = await door.post("/reports", content=large)
        small = await door.post("/reports", json=REPORT)
        keyed = await door.post("/reports", content=large, headers=header)
        given_up.set()
        await slow
        again = await door.post("/reports", content=large)
        return [answer.status_code for answer in (refused, small, keyed, again)]

    assert call(app, crowd) == [503, 201, 201, 201]
