"""Screens over a network that swallows packets: they say so, and come back by themselves."""

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.engine import make_url

from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.views.background import Background
from commandcenter.views.data_age import Freshness, freshness
from commandcenter.views.feed_watcher import FeedWatcher
from tests.cable import cable_to
from tests.postgres import PostgresServer
from tests.views.city_life import CityLife, FakeClock

_SAID_MS, _LOST_MS, _BACK_MS = 5_500, 8_000, 10_000


@pytest.mark.parametrize("confirming", [False, True], ids=["lost", "confirmed"])
def test_that_a_screen_says_that_its_server_is_silent_and_is_soon_current_again(
    qtbot: QtBot,
    postgres_server: PostgresServer,
    made_postgres: str,
    clock: FakeClock,
    confirming: bool,
) -> None:
    background = Background()
    with (
        postgres_server.database(template=made_postgres) as url,
        cable_to(postgres_server.port) as cable,
        CommandCenter(url, clock=clock) as elsewhere,
        CommandCenter(make_url(url).set(port=cable.port).render_as_string()) as center,
    ):
        watcher = FeedWatcher(center.change_feed, background, CENTRE_VIEW)
        with qtbot.waitSignal(watcher.found, timeout=20_000):
            watcher.start()
        cable.cut(confirming=confirming)
        cut_at = steady_seconds()
        qtbot.waitUntil(
            lambda: freshness(watcher.age_seconds) is not Freshness.FRESH, timeout=_SAID_MS
        )
        qtbot.waitUntil(lambda: watcher.is_lost, timeout=_LOST_MS)
        assert steady_seconds() - cut_at < _LOST_MS / 1000
        number = CityLife(elsewhere, clock).reported()
        with qtbot.waitSignal(watcher.found, timeout=_BACK_MS):
            cable.mend()
        assert center.casebook.case(number, viewer=CENTRE_VIEW).row.number == number
        background.close()
