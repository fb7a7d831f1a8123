"""Who reads goes past those who wait to write, and a wait is no longer than is said."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import httpx2

from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.database import Database
from commandcenter.database.database import QUEUE_KEY
from commandcenter.gateway.app import make_app
from commandcenter.gateway.door import Patience
from tests.gateway.calls import call
from tests.gateway.conftest import REPORT

WRITERS = 60
_PATIENCE = 4.0
#: What a busy machine may add to it; the writers' queue alone waits five seconds more.
_MARGIN = 4.5


def test_that_readers_go_past_sixty_writers_that_wait(center: CommandCenter, address: str) -> None:
    app = make_app(center, resident_reports_a_minute=1000, patience=Patience(turn=_PATIENCE))
    header = {"Authorization": f"Bearer {center.access.add_key('all', 'centre').key}"}
    number = call(app, lambda door: door.post("/reports", json=REPORT)).json()["number"]

    async def crowd(door: httpx2.AsyncClient) -> list[list[int]]:
        writers = [asyncio.create_task(door.post("/reports", json=REPORT)) for _ in range(WRITERS)]
        await asyncio.sleep(0)
        paths = (f"/cases/{number}", "/feed", "/kpi?from=2026-11-23&to=2026-11-23")
        reads = [await door.get(path, headers=header) for path in paths]
        assert not any(writer.done() for writer in writers)
        return [_statuses(reads), _statuses(await asyncio.gather(*writers))]

    with _written_elsewhere(address):
        reads, writes = call(app, crowd)
    assert reads == [200] * 3
    assert writes == [503] * WRITERS


def test_that_a_writer_waits_in_all_no_longer_than_is_said(
    center: CommandCenter, address: str
) -> None:
    """For a thread, for the writers of this process, and for those of another."""
    app = make_app(center, resident_reports_a_minute=1000, patience=Patience(turn=_PATIENCE))

    async def crowd(door: httpx2.AsyncClient) -> list[float]:
        writing = [_seconds(door.post("/reports", json=REPORT)) for _ in range(WRITERS)]
        return await asyncio.gather(*writing)

    with _written_elsewhere(address):
        waits = call(app, crowd)
    assert max(waits) < _PATIENCE + _MARGIN


def _statuses(answers: list[httpx2.Response]) -> list[int]:
    return [answer.status_code for answer in answers]


async def _seconds(asking: Any) -> float:
    begun = steady_seconds()
    await asking
    return steady_seconds() - begun


@contextmanager
def _written_elsewhere(address: str) -> Iterator[None]:
    """What another process does that holds the writers' queue."""
    holding, enough = Event(), Event()
    database = Database(address)

    def hold() -> None:
        with database.raw_read() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql("UPDATE cases SET version = version")
            else:
                connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({QUEUE_KEY})")
            holding.set()
            assert enough.wait(60)

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        assert holding.wait(20)
        try:
            yield
        finally:
            enough.set()
        held.result()
    database.close()
