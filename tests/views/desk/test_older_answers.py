"""What is shown belongs to what the form says now, and to who sits here now."""

import threading
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.statistics import FigureQuery
from commandcenter.views.desk.case.explain_panel import ExplainPanel
from commandcenter.views.desk.window.desk_window import DeskWindow
from tests.city.life import MANHOLE, REFUSE, CityLife
from tests.views.desk.conftest import OpenDesk
from tests.views.desk.hand import Gate, Hand, enter


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
    enter(pane, "kind", REFUSE)
    enter(pane, "kind", "")
    gate.set()
    hand.workplace.background.run(lambda: gate.wait(), done=answered.append)
    qtbot.waitUntil(lambda: len(answered) == 1)
    qtbot.wait(200)
    assert pane.steps.preview_label.text() == ""


def sit_down(qtbot: QtBot, desk: DeskWindow, city_life: CityLife, name: str) -> None:
    desk.sit_down(city_life.account(name))
    qtbot.waitUntil(lambda: desk.case.page.content is not None)


def open_case(qtbot: QtBot, desk: DeskWindow, number: str) -> None:
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)


def test_that_a_reporter_is_not_shown_to_who_sat_down_before_the_answer_came(
    qtbot: QtBot,
    open_desk: OpenDesk,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = open_desk("call-taker")
    open_case(qtbot, desk, city_life.reported())
    gate = Gate(center.casebook, "reporters", monkeypatch)
    desk.case.page.reporter_wanted.emit(desk.case.number, "to call back")
    gate.wait_for_caller(qtbot)
    sit_down(qtbot, desk, city_life, "dispatcher")
    gate.open(qtbot)
    assert not any("13800000000" in label.text() for label in desk.findChildren(QLabel))


def test_that_a_clock_is_not_explained_to_who_sat_down_before_the_answer_came(
    qtbot: QtBot,
    open_desk: OpenDesk,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = open_desk("dispatcher")
    open_case(qtbot, desk, city_life.handling())
    gate = Gate(center.casebook, "explain", monkeypatch)
    desk.case.page.clocks.explain_buttons[ClockName.ACCEPT, 1].click()
    gate.wait_for_caller(qtbot)
    sit_down(qtbot, desk, city_life, "shift-chief")
    gate.open(qtbot)
    assert desk.findChildren(ExplainPanel) == []


def test_that_a_figure_is_not_listed_for_who_sat_down_before_the_answer_came(
    qtbot: QtBot,
    open_desk: OpenDesk,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = open_desk("dispatcher")
    open_case(qtbot, desk, city_life.handling())
    gate = Gate(center.statistics, "cases_behind", monkeypatch)
    today = center.clock().date()
    desk.show_figure("Filed today", "filed", FigureQuery(today, today))
    gate.wait_for_caller(qtbot)
    sit_down(qtbot, desk, city_life, "shift-chief")
    gate.open(qtbot)
    assert desk.queue.filter_bar.list_button.isHidden()


def test_that_what_the_former_account_was_refused_is_not_said_to_the_next(
    qtbot: QtBot,
    open_desk: OpenDesk,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = city_life.filed(REFUSE)
    desk = open_desk("dispatcher")
    open_case(qtbot, desk, number)
    gate = Gate(center.desk, "take", monkeypatch, number=number)
    desk.case.steps.submit()
    gate.wait_for_caller(qtbot)
    city_life.step(number, Step.VOID, "shift-chief", {"reason": "mistake"})
    sit_down(qtbot, desk, city_life, "shift-chief")
    gate.open(qtbot)
    assert desk.case.steps.notice_label.text() == ""
    assert desk.notice_bar.isHidden()


def test_that_the_reporter_refused_to_the_former_account_is_not_said_to_the_next(
    qtbot: QtBot,
    open_desk: OpenDesk,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = open_desk("call-taker")
    open_case(qtbot, desk, city_life.reported())
    gate = Gate(center.casebook, "reporters", monkeypatch)
    desk.case.page.reporter_wanted.emit(desk.case.number, "to call back")
    gate.wait_for_caller(qtbot)
    center.access.disable_account("call-taker")
    sit_down(qtbot, desk, city_life, "dispatcher")
    gate.open(qtbot)
    assert desk.notice_bar.isHidden()


def test_that_a_step_of_the_former_account_moves_nothing_under_the_next(
    qtbot: QtBot,
    open_desk: OpenDesk,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = city_life.filed(REFUSE), city_life.filed(REFUSE)
    desk = open_desk("dispatcher")
    open_case(qtbot, desk, first)
    gate = Gate(center.desk, "take", monkeypatch, number=first)
    desk.case.steps.submit()
    gate.wait_for_caller(qtbot)
    desk.sit_down(city_life.account("shift-chief"))
    with qtbot.assertNotEmitted(desk.case.stepped):
        gate.open(qtbot)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    assert desk.case.number == first != second


def test_that_a_notice_goes_with_the_account_that_it_was_for(
    open_desk: OpenDesk, city_life: CityLife
) -> None:
    desk = open_desk("dispatcher")
    desk.notice_bar.say("No such case.")
    desk.sit_down(city_life.account("shift-chief"))
    assert desk.notice_bar.isHidden()
    desk.notice_bar.say_bug("KeyError")
    desk.sit_down(city_life.account("dispatcher"))
    assert not desk.notice_bar.isHidden()
