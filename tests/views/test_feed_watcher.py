"""The feed as the screens hear it."""

from pathlib import Path

import psycopg
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.services.change_feed import Change
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.feed_watcher import FeedWatcher
from tests.city.life import CityLife, FakeClock, add_accounts
from tests.engine.workshop import workshop_of

PACK = Path(__file__).parents[1] / "packs" / "tiny"


def test_that_a_screen_hears_what_another_process_wrote(
    qtbot: QtBot, watcher: FeedWatcher, database_file: Path, clock: FakeClock
) -> None:
    with qtbot.waitSignal(watcher.found):
        watcher.start()
    with (
        CommandCenter(f"sqlite:///{database_file}", clock=clock) as elsewhere,
        qtbot.waitSignal(watcher.changed) as heard,
    ):
        number = CityLife(elsewhere, clock).reported()
    (changes,) = heard.args
    assert [(change.number, change.step) for change in changes] == [(number, "report")]


def test_that_changes_come_once_and_in_order(
    qtbot: QtBot, watcher: FeedWatcher, city_life: CityLife
) -> None:
    heard: list[Change] = []
    watcher.changed.connect(heard.extend)
    with qtbot.waitSignal(watcher.found):
        watcher.start()
    number = city_life.closed()
    qtbot.waitUntil(lambda: len(heard) == 9)
    assert [change.version for change in heard] == list(range(1, 10))
    assert {change.number for change in heard} == {number}
    assert heard[-1].step == Step.CLOSE


def test_that_what_was_written_before_the_start_is_not_news(
    qtbot: QtBot, watcher: FeedWatcher, city_life: CityLife
) -> None:
    city_life.reported()
    heard: list[Change] = []
    watcher.changed.connect(heard.extend)
    with qtbot.waitSignal(watcher.found):
        watcher.start()
    later = city_life.reported()
    qtbot.waitUntil(lambda: len(heard) > 0)
    assert [change.number for change in heard] == [later]


def test_that_screens_of_cases_hear_nothing_of_other_subjects(
    qtbot: QtBot, watcher: FeedWatcher, database_file: Path, city_life: CityLife, clock: FakeClock
) -> None:
    heard: list[Change] = []
    watcher.changed.connect(heard.extend)
    with workshop_of(f"sqlite:///{database_file}", city_life, clock) as workshop:
        with qtbot.waitSignal(watcher.found):
            watcher.start()
        workshop.bring()
        case = city_life.reported()
        qtbot.waitUntil(lambda: len(heard) > 0)
    assert [change.number for change in heard] == [case]


def test_that_a_long_gap_is_read_anew_instead_of_step_by_step(
    qtbot: QtBot, center: CommandCenter, background: Background, city_life: CityLife
) -> None:
    watcher = FeedWatcher(center.change_feed, background, CENTRE_VIEW, most_behind=3)
    with qtbot.waitSignal(watcher.found):
        watcher.start()
    with qtbot.waitSignal(watcher.found), qtbot.assertNotEmitted(watcher.changed):
        city_life.closed()
        watcher.look()


def test_that_a_lost_database_is_told_and_found_again(
    qtbot: QtBot, background: Background, fresh_postgres: str, postgres_url: str, clock: FakeClock
) -> None:
    with CommandCenter(fresh_postgres, clock=clock) as center:
        center.make(read_pack(PACK))
        add_accounts(center)
        watcher = FeedWatcher(center.change_feed, background, CENTRE_VIEW)
        with qtbot.waitSignal(watcher.found):
            watcher.start()
        with qtbot.waitSignal(watcher.lost):
            cut(fresh_postgres, postgres_url)
        assert watcher.is_lost
        with qtbot.waitSignal(watcher.found):
            mend(fresh_postgres, postgres_url)
        assert not watcher.is_lost
        with qtbot.waitSignal(watcher.changed):
            CityLife(center, clock).reported()
        background.close()


def test_that_what_is_shown_of_a_file_that_is_gone_grows_old(
    qtbot: QtBot, watcher: FeedWatcher, database_file: Path
) -> None:
    with qtbot.waitSignal(watcher.found):
        watcher.start()
    with qtbot.waitSignal(watcher.lost) as lost:
        database_file.unlink()
    (error,) = lost.args
    assert error.error_id == "database-file-gone"
    with qtbot.assertNotEmitted(watcher.found):
        watcher.look()
        age = watcher.age_seconds
        qtbot.waitUntil(lambda: watcher.age_seconds > age + 0.5)
    assert watcher.is_lost


def cut(database: str, server: str) -> None:
    """Nobody may connect, and who was connected is thrown out."""
    name = database.rpartition("/")[2]
    with _as_owner(server) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )


def mend(database: str, server: str) -> None:
    name = database.rpartition("/")[2]
    with _as_owner(server) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())


def _as_owner(server: str) -> psycopg.Connection:
    return psycopg.connect(server.replace("+psycopg", ""), autocommit=True)
