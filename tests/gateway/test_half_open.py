"""A server whose packets are swallowed: the door says so instead of hanging, and comes back."""

import asyncio
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass

import httpx2
import pytest
from sqlalchemy.engine import make_url

from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.gateway.app import make_app
from tests.city.cable import Cable, cable_to
from tests.city.life import FakeClock
from tests.city.postgres import PostgresServer
from tests.gateway.calls import call
from tests.gateway.conftest import REPORT

#: Seconds. Promised are 5 and 10; a busy machine adds to them, and without limits it is minutes.
_SAID_WITHIN, _BACK_WITHIN = 20.0, 30.0
_CALLERS = 30  # more than there are threads and connections


@dataclass
class Far:
    """A centre at the other end of a cable."""

    center: CommandCenter
    cable: Cable


@pytest.fixture(params=[None, "own clock"])
def far(
    request: pytest.FixtureRequest,
    postgres_server: PostgresServer,
    made_postgres: str,
    clock: FakeClock,
) -> Iterator[Far]:
    """With a clock of the test, or with the database's, which is read on a line of its own."""
    with (
        postgres_server.database(template=made_postgres) as url,
        cable_to(postgres_server.port) as cable,
    ):
        address = make_url(url).set(port=cable.port).render_as_string()
        with CommandCenter(address, clock=None if request.param else clock) as center:
            yield Far(center, cable)
            cable.mend()


@pytest.mark.parametrize("confirming", [False, True], ids=["lost", "confirmed"])
def test_that_a_server_that_falls_silent_is_said_and_found_again(
    far: Far, confirming: bool
) -> None:
    app = make_app(far.center, resident_reports_a_minute=1000)
    header = {"Authorization": f"Bearer {far.center.access.add_key('all', 'centre').key}"}

    async def crowd(door: httpx2.AsyncClient) -> list[tuple[int, float]]:
        kinds = [
            lambda: door.get("/health"),
            lambda: door.get("/feed", headers=header),
            lambda: door.post("/reports", json=REPORT),
        ]
        asking = [kinds[n % len(kinds)]() for n in range(_CALLERS)]
        return await asyncio.gather(*[_timed(one) for one in asking])

    async def outage(door: httpx2.AsyncClient) -> float:
        before = await crowd(door)
        assert {status for status, _ in before} == {200, 201}
        far.cable.cut(confirming=confirming)
        for _ in range(2):  # with connections that were good, then with none
            answers = await crowd(door)
            assert {status for status, _ in answers} == {503}
            assert max(seconds for _, seconds in answers) < _SAID_WITHIN
        far.cable.mend()
        begun = steady_seconds()
        while (await door.get("/feed", headers=header)).status_code != 200:
            assert steady_seconds() - begun < _BACK_WITHIN
        return steady_seconds() - begun

    assert call(app, outage) < _BACK_WITHIN


async def _timed(asking: Awaitable[httpx2.Response]) -> tuple[int, float]:
    begun = steady_seconds()
    answer = await asking
    return answer.status_code, steady_seconds() - begun
