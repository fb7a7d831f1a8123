"""What the queue is told: everything first, then what changed, and nothing is lost on the way."""

import logging
import sqlite3
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.models.work.asking import TaskKind
from commandcenter.services.casebook import CaseFilter
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.feed_watcher import FeedWatcher
from commandcenter.views.open_cases.queue import sort_rows
from commandcenter.views.open_cases.queue_reader import QueueReader
from tests.city.life import MANHOLE, CityLife, FakeClock

_REFUSED = "cases could not be read"


@pytest.fixture
def reader(
    center: CommandCenter, background: Background, watcher: FeedWatcher, clock: FakeClock
) -> QueueReader:
    return QueueReader(center.casebook, background, watcher, clock, CENTRE_VIEW)


@pytest.fixture(autouse=True)
def refusals_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def rename(file: Path, table: str, to: str) -> None:
    """Without this table no case can be read; the feed does not need it."""
    with sqlite3.connect(file) as other:
        other.execute(f"ALTER TABLE {table} RENAME TO {to}")
    other.close()


def suspended(city_life: CityLife, until: str) -> str:
    number = city_life.handling(MANHOLE, "roads")
    fields = {"reason": "weather", "until": until}
    city_life.step(number, Step.ASK_SUSPENSION, "department-roads", fields)
    city_life.step(number, Step.GRANT_SUSPENSION, "dispatcher", {})
    return number


def test_that_the_list_has_the_order_of_the_casebook(city_life: CityLife) -> None:
    last, first, second = (
        suspended(city_life, until) for until in ("2026-12-20", "2026-12-02", "2026-12-11")
    )
    running = city_life.handling()
    rows = city_life.center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)
    numbers = [row.number for row in rows]
    assert numbers == [running, first, second, last]
    assert [key[-1] for key in sort_rows(rows).keys] == numbers


def test_that_a_row_says_whether_it_is_supervised_or_urged(
    qtbot: QtBot, reader: QueueReader, watcher: FeedWatcher, city_life: CityLife
) -> None:
    supervised, urged = city_life.handling(), city_life.handling()
    city_life.step(supervised, Step.SUPERVISE, "dispatcher", {"note": "今天之内"})
    with qtbot.waitSignal(reader.filled) as filled:
        watcher.start()
    assert filled.args[0].owed == {supervised: {TaskKind.SUPERVISE}}
    with qtbot.waitSignal(reader.changed) as told:
        city_life.step(urged, Step.URGE, "dispatcher", {"note": "请尽快"})
        watcher.look()
    assert told.args[2] == {urged: {TaskKind.URGE}}


def test_that_a_change_whose_reading_was_refused_is_read_again(
    qtbot: QtBot,
    reader: QueueReader,
    watcher: FeedWatcher,
    city_life: CityLife,
    database_file: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    number = city_life.reported()
    changes, _ = city_life.center.change_feed.since("0", viewer=CENTRE_VIEW, limit=10)
    with qtbot.waitSignal(reader.filled):
        watcher.start()
    rename(database_file, "case_words", "put_away")
    watcher.changed.emit(changes)
    qtbot.waitUntil(lambda: _REFUSED in caplog.text)
    with qtbot.waitSignal(reader.changed) as told:
        rename(database_file, "put_away", "case_words")
    rows, gone, owed = told.args
    assert [row.number for row in rows] == [number]
    assert (gone, owed) == ([], {})


def test_that_a_first_reading_that_was_refused_is_made_again(
    qtbot: QtBot,
    reader: QueueReader,
    watcher: FeedWatcher,
    city_life: CityLife,
    database_file: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    number = city_life.reported()
    rename(database_file, "case_words", "put_away")
    watcher.start()
    qtbot.waitUntil(lambda: _REFUSED in caplog.text)
    with qtbot.waitSignal(reader.filled) as told:
        rename(database_file, "put_away", "case_words")
    assert list(told.args[0].rows) == [number]
