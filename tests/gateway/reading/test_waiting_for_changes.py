"""Who asks the feed with `wait` hears as soon as there is something, and costs the door nothing."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import event

from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.gateway.app import make_app
from commandcenter.gateway.reading.news import News
from tests.city.life import HAWKER, MANHOLE, CityLife
from tests.gateway.calls import call
from tests.gateway.conftest import REPORT
from tests.gateway.reading.waiting import SOON, Client, Key, heard, timed, until, wait_for_changes

_CROWD = 200
_REPORTS = 40


@pytest.fixture
def app(center: CommandCenter) -> FastAPI:
    return make_app(center, resident_reports_a_minute=10_000)


def test_that_what_is_there_already_is_not_waited_for(
    app: FastAPI, key: Key, city_life: CityLife
) -> None:
    number, headers = city_life.filed(), key("centre")

    async def ask(door: Client) -> tuple[httpx2.Response, httpx2.Response, float]:
        waited, seconds = await timed(wait_for_changes(door, headers, limit=2))
        return await door.get("/feed", params={"limit": 2}, headers=headers), waited, seconds

    plain, waited, seconds = call(app, ask)
    assert waited.json() == plain.json()
    assert heard(waited) == [(number, "report"), (number, "accept")]
    assert seconds < SOON


def test_that_a_change_is_heard_of_as_soon_as_it_is_written(app: FastAPI, key: Key) -> None:
    headers = key("centre")

    async def ask(door: Client) -> tuple[httpx2.Response, float, str]:
        waiting = wait_for_changes(door, headers)
        await until(1, app)
        number = (await door.post("/reports", json=REPORT)).json()["number"]
        return *(await timed(waiting)), number

    answer, seconds, number = call(app, ask)
    assert heard(answer) == [(number, "report")]
    assert seconds < SOON


def test_that_a_wait_in_vain_ends_with_the_place_that_it_began_with(
    app: FastAPI, key: Key, city_life: CityLife
) -> None:
    city_life.reported()
    headers = key("centre")

    async def ask(door: Client) -> tuple[httpx2.Response, float]:
        return await timed(wait_for_changes(door, headers, after="1", seconds=0.4))

    answer, seconds = call(app, ask)
    assert answer.json() == {"changes": [], "next": "1"}
    assert 0.4 <= seconds < SOON


def test_that_nobody_is_woken_by_what_he_may_not_hear_of(
    app: FastAPI, key: Key, city_life: CityLife
) -> None:
    headers = key("roads")

    async def ask(door: Client) -> httpx2.Response:
        waiting = wait_for_changes(door, headers)
        await until(1, app)
        for _ in range(3):
            await asyncio.to_thread(city_life.handling, HAWKER, "street")
        in_vain = await wait_for_changes(door, headers, seconds=0.2, limit=1)
        assert (heard(in_vain), in_vain.json()["next"]) == ([], "15")
        assert not waiting.done()
        await asyncio.to_thread(city_life.dispatched, MANHOLE, "roads")
        return await waiting

    assert heard(call(app, ask))[-1][1] == "dispatch"


def test_that_of_a_long_wait_no_more_is_answered_than_was_asked_for(
    app: FastAPI, key: Key, city_life: CityLife
) -> None:
    headers = key("roads")
    for _ in range(2):
        city_life.reported()

    async def ask(door: Client) -> list[str]:
        city_life.handling(MANHOLE, "roads")
        steps, cursor = [], "0"
        for _ in range(5):
            answer = await wait_for_changes(door, headers, after=cursor, limit=1)
            ((_, step),) = heard(answer)
            steps.append(step)
            cursor = answer.json()["next"]
        return steps

    assert call(app, ask) == ["report", "accept", "file", "dispatch", "acknowledge"]


def test_that_two_hundred_who_wait_take_no_thread_and_harm_nobody(
    app: FastAPI, center: CommandCenter, key: Key
) -> None:
    scopes = ("centre", "roads", "public", "hotline")
    keys = [key(scope) for scope in scopes]

    async def ask(door: Client) -> None:
        await door.get("/health")
        crowd = [wait_for_changes(door, keys[n % len(keys)]) for n in range(_CROWD)]
        await until(_CROWD, app)
        await asyncio.gather(*(door.get("/health") for _ in range(3)))
        pool: Any = center._database.engine.pool
        assert threading.active_count() < 40
        assert pool.checkedout() <= 1  # that of a file's watch
        posted = await asyncio.gather(
            *(door.post("/reports", json=REPORT) for _ in range(_REPORTS))
        )
        assert {answer.status_code for answer in posted} == {201}
        assert (await door.get("/health")).status_code == 200
        for n, waiting in enumerate(crowd):
            if scopes[n % len(keys)] in ("centre", "public"):
                assert heard(await waiting)
            else:
                assert not waiting.done()
        app.state.door.news.end()
        assert {answer.status_code for answer in await asyncio.gather(*crowd)} == {200}

    call(app, ask)


def test_that_who_asks_the_same_is_looked_for_once(
    app: FastAPI, center: CommandCenter, key: Key
) -> None:
    keys, asked = [key("centre"), key("roads")], list[str]()

    @event.listens_for(center._database.engine, "before_cursor_execute")
    def _note(_line: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "max(anon_1.sequence)" in statement:
            asked.append(statement)

    async def ask(door: Client) -> None:
        crowd = [wait_for_changes(door, keys[n % 2]) for n in range(_CROWD)]
        await until(_CROWD, app)
        asked.clear()
        await door.post("/reports", json=REPORT)
        await asyncio.gather(*crowd[::2])
        app.state.door.news.end()
        await asyncio.gather(*crowd[1::2])

    call(app, ask)
    assert 1 <= len(asked) < 10


def test_that_with_writers_beside_no_change_is_lost_and_none_comes_twice(
    app: FastAPI, center: CommandCenter, key: Key, city_life: CityLife
) -> None:
    headers = key("centre")
    last = _REPORTS * 2

    async def follow(door: Client, limit: int) -> list[int]:
        heard, cursor = list[int](), "0"
        while len(heard) < last:
            answer = (await wait_for_changes(door, headers, cursor, limit=limit)).json()
            heard += [change["sequence"] for change in answer["changes"]]
            cursor = answer["next"]
        return heard

    async def ask(door: Client) -> list[list[int]]:
        followers = [asyncio.create_task(follow(door, limit)) for limit in (1, 3, 100)]
        await until(3, app)
        with ThreadPoolExecutor(3) as writers:
            writing = [writers.submit(city_life.accepted) for _ in range(_REPORTS)]
            heard = await asyncio.gather(*followers)
            assert all(one.result() for one in writing)
        return heard

    assert call(app, ask) == [list(range(1, last + 1))] * 3


def test_that_what_is_written_between_the_look_and_the_wait_is_heard_of(
    app: FastAPI,
    center: CommandCenter,
    key: Key,
    city_life: CityLife,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers, news, look = key("centre"), app.state.door.news, center.change_feed.first_since

    def overtaken(*where: Any, **how: Any) -> Any:
        found, before = look(*where, **how), news.tidings()
        if where == ("0",):
            city_life.reported()
            over = steady_seconds() + SOON
            while news.tidings() is before:
                assert steady_seconds() < over
        return found

    async def ask(door: Client) -> tuple[httpx2.Response, float]:
        await wait_for_changes(door, headers, seconds=0.2)  # from now on the feed is followed
        monkeypatch.setattr(center.change_feed, "first_since", overtaken)
        return await timed(wait_for_changes(door, headers))

    answer, seconds = call(app, ask)
    assert heard(answer)
    assert seconds < SOON


def test_that_a_key_that_is_revoked_meanwhile_hears_nothing_more(
    app: FastAPI, center: CommandCenter, key: Key
) -> None:
    headers = key("centre")

    async def ask(door: Client) -> httpx2.Response:
        waiting = wait_for_changes(door, headers)
        await until(1, app)
        await asyncio.to_thread(center.access.revoke_key, "key-centre")
        await door.post("/reports", json=REPORT)
        return await waiting

    assert call(app, ask).status_code == 401


def test_that_one_too_many_is_sent_away_and_may_ask_without_waiting(
    app: FastAPI, center: CommandCenter, key: Key
) -> None:
    headers = key("centre")
    app.state.door.news = News(center.change_feed, most_waiting=2)

    async def ask(door: Client) -> httpx2.Response:
        crowd = [wait_for_changes(door, headers) for _ in range(2)]
        await until(2, app)
        refused = await wait_for_changes(door, headers)
        assert (await door.get("/feed", headers=headers)).status_code == 200
        await door.post("/reports", json=REPORT)
        for waiting in crowd:
            assert heard(await waiting)
        return refused

    refused = call(app, ask)
    assert (refused.status_code, refused.json()["title"]) == (503, "feed crowded")
    assert refused.headers["retry-after"]


@pytest.mark.parametrize("wait", ["-1", "61", "nan", "inf", "long", ""])
def test_that_a_wait_that_cannot_be_is_refused(app: FastAPI, key: Key, wait: str) -> None:
    headers = key("centre")
    answer = call(app, lambda door: door.get(f"/feed?wait={wait}", headers=headers))
    assert (answer.status_code, answer.json()["field"]) == (422, "wait")
