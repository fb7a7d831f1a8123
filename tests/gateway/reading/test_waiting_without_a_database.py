"""Who waits for changes while the database goes away hears of it, and loses nothing."""

import asyncio
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import Unavailable
from commandcenter.gateway.app import make_app
from commandcenter.gateway.reading.news import News
from tests.city.cable import cable_to
from tests.city.postgres import PostgresServer
from tests.gateway.calls import call
from tests.gateway.conftest import REPORT
from tests.gateway.reading.waiting import SOON, Client, heard, timed, until, wait_for_changes


def test_that_who_waits_at_a_file_that_goes_away_hears_of_it(
    made_sqlite: Path, tmp_path: Path
) -> None:
    file = tmp_path / "center.sqlite3"
    file.write_bytes(made_sqlite.read_bytes())
    with CommandCenter(f"sqlite:///{file}") as center:
        app = make_app(center)
        headers = {"Authorization": f"Bearer {center.access.add_key('all', 'centre').key}"}

        async def ask(door: Client) -> tuple[httpx2.Response, float]:
            waiting = wait_for_changes(door, headers)
            await until(1, app)
            file.unlink()
            return await timed(waiting)

        answer, seconds = call(app, ask)
    assert (answer.status_code, answer.json()["title"]) == (503, "database file gone")
    assert seconds < SOON


@pytest.mark.parametrize("confirming", [False, True], ids=["lost", "confirmed"])
def test_that_who_waits_for_a_server_that_falls_silent_hears_of_it_and_may_come_back(
    postgres_server: PostgresServer, made_postgres: str, confirming: bool
) -> None:
    with (
        postgres_server.database(template=made_postgres) as url,
        cable_to(postgres_server.port) as cable,
        CommandCenter(make_url(url).set(port=cable.port).render_as_string()) as center,
    ):
        app = make_app(center)
        headers = {"Authorization": f"Bearer {center.access.add_key('all', 'centre').key}"}

        async def ask(door: Client) -> list[tuple[httpx2.Response, float]]:
            crowd = [wait_for_changes(door, headers) for _ in range(30)]
            await until(30, app)
            cable.cut(confirming=confirming)
            said = await asyncio.gather(*map(timed, crowd))
            cable.mend()
            async with asyncio.timeout(30):
                while (await door.get("/feed", headers=headers)).status_code != 200:
                    await asyncio.sleep(0.1)
            waiting = wait_for_changes(door, headers)
            await until(1, app)
            await door.post("/reports", json=REPORT)
            assert heard(await waiting)
            return said

        said = call(app, ask)
        cable.mend()
    assert {answer.status_code for answer, _ in said} == {503}
    assert max(seconds for _, seconds in said) < SOON  # promised are 5; a statement has 17


def test_that_a_look_that_finds_no_end_keeps_nobody_when_the_database_is_away(
    center: CommandCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable("database-away")

    async def ask() -> None:
        news = News(center.change_feed)
        look = news.tidings().look("for ever", asyncio.Event().wait)
        with pytest.raises(Unavailable):
            await news.answer(look)
        look.cancel()
        await news.close()

    monkeypatch.setattr(center.change_feed, "follow", away)
    asyncio.run(asyncio.wait_for(ask(), SOON))


def test_that_a_watch_that_breaks_off_is_begun_again_and_loses_nothing(
    postgres_server: PostgresServer, made_postgres: str
) -> None:
    with (
        postgres_server.database(template=made_postgres) as url,
        CommandCenter(url) as center,
    ):
        app = make_app(center)
        headers = {"Authorization": f"Bearer {center.access.add_key('all', 'centre').key}"}

        async def ask(door: Client) -> tuple[httpx2.Response, float]:
            waiting = wait_for_changes(door, headers)
            await until(1, app)
            await asyncio.to_thread(_end_listening, url)
            await door.post("/reports", json=REPORT)
            return await timed(waiting)

        answer, seconds = call(app, ask)
    assert heard(answer)
    assert seconds < SOON


def _end_listening(url: str) -> None:
    """Until there was somebody whose line could be ended."""
    database = Database(url)
    order = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    )
    ended = 0
    while not ended:
        with database.raw_read() as connection:
            ended = connection.scalar(order) or 0
    database.close()
