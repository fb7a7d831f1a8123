"""Work beside the screen's thread."""

import sys
import threading
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from commandcenter.errors import CommandCenterError, NotFound, Unavailable
from commandcenter.views.frame.background import Background


def test_that_work_is_done_elsewhere_and_answered_on_the_screen(
    qtbot: QtBot, background: Background
) -> None:
    answers: list[tuple[int, int]] = []
    background.run(
        threading.get_ident, done=lambda worker: answers.append((worker, threading.get_ident()))
    )
    qtbot.waitUntil(lambda: len(answers) == 1)
    worker, screen = answers[0]
    assert worker != screen == threading.get_ident()


def test_that_a_refusal_reaches_who_asked(qtbot: QtBot, background: Background) -> None:
    def refuse() -> None:
        raise NotFound("case-not-found", number="1")

    heard: list[CommandCenterError] = []
    background.run(refuse, done=lambda _: pytest.fail("it was refused"), refused=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard[0].error_id == "case-not-found"


@pytest.mark.parametrize("error", [KeyError("a bug"), NotFound("case-not-found", number="1")])
def test_that_what_nobody_expected_goes_to_the_last_hook(
    qtbot: QtBot, background: Background, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> None:
        raise error

    hooked: list[tuple[BaseException, int]] = []
    monkeypatch.setattr(
        sys, "excepthook", lambda _k, e, _t: hooked.append((e, threading.get_ident()))
    )
    background.run(fail)
    qtbot.waitUntil(lambda: len(hooked) == 1)
    assert hooked == [(error, threading.get_ident())]


def test_that_nothing_is_delivered_after_the_end(qtbot: QtBot) -> None:
    background = Background()
    started, answers = threading.Event(), list[bool]()
    background.run(started.set, done=lambda _: answers.append(True))
    started.wait()
    background.close()
    background.run(started.set, done=lambda _: answers.append(True))
    qtbot.wait(1)
    assert answers == []


def test_that_a_widget_is_not_taken_to_another_thread(qtbot: QtBot, background: Background) -> None:
    with pytest.raises(TypeError):
        background.run(QLabel().text)


def test_that_a_feed_that_breaks_off_is_followed_again(
    qtbot: QtBot, background: Background
) -> None:
    class Feed:
        times = 0

        def follow(self, deliver: Callable[[], None], stopped: threading.Event) -> None:
            self.times += 1
            if self.times == 1:
                raise Unavailable("database-away")
            deliver()
            stopped.wait()

    woken: list[bool] = []
    background.follow(Feed(), lambda: woken.append(True))
    qtbot.waitUntil(lambda: len(woken) == 2)
