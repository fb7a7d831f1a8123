"""How long the door waits: for a body that drips in, and for the turn of photos."""

import asyncio
import base64
from contextlib import AsyncExitStack
from typing import Any

import httpx2

from commandcenter.center import CommandCenter
from commandcenter.gateway.app import make_app
from commandcenter.gateway.door import Patience
from tests.city.life import photo
from tests.gateway.calls import call
from tests.gateway.conftest import REPORT

_WITH_PHOTO = REPORT | {
    "photos": [{"name": "a.jpg", "base64": base64.b64encode(photo().content).decode()}]
}


def test_that_a_body_that_never_ends_is_given_up(center: CommandCenter) -> None:
    app = make_app(center, patience=Patience(body=0.05))

    async def drip() -> Any:
        yield b'{"source": '
        await asyncio.Event().wait()

    answer = call(app, lambda door: door.post("/reports", content=drip()))
    assert (answer.status_code, answer.json()["title"]) == (400, "body too slow")
    assert answer.headers["connection"] == "close"


def test_that_photos_wait_for_their_turn_and_other_reports_go_past(center: CommandCenter) -> None:
    app = make_app(center, patience=Patience(photos=0.05), resident_reports_a_minute=60)

    async def crowd(door: httpx2.AsyncClient) -> list[httpx2.Response]:
        async with AsyncExitStack() as others:
            await others.enter_async_context(app.state.door.photo_limiter.slot())
            beside = await door.post("/reports", json=_WITH_PHOTO)
            await others.enter_async_context(app.state.door.photo_limiter.slot())
            refused = await door.post("/reports", json=_WITH_PHOTO)
            past = await door.post("/reports", json=REPORT)
        return [beside, refused, past, await door.post("/reports", json=_WITH_PHOTO)]

    answers = call(app, crowd)
    assert [answer.status_code for answer in answers] == [201, 503, 201, 201]
    assert (answers[1].json()["title"], answers[1].headers["retry-after"]) == ("photos busy", "5")
