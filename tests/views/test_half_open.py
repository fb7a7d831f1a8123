"""Screens over a network that swallows packets: they say so, and come back by themselves."""

from contextlib import closing

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.engine import make_url

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.data_age import Freshness, freshness
from commandcenter.views.frame.feed_watcher import FeedWatcher
from tests.city.cable import cable_to
from tests.city.life import CityLife, FakeClock
from tests.city.postgres import PostgresServer

#: Far more than it takes, for a busy machine; without its limits a connection hangs for minutes.
_PATIENCE_MS = 30_000


@pytest.mark.parametrize("confirming", [False, True], ids=["lost", "confirmed"])
def test_that_a_screen_says_that_its_server_is_silent_and_is_soon_current_again(
    qtbot: QtBot,
    postgres_server: PostgresServer,
    made_postgres: str,
    clock: FakeClock,
    confirming: bool,
) -> None:
    with (
        closing(Background()) as background,
        postgres_server.database(template=made_postgres) as url,
        cable_to(postgres_server.port) as cable,
        CommandCenter(url, clock=clock) as elsewhere,
        CommandCenter(make_url(url).set(port=cable.port).render_as_string()) as center,
    ):
        watcher = FeedWatcher(center.change_feed, background, CENTRE_VIEW)
        with qtbot.waitSignal(watcher.found, timeout=_PATIENCE_MS):
            watcher.start()
        cable.cut(confirming=confirming)
        qtbot.waitUntil(
            lambda: freshness(watcher.age_seconds) is not Freshness.FRESH, timeout=_PATIENCE_MS
        )
        qtbot.waitUntil(lambda: watcher.is_lost, timeout=_PATIENCE_MS)
        number = CityLife(elsewhere, clock).reported()
        with qtbot.waitSignal(watcher.found, timeout=_PATIENCE_MS):
            cable.mend()
        assert center.casebook.case(number, viewer=CENTRE_VIEW).row.number == number
