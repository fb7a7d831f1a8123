"""What is shown belongs to what the form says now."""

import threading
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.lifecycle import Need
from commandcenter.models.cases.stage import Step
from tests.views.city_life import MANHOLE, REFUSE, CityLife
from tests.views.desk.hand import Hand, enter


def test_that_a_preview_of_what_the_form_says_no_more_is_not_shown(
    hand: Hand,
    city_life: CityLife,
    center: CommandCenter,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pane = hand.open(city_life.dispatched(MANHOLE), "call-taker")
    pane.steps.choose(Step.CORRECT)
    gate, answered = threading.Event(), list[Any]()
    desk, preview = center.desk, center.desk.preview

    def preview_late(*args: Any, **options: Any) -> Any:
        gate.wait()
        return preview(*args, **options)

    monkeypatch.setattr(desk, "preview", preview_late)
    enter(pane, Need.KIND, REFUSE)
    enter(pane, Need.KIND, "")
    gate.set()
    hand.workplace.background.run(lambda: gate.wait(), done=answered.append)
    qtbot.waitUntil(lambda: len(answered) == 1)
    qtbot.wait(200)
    assert pane.steps.preview_label.text() == ""
