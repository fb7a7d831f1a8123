"""A key that is held down acts once, marked as a repeat or not.

X11 sends a release and a press for each repeat, both of the same moment; Qt marks some of them.
"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.views.desk.case.explain_panel import ExplainPanel
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.desk.window.shortcut_sheet import ShortcutSheet
from commandcenter.views.look import widget_rules
from tests.city.life import REFUSE, CityLife
from tests.views.desk.conftest import OpenDesk
from tests.views.desk.hand import Gate, form_of

_FIRST_REPEAT_MS, _REPEAT_MS = 660, 40
_CONTROL = Qt.KeyboardModifier.ControlModifier
_NONE = Qt.KeyboardModifier.NoModifier


class Keyboard:
    """Keys as the display sends them, with moments that the test sets."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self._qtbot = qtbot
        self._now = 1_000
        monkeypatch.setattr(widget_rules, "moment_of", self._moment)

    def _moment(self, _event: QKeyEvent) -> int:
        return self._now

    def press(
        self, window: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = _NONE, *, repeats: int = 0
    ) -> None:
        """Down, as many repeats that nothing marks, and up; to the window that is active then."""
        QTest.keyPress(_handle(window), key, held)
        for repeat in range(repeats):
            self._now += _REPEAT_MS if repeat else _FIRST_REPEAT_MS
            QTest.keyRelease(_handle(window), key, held)
            QTest.keyPress(_handle(window), key, held)
            self._qtbot.wait(1)
        self._now += _REPEAT_MS
        QTest.keyRelease(_handle(window), key, held)
        self._now += _REPEAT_MS


def _handle(window: QWidget) -> QWindow:
    handle = window.windowHandle()
    assert handle is not None
    return handle


@pytest.fixture
def keyboard(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Keyboard:
    return Keyboard(qtbot, monkeypatch)


def test_that_held_send_takes_one_step_and_stays_in_the_queue(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, keyboard: Keyboard
) -> None:
    first, second = city_life.filed(REFUSE), city_life.filed(REFUSE)
    desk, sent = open_desk("dispatcher"), list[str]()
    desk.case.sent.connect(sent.append)
    begin(qtbot, desk, first)
    with qtbot.assertNotEmitted(desk.queue.case_opened):
        keyboard.press(desk, Qt.Key.Key_Return, _CONTROL, repeats=90)
        qtbot.waitUntil(lambda: desk.case.number == second)
        keyboard.press(desk, Qt.Key.Key_Return, _CONTROL)
    assert sent == [first]
    assert desk.queue.isAncestorOf(desk.focusWidget() or desk)


def test_that_send_opens_no_case_in_the_queue(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, keyboard: Keyboard
) -> None:
    desk = open_desk("dispatcher")
    begin(qtbot, desk, city_life.filed(REFUSE))
    desk.queue.setFocus()
    with qtbot.assertNotEmitted(desk.queue.case_opened):
        keyboard.press(desk, Qt.Key.Key_Return, _CONTROL)
    with qtbot.waitSignal(desk.queue.case_opened):
        keyboard.press(desk, Qt.Key.Key_Return)


def test_that_held_f5_opens_one_explanation(
    qtbot: QtBot,
    open_desk: OpenDesk,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
    keyboard: Keyboard,
) -> None:
    desk = open_desk("dispatcher")
    begin(qtbot, desk, city_life.filed(REFUSE))
    gate = Gate(center.casebook, "explain", monkeypatch)
    keyboard.press(desk, Qt.Key.Key_F5, repeats=30)
    gate.open(qtbot)
    qtbot.waitUntil(lambda: bool(desk.findChildren(ExplainPanel)))
    assert len(desk.findChildren(ExplainPanel)) == 1


def test_that_f5_twice_before_the_answer_opens_one_explanation(
    qtbot: QtBot,
    open_desk: OpenDesk,
    city_life: CityLife,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
    keyboard: Keyboard,
) -> None:
    desk = open_desk("dispatcher")
    begin(qtbot, desk, city_life.filed(REFUSE))
    gate = Gate(center.casebook, "explain", monkeypatch)
    for _ in range(3):
        keyboard.press(desk, Qt.Key.Key_F5)
    gate.open(qtbot)
    qtbot.waitUntil(lambda: bool(desk.findChildren(ExplainPanel)))
    qtbot.wait(100)
    assert len(desk.findChildren(ExplainPanel)) == 1


def test_that_a_held_key_does_nothing_to_the_window_that_it_uncovers(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, keyboard: Keyboard
) -> None:
    desk = open_desk("dispatcher")
    begin(qtbot, desk, city_life.filed(REFUSE))
    keyboard.press(desk, Qt.Key.Key_F1)
    sheet = desk.findChild(ShortcutSheet)
    assert sheet is not None
    QTest.keyPress(_handle(sheet), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desk.findChildren(ShortcutSheet))
    note = form_of(desk.case).fields["note"]
    note.setFocus()
    for _ in range(30):  # of one moment: the key is still down
        QTest.keyRelease(_handle(desk), Qt.Key.Key_Escape)
        QTest.keyPress(_handle(desk), Qt.Key.Key_Escape)
    assert desk.focusWidget() is note


def test_that_the_held_space_bar_presses_a_button_once(
    qtbot: QtBot, open_desk: OpenDesk, keyboard: Keyboard
) -> None:
    desk, clicks = open_desk("dispatcher"), list[None]()
    button = QPushButton(desk)
    button.clicked.connect(lambda: clicks.append(None))
    button.show()
    button.setFocus()
    keyboard.press(desk, Qt.Key.Key_Space, repeats=30)
    assert len(clicks) == 1
    keyboard.press(desk, Qt.Key.Key_Space)
    assert len(clicks) == 2


def test_that_keys_that_type_and_walk_repeat(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, keyboard: Keyboard
) -> None:
    numbers = [city_life.filed(REFUSE) for _ in range(4)]
    desk = open_desk("dispatcher")
    begin(qtbot, desk, numbers[0])
    desk.queue.setFocus()
    keyboard.press(desk, Qt.Key.Key_Down, repeats=2)
    assert desk.case.number == numbers[3]
    qtbot.waitUntil(lambda: desk.case.steps.form is not None)
    form_of(desk.case).focus("note")
    for key in (Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_Return):
        keyboard.press(desk, key, repeats=2)
    assert form_of(desk.case).values()["note"] in ("aaa", "aaa   \n\n\n")


def test_that_a_key_pressed_again_acts_again(
    open_desk: OpenDesk, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk("dispatcher")
    for _ in range(3):
        keyboard.press(desk, Qt.Key.Key_F2)
        assert desk.queue.isAncestorOf(desk.focusWidget() or desk)
        keyboard.press(desk, Qt.Key.Key_K, _CONTROL)
        assert desk.search_box.hasFocus()


def begin(qtbot: QtBot, desk: DeskWindow, number: str) -> None:
    """The case in hand, its form ready to be sent."""
    desk.activateWindow()
    qtbot.waitUntil(lambda: desk.queue.row(number) is not None)
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.steps.form is not None)
    form_of(desk.case).focus_first()
