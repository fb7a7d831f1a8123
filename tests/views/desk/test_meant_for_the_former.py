"""Clicks and keys that were meant for one case, or one form, never reach the next."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.desk.window.desk_window import DeskWindow
from tests.city.life import LAMP, REFUSE, CityLife
from tests.views.desk.conftest import OpenDesk
from tests.views.desk.hand import Gate, Hand, enter, form_of

_LEFT = Qt.MouseButton.LeftButton


def place_of(button: QWidget) -> QPoint:
    """The middle of a button, in its window."""
    return button.mapTo(button.window(), button.rect().center())


def click_at(desk: DeskWindow, place: QPoint) -> None:
    """As a hand does: whatever lies there."""
    QCursor.setPos(desk.mapToGlobal(place))
    QTest.mouseClick(desk.windowHandle(), _LEFT, Qt.KeyboardModifier.NoModifier, place)


def until_there(qtbot: QtBot, desk: DeskWindow) -> QPoint:
    """Where the button stands that sends, as soon as it can be pressed."""
    button = desk.case.steps.submit_button
    seen: list[QPoint] = []

    def stands_still() -> bool:
        seen.append(place_of(button))
        is_ready = button.isEnabled() and desk.rect().contains(seen[-1])
        return is_ready and len(seen) > 9 and set(seen[-9:]) == {seen[-1]}

    qtbot.waitUntil(stands_still)
    return seen[-1]


def dispatch_first(qtbot: QtBot, desk: DeskWindow, first: str, second: str) -> QPoint:
    """Dispatch a case by mouse and wait for the next; where the pointer stands."""
    desk.select(first)
    place = until_there(qtbot, desk)
    with qtbot.waitSignal(desk.case.stepped):
        click_at(desk, place)
    qtbot.waitUntil(lambda: desk.case.number == second and desk.case.page.content is not None)
    assert form_of(desk.case).step is Step.DISPATCH
    assert until_there(qtbot, desk) == place
    return place


def test_that_a_double_click_dispatches_one_case(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    first, second = city_life.filed(REFUSE), city_life.filed(REFUSE)
    desk = open_desk("dispatcher")
    place = dispatch_first(qtbot, desk, first, second)
    with qtbot.assertNotEmitted(desk.case.sent):
        click_at(desk, place)
        click_at(desk, place + QPoint(1, 1))  # no hand is that steady
    QTest.mouseMove(desk.windowHandle(), place + QPoint(9, 0))
    with qtbot.waitSignal(desk.case.stepped):
        click_at(desk, place + QPoint(9, 0))


def test_that_a_case_that_comes_late_is_deaf_when_it_comes(
    qtbot: QtBot,
    open_desk: OpenDesk,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = city_life.filed(REFUSE), city_life.filed(REFUSE)
    desk = open_desk("dispatcher")
    desk.select(first)
    place = until_there(qtbot, desk)
    with qtbot.waitSignal(desk.case.sent):
        click_at(desk, place)
    gate = Gate(center.casebook, "case", monkeypatch, number=second)
    qtbot.waitUntil(lambda: desk.case.number == second)
    deafness = desk.case.steps.deafness
    qtbot.waitUntil(lambda: not deafness.is_deaf)
    assert desk.case.page.content is None
    gate.open(qtbot)
    assert desk.case.page.content is not None
    assert deafness.is_deaf
    with qtbot.assertNotEmitted(desk.case.sent):
        click_at(desk, place)


def test_that_the_wheel_turns_the_page_through_the_glass(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    first, second = city_life.filed(REFUSE), city_life.filed(REFUSE)
    desk = open_desk("dispatcher")
    dispatch_first(qtbot, desk, first, second)
    body = desk.case.page.findChildren(QScrollArea)
    area = next(one for one in body if one.isAncestorOf(desk.case.page.history))
    assert area.verticalScrollBar().maximum() > 0
    deafness = desk.case.steps.deafness
    deafness.begin()
    turn_wheel(deafness, area.viewport().mapToGlobal(area.viewport().rect().center()))
    assert area.verticalScrollBar().value() > 0
    assert deafness.is_deaf


def turn_wheel(widget: QWidget, place: QPoint) -> None:
    """Towards the hand, at a place of the screen."""
    event = QWheelEvent(
        QPointF(widget.mapFromGlobal(place)),
        QPointF(place),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_that_after_a_second_the_buttons_hear_again(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    first, second = city_life.filed(REFUSE), city_life.filed(REFUSE)
    desk = open_desk("dispatcher")
    place = dispatch_first(qtbot, desk, first, second)
    qtbot.waitUntil(lambda: not desk.case.steps.deafness.isVisible())
    with qtbot.waitSignal(desk.case.stepped):
        click_at(desk, place)


def test_that_a_case_that_was_chosen_hears_at_once(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    number = city_life.filed(REFUSE)
    desk = open_desk("dispatcher")
    desk.select(number)
    place = until_there(qtbot, desk)
    with qtbot.waitSignal(desk.case.stepped):
        click_at(desk, place)


def test_that_a_form_that_came_by_itself_is_not_sent_by_the_keys_for_the_last_one(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.dispatched(LAMP)
    city_life.step(number, Step.ASK_RETURN, "department-roads", {"reason": "not_ours"})
    pane = hand.open(number, "dispatcher")
    send = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    form_of(pane).focus("note")
    with qtbot.waitSignal(pane.stepped):
        QTest.keyClick(form_of(pane), *send)
    qtbot.waitUntil(lambda: pane.steps.form is not None and pane.steps.submit_button.isEnabled())
    assert form_of(pane).step is Step.DISPATCH
    with qtbot.assertNotEmitted(pane.sent):
        QTest.keyClick(form_of(pane), *send)
    pane.steps.choose(Step.DISPATCH)
    with qtbot.waitSignal(pane.stepped):
        QTest.keyClick(form_of(pane), *send)


def test_that_a_button_pressed_for_one_form_is_not_released_on_another(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.dispatched(LAMP)
    city_life.step(number, Step.ASK_RETURN, "department-roads", {"reason": "not_ours"})
    pane = hand.open(number, "dispatcher")
    QTest.mousePress(pane.steps.submit_button, _LEFT)
    city_life.step(number, Step.GRANT_RETURN, "dispatcher", {})
    qtbot.waitUntil(lambda: form_of(pane).step is Step.DISPATCH)
    assert pane.steps.submit_button.isEnabled()
    with qtbot.assertNotEmitted(pane.sent):
        QTest.mouseRelease(pane.steps.submit_button, _LEFT)


def test_that_the_space_bar_for_one_form_does_not_press_the_button_of_another(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.dispatched(LAMP)
    city_life.step(number, Step.ASK_RETURN, "department-roads", {"reason": "not_ours"})
    pane = hand.open(number, "dispatcher")
    pane.steps.submit_button.setFocus()
    city_life.step(number, Step.GRANT_RETURN, "dispatcher", {})
    qtbot.waitUntil(lambda: form_of(pane).step is Step.DISPATCH)
    assert not pane.steps.submit_button.hasFocus()


def test_that_a_key_that_is_held_down_acts_once(open_desk: OpenDesk) -> None:
    desk = open_desk("dispatcher")
    assert [one.key().toString() for one in desk.findChildren(QShortcut) if one.autoRepeat()] == []


def test_that_a_held_key_takes_no_second_step_though_nothing_marks_its_repeats(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    first, second = city_life.filed(REFUSE), city_life.filed(REFUSE)
    desk, sent = open_desk("dispatcher"), list[str]()
    desk.case.sent.connect(sent.append)
    desk.activateWindow()
    desk.select(first)
    until_there(qtbot, desk)
    form_of(desk.case).focus_first()
    for _ in range(60):
        hold_send(desk)
        qtbot.wait(40)
    assert sent == [first]
    assert desk.case.number == second
    qtbot.waitUntil(lambda: not desk.case.steps.deafness.is_deaf)
    form_of(desk.case).focus_first()
    hold_send(desk)
    assert sent == [first, second]


def hold_send(desk: DeskWindow) -> None:
    """One press of those that a held key sends, to whatever has the keyboard now."""
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(desk.focusWidget() or desk, Qt.Key.Key_Return, control)


def test_that_typing_goes_on_while_the_buttons_are_deaf(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.handling()
    pane = hand.open(number, "department-roads")
    enter(pane, "note", "a")
    note = form_of(pane).fields["note"]
    note.setFocus()
    city_life.step(number, Step.URGE, "dispatcher", {"note": "快"})
    qtbot.waitUntil(lambda: Step.REPLY in pane.steps.steps)
    assert pane.steps.deafness.is_deaf
    QTest.keyClicks(note, " b")
    assert sorted(str(form_of(pane).values()["note"])) == [" ", "a", "b"]
