"""A desk that nobody sits at shows nothing, and gives back what was typed to who typed it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.desk.shortcuts import Key
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.sign_in.idle_watch import IdleWatch
from commandcenter.views.sign_in.sign_in_dialog import SignInDialog
from commandcenter.views.sign_in.sign_in_form import SignedIn, SignInForm
from tests.city.life import PASSWORD, CityLife, FakeClock
from tests.views.desk.hand import enter, form_of

OpenSignedIn = Callable[[str], DeskWindow]


@pytest.fixture
def open_signed_in(
    qtbot: QtBot, workplace: Workplace, center: CommandCenter, clock: FakeClock
) -> Iterator[OpenSignedIn]:
    """A desk as it stands after its account has signed in."""
    opened: list[DeskWindow] = []

    def open_for(name: str) -> DeskWindow:
        account = center.access.account(name)
        desk = DeskWindow(workplace, account, signed_in=SignedIn(account, clock()))
        opened.append(desk)
        desk.resize(1700, 900)
        desk.show()
        with qtbot.waitSignal(desk.queue.refilled):
            workplace.watcher.start()
        return desk

    yield open_for
    workplace.close()
    for desk in opened:
        desk.close()
        desk.deleteLater()
        QApplication.sendPostedEvents(desk, QEvent.Type.DeferredDelete)


def sign_in(qtbot: QtBot, form: SignInForm, password: str, name: str = "") -> None:
    """As somebody at the keyboard does it."""
    if name:
        form.name.setText(name)
    QTest.keyClicks(form.password, password)
    QTest.keyClick(form.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.password.isReadOnly())


def test_that_a_locked_desk_shows_no_case_and_opens_by_the_password(
    qtbot: QtBot, open_signed_in: OpenSignedIn, city_life: CityLife, center: CommandCenter
) -> None:
    city_life.reported()
    desk = open_signed_in("dispatcher")
    assert desk.locking is not None
    desk.locking.lock()
    assert desk.lock_cover.isVisible()
    assert not desk.panes.isVisible()
    assert not desk.search_box.isEnabled()
    sign_in(qtbot, desk.lock_cover.form, "wrong")
    assert "do not fit" in desk.lock_cover.form.refusal.text()
    assert not desk.panes.isVisible()
    sign_in(qtbot, desk.lock_cover.form, PASSWORD)
    qtbot.waitUntil(desk.panes.isVisible)
    assert not desk.lock_cover.isVisible()
    assert desk.search_box.isEnabled()
    qtbot.waitUntil(lambda: len(center.sign_in.events("dispatcher")) >= 3)
    happened = [row.event for row in center.sign_in.events("dispatcher")]
    assert set(happened) >= {"locked", "refused", "unlocked"}


def test_that_what_was_typed_is_there_again_for_who_typed_it(
    qtbot: QtBot, open_signed_in: OpenSignedIn, city_life: CityLife
) -> None:
    desk = open_signed_in("dispatcher")
    desk.select(city_life.filed())
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    desk.case.steps.choose(Step.SUPERVISE)
    enter(desk.case, "note", "half a sentence")
    assert desk.locking is not None
    desk.locking.lock()
    assert not form_of(desk.case).isVisible()
    sign_in(qtbot, desk.lock_cover.form, PASSWORD)
    qtbot.waitUntil(desk.panes.isVisible)
    assert form_of(desk.case).isVisible()
    assert form_of(desk.case).values()["note"] == "half a sentence"


def test_that_a_locked_desk_keeps_no_list_menu_or_answer_open(
    qtbot: QtBot, open_signed_in: OpenSignedIn, city_life: CityLife, center: CommandCenter
) -> None:
    number = city_life.reported()
    desk = open_signed_in("call-taker")
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    desk.case.page.reporter_wanted.emit(number, "to call back")
    facts = desk.case.page.facts
    qtbot.waitUntil(lambda: any("13800000000" in line.text() for line in facts.lines))
    desk.search_box.setFocus()
    QTest.keyClicks(desk.search_box, number[-6:])
    popup = desk.search_box.popup
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    desk.case.explain()  # its answer comes after the lock
    assert desk.locking is not None
    desk.locking.lock()
    assert not popup.isVisible()
    assert desk.search_box.text() == ""
    assert not desk.counters.isVisible()
    assert not any("13800000000" in line.text() for line in facts.lines)
    with qtbot.waitSignal(desk.queue.refilled):  # later than the answer that is not wanted
        desk.queue.sit_down(desk.account)
    assert not [one for one in desk.findChildren(QDialog) if one.isVisible()]


def test_that_an_account_enabled_again_opens_no_locked_desk(
    qtbot: QtBot, open_signed_in: OpenSignedIn, center: CommandCenter
) -> None:
    desk = open_signed_in("dispatcher")
    assert desk.locking is not None
    desk.locking.lock()
    center.access.disable_account("dispatcher")
    desk.closed_seat.look()
    qtbot.waitUntil(lambda: desk.closed_seat.is_barred)
    center.access.enable_account("dispatcher")
    desk.closed_seat.look()
    qtbot.waitUntil(lambda: not desk.closed_seat.is_barred)
    assert not desk.panes.isVisible()
    assert not desk.search_box.isEnabled()
    assert desk.lock_cover.isVisible()


def test_that_who_signs_in_beside_an_open_dialog_gets_a_desk_of_their_own(
    qtbot: QtBot, open_signed_in: OpenSignedIn
) -> None:
    desk = open_signed_in("department-roads")
    assert desk.locking is not None
    dialog = QDialog(desk)
    dialog.finished.connect(dialog.deleteLater)
    QTimer.singleShot(0, desk.locking.change_account)
    dialog.exec()  # as the one that chooses photos: it ends when the desk is locked
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    with qtbot.waitSignal(desk.account_changed):
        sign_in(qtbot, desk.lock_cover.form, PASSWORD, "leader")
    qtbot.waitUntil(desk.panes.isVisible)
    assert desk.account.name == "leader"


def test_that_no_key_opens_anything_over_a_locked_desk(
    qtbot: QtBot, open_signed_in: OpenSignedIn, city_life: CityLife
) -> None:
    desk = open_signed_in("dispatcher")
    desk.select(city_life.filed())
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    assert desk.locking is not None
    desk.locking.lock()
    for key in (Key.EXPLAIN, Key.HELP, Key.CASE, Key.SEARCH):
        QTest.keySequence(desk, QKeySequence(key))
    qtbot.wait(300)
    assert not [one for one in desk.findChildren(QDialog) if one.isVisible()]
    assert not desk.panes.isVisible()
    assert desk.lock_cover.form.password.hasFocus() or not desk.isActiveWindow()


def test_that_the_password_field_never_shows_what_is_typed(
    open_signed_in: OpenSignedIn,
) -> None:
    desk = open_signed_in("dispatcher")
    assert desk.locking is not None
    desk.locking.lock()
    field = desk.lock_cover.form.password
    field.setText(PASSWORD)
    assert PASSWORD not in field.displayText()


def test_that_somebody_else_signs_in_at_a_locked_desk(
    qtbot: QtBot, open_signed_in: OpenSignedIn
) -> None:
    desk = open_signed_in("dispatcher")
    assert desk.locking is not None
    desk.locking.change_account()
    assert not desk.panes.isVisible()
    with qtbot.waitSignal(desk.account_changed):
        sign_in(qtbot, desk.lock_cover.form, PASSWORD, "call-taker")
    assert desk.account.name == "call-taker"
    qtbot.waitUntil(desk.panes.isVisible)


def test_that_who_comes_back_is_asked_for_their_own_password(
    qtbot: QtBot, open_signed_in: OpenSignedIn
) -> None:
    desk = open_signed_in("dispatcher")
    assert desk.locking is not None
    desk.locking.lock()
    assert desk.lock_cover.form.name.isReadOnly()
    assert desk.lock_cover.form.name.text() == "dispatcher"


def test_that_a_session_ended_by_an_administrator_locks_the_desk(
    qtbot: QtBot, open_signed_in: OpenSignedIn, center: CommandCenter, clock: FakeClock
) -> None:
    desk = open_signed_in("dispatcher")
    clock.advance(timedelta(seconds=1))
    center.sign_in.end_sessions("dispatcher", "here", by="administrator")
    assert desk.locking is not None
    desk.locking.session_watch.look()
    qtbot.waitUntil(desk.lock_cover.isVisible)
    assert "administrator has ended" in desk.lock_cover.title.text()
    clock.advance(timedelta(seconds=1))
    sign_in(qtbot, desk.lock_cover.form, PASSWORD)
    qtbot.waitUntil(desk.panes.isVisible)


def test_that_nobody_at_the_keyboard_locks(qtbot: QtBot, open_signed_in: OpenSignedIn) -> None:
    desk = open_signed_in("dispatcher")
    assert desk.locking is not None
    desk.locking.idle_watch.idle.emit()
    assert desk.lock_cover.isVisible()
    watch = IdleWatch(0.02)
    with qtbot.waitSignal(watch.idle):
        pass


def test_that_a_key_puts_the_lock_off(qtbot: QtBot, open_signed_in: OpenSignedIn) -> None:
    desk = open_signed_in("dispatcher")
    assert desk.locking is not None
    watch = desk.locking.idle_watch
    watch.watch(desk.windowHandle())
    at_first = watch.left_ms
    qtbot.waitUntil(lambda: watch.left_ms < at_first - 20)
    before = watch.left_ms
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_A)
    assert watch.left_ms > before


def test_that_a_demo_is_never_locked(workplace: Workplace, center: CommandCenter) -> None:
    desk = DeskWindow(
        workplace, center.access.account("dispatcher"), others=center.access.accounts()
    )
    assert desk.locking is None
    menu = desk.account_menu.menu()
    assert menu.actions()[0].text() == "Demo: no password is asked"
    desk.deleteLater()


def test_that_the_dialog_before_a_desk_says_who_signed_in(
    qtbot: QtBot, workplace: Workplace
) -> None:
    dialog = SignInDialog(workplace)
    qtbot.addWidget(dialog)
    dialog.show()
    sign_in(qtbot, dialog.form, "wrong", "shift-chief")
    assert dialog.signed_in is None
    sign_in(qtbot, dialog.form, PASSWORD, "shift-chief")
    qtbot.waitUntil(lambda: dialog.signed_in is not None)
    assert dialog.signed_in is not None
    assert dialog.signed_in.account.name == "shift-chief"
