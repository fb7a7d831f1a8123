"""One reading at a time; a bug in one of them stops no screen."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.feed_watcher import FeedWatcher
from commandcenter.views.frame.newest_request import NewestRequest
from commandcenter.views.frame.refresher import Refresher
from commandcenter.views.open_cases.queue_reader import QueueReader
from tests.city.life import CityLife, FakeClock

Bugs = list[BaseException]


class Broken:
    """Work that has a bug the first time."""

    def __init__(self, work: Callable[..., object] = lambda: 42) -> None:
        self.work = work
        self.times = 0

    def __call__(self, *args: object, **options: object) -> object:
        self.times += 1
        if self.times == 1:
            raise KeyError("a bug")
        return self.work(*args, **options)


def test_that_who_waits_hears_of_a_bug(qtbot: QtBot, background: Background, bugs: Bugs) -> None:
    heard: list[CommandCenterError] = []
    background.run(Broken(), done=lambda _: pytest.fail("it has a bug"), refused=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard[0].error_id == "program-fault"
    assert "KeyError" in heard[0].sentence("zh")
    assert len(bugs) == 1


def test_that_a_bug_does_not_end_the_latest_question(
    qtbot: QtBot, background: Background, bugs: Bugs
) -> None:
    latest, work, answers = NewestRequest(background), Broken(), list[object]()
    latest.ask(work, done=answers.append, refused=answers.append)
    qtbot.waitUntil(lambda: len(answers) == 1)
    latest.ask(work, done=answers.append, refused=answers.append)
    qtbot.waitUntil(lambda: answers[1:] == [42])


def test_that_a_bug_does_not_end_the_figures(
    qtbot: QtBot, background: Background, bugs: Bugs
) -> None:
    work, answers, owner = Broken(), list[object](), QObject()
    refresher = Refresher(
        background,
        lambda: work,
        done=answers.append,
        refused=answers.append,
        parent=owner,
        interval_ms=10,
    )
    refresher.ask()
    qtbot.waitUntil(lambda: len(answers) == 1)
    refresher.ask()
    qtbot.waitUntil(lambda: answers[1:] == [42])


def test_that_a_bug_does_not_end_the_feed(
    qtbot: QtBot,
    center: CommandCenter,
    watcher: FeedWatcher,
    city_life: CityLife,
    monkeypatch: pytest.MonkeyPatch,
    bugs: Bugs,
) -> None:
    with qtbot.waitSignal(watcher.found):
        watcher.start()
    feed = center.change_feed
    monkeypatch.setattr(feed, "since", Broken(feed.since))
    with qtbot.waitSignal(watcher.found):
        watcher.look()
    with qtbot.waitSignal(watcher.changed):
        city_life.reported()
    assert len(bugs) == 1


def test_that_a_bug_does_not_end_the_following_of_the_feed(
    qtbot: QtBot, background: Background, bugs: Bugs
) -> None:
    class Feed:
        follow_well = staticmethod(lambda deliver, stopped: (deliver(), stopped.wait()))
        broken = Broken(follow_well)

        def follow(self, deliver: Callable[[], None], stopped: threading.Event) -> None:
            self.broken(deliver, stopped)

    woken: list[bool] = []
    background.follow(Feed(), lambda: woken.append(True))
    qtbot.waitUntil(lambda: len(woken) == 1)
    assert len(bugs) == 1


@pytest.mark.parametrize("reading", ["rows", "rows_of"])
def test_that_a_bug_does_not_end_the_queue(
    qtbot: QtBot,
    center: CommandCenter,
    background: Background,
    watcher: FeedWatcher,
    city_life: CityLife,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    bugs: Bugs,
    reading: str,
) -> None:
    number = city_life.reported()
    casebook = center.casebook
    monkeypatch.setattr(casebook, reading, Broken(getattr(casebook, reading)))
    queue = QueueReader(casebook, background, watcher, clock, CENTRE_VIEW)
    with qtbot.waitSignal(queue.filled):
        watcher.start()
    with qtbot.waitSignal(queue.changed) as told:
        city_life.step(number, Step.ACCEPT, "call-taker", {"category": "10010100"})
        watcher.look()
    assert [row.number for row in told.args[0]] == [number]
    assert len(bugs) == 1
