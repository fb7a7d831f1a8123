"""What goes wrong behind the case in hand leaves the desk at work."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.errors import Unavailable
from tests.city.life import CityLife
from tests.views.desk.hand import Hand, enter


def test_that_a_step_can_be_sent_again_after_a_bug(
    qtbot: QtBot,
    hand: Hand,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
    bugs: list[BaseException],
) -> None:
    pane = hand.open(city_life.filed(), "dispatcher")
    desk, take = center.desk, center.desk.take

    def break_once(*_args: Any, **_options: Any) -> Any:
        monkeypatch.setattr(desk, "take", take)
        raise KeyError("a bug")

    monkeypatch.setattr(desk, "take", break_once)
    enter(pane, "department", "roads")
    pane.steps.submit()
    qtbot.waitUntil(lambda: "KeyError" in pane.steps.notice_label.text())
    assert len(bugs) == 1
    with qtbot.waitSignal(pane.stepped):
        pane.steps.submit()


def test_that_a_case_that_could_not_be_read_appears_when_it_can(
    qtbot: QtBot,
    hand: Hand,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the sentence that said so goes away by itself."""
    first, other = city_life.filed(), city_life.filed()
    pane = hand.open(first, "dispatcher")
    casebook, read = center.casebook, center.casebook.case

    def refuse(*_args: Any, **_options: Any) -> Any:
        raise Unavailable("database-away")

    monkeypatch.setattr(casebook, "case", refuse)
    pane.open(other, None)
    qtbot.waitUntil(pane.page.refusal_label.isVisible)
    monkeypatch.setattr(casebook, "case", read)
    qtbot.waitUntil(lambda: pane.page.content is not None, timeout=20_000)
    assert pane.page.refusal_label.isHidden()


def test_that_a_step_refused_for_a_lost_database_says_so_only_while_it_is_lost(
    qtbot: QtBot,
    hand: Hand,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pane = hand.open(city_life.filed(), "dispatcher")

    def refuse(*_args: Any, **_options: Any) -> Any:
        raise Unavailable("database-away")

    monkeypatch.setattr(center.desk, "take", refuse)
    enter(pane, "department", "roads")
    pane.steps.submit()
    qtbot.waitUntil(lambda: pane.steps.notice_label.text() != "")
    hand.workplace.watcher.found.emit()
    assert pane.steps.notice_label.text() == ""
