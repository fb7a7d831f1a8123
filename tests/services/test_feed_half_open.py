"""Who follows the feed notices that its server has gone without a word, and that it is back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.engine import make_url

from commandcenter.center import CommandCenter
from commandcenter.errors import Unavailable
from tests.city.cable import cable_to
from tests.city.postgres import PostgresServer


@pytest.mark.parametrize("confirming", [False, True], ids=["lost", "confirmed"])
def test_that_a_follower_hears_that_nobody_speaks(
    postgres_server: PostgresServer, made_postgres: str, confirming: bool
) -> None:
    woken, stopped = threading.Event(), threading.Event()
    with (
        postgres_server.database(template=made_postgres) as url,
        cable_to(postgres_server.port) as cable,
        CommandCenter(make_url(url).set(port=cable.port).render_as_string()) as center,
        ThreadPoolExecutor(1) as pool,
    ):
        following = pool.submit(center.change_feed.follow, woken.set, stopped)
        assert woken.wait(30)
        cable.cut(confirming=confirming)
        with pytest.raises(Unavailable):
            following.result(30)  # promised are 5 s; without limits it is minutes
        cable.mend()
        woken.clear()
        again = pool.submit(center.change_feed.follow, woken.set, stopped)
        assert woken.wait(30)
        stopped.set()
        again.result(30)
