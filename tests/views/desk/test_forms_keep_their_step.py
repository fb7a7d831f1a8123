"""A form belongs to one step of one case: whatever others do meanwhile, it sends nothing else."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.desk import Taken
from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.desk.steps.moment_chooser import MomentChooser
from commandcenter.views.desk.steps.photo_picker import PhotoPicker
from tests.city.life import HAWKER, LAMP, MANHOLE, REFUSE, CityLife, FakeClock
from tests.views.desk.hand import Hand, enter, form_of

ROADS = "department-roads"
NOTE = "同意退回,转环卫"


def note_of(pane: CasePane) -> QPlainTextEdit:
    field = form_of(pane).fields["note"]
    assert isinstance(field, QPlainTextEdit)
    return field


def compose(field: QWidget, text: str) -> None:
    """As an input method shows it before it is chosen."""
    QApplication.sendEvent(field, QInputMethodEvent(text, []))


def press_send(pane: CasePane) -> None:
    QTest.keyClick(note_of(pane), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def steps_of(center: CommandCenter, number: str) -> list[str]:
    return [line.step for line in center.casebook.history(number, viewer=CENTRE_VIEW)]


def until_version(qtbot: QtBot, pane: CasePane, center: CommandCenter, number: str) -> None:
    """Until the page shows the case as it stands in the database."""
    version = center.casebook.case(number, viewer=CENTRE_VIEW).row.version

    def shown() -> bool:
        content = pane.page.content
        return content is not None and content.row.version == version

    qtbot.waitUntil(shown)


@pytest.fixture
def asked(city_life: CityLife) -> str:
    """A case whose department asks to be rid of it."""
    number = city_life.dispatched(LAMP)
    return city_life.step(number, Step.ASK_RETURN, ROADS, {"reason": "not_ours"})


def test_that_words_for_one_decision_are_never_sent_as_another_act(
    hand: Hand, city_life: CityLife, qtbot: QtBot, center: CommandCenter, asked: str
) -> None:
    pane = hand.open(asked, "dispatcher")
    assert form_of(pane).step is Step.GRANT_RETURN
    note_of(pane).setFocus()
    QTest.keyClicks(note_of(pane), "granted, for the")
    city_life.step(asked, Step.REFUSE_RETURN, "dispatcher", {"note": "管辖无误"})
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    taken = steps_of(center, asked)
    press_send(pane)
    QTest.keyClicks(note_of(pane), " more")
    pane.steps.submit_button.click()
    assert form_of(pane).step is Step.GRANT_RETURN
    assert note_of(pane).toPlainText() == "granted, for the"
    assert not pane.steps.submit_button.isEnabled()
    said = pane.steps.notice_label.text()
    assert "“Grant return” is no longer possible: Refuse return, Dispatcher, 11-23 10:00" in said
    assert steps_of(center, asked) == taken


def test_that_another_application_of_the_same_kind_is_another_act(
    hand: Hand, city_life: CityLife, qtbot: QtBot, clock: FakeClock, asked: str
) -> None:
    pane = hand.open(asked, "dispatcher")
    enter(pane, "note", NOTE)
    city_life.step(asked, Step.REFUSE_RETURN, "dispatcher", {})
    clock.advance(timedelta(minutes=1))
    city_life.step(asked, Step.ASK_RETURN, ROADS, {"reason": "wrong_kind"})
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    qtbot.waitUntil(lambda: Step.GRANT_RETURN in pane.steps.steps)
    assert not pane.steps.submit_button.isEnabled()
    pane.steps.choose(Step.GRANT_RETURN)
    assert not form_of(pane).is_frozen
    assert form_of(pane).values()["note"] == NOTE
    assert pane.steps.submit_button.isEnabled()


def test_that_words_on_a_case_that_left_the_department_stay_and_are_not_sent(
    hand: Hand, city_life: CityLife, qtbot: QtBot, asked: str
) -> None:
    pane = hand.open(asked, ROADS)
    enter(pane, "note", NOTE)
    city_life.step(asked, Step.GRANT_RETURN, "dispatcher", {})
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    assert pane.steps.notice_label.text().startswith("You can no longer see this case")
    assert form_of(pane).values()["note"] == NOTE
    assert not pane.steps.submit_button.isEnabled()
    assert pane.steps.steps == []


def test_that_composition_cursor_and_focus_survive_what_others_do(
    hand: Hand, city_life: CityLife, qtbot: QtBot, center: CommandCenter, asked: str
) -> None:
    pane = hand.open(asked, "dispatcher")
    note = note_of(pane)
    note.setFocus()
    QTest.keyClicks(note, "abcd")
    for _ in range(2):
        QTest.keyClick(note, Qt.Key.Key_Left)
    compose(note, "ni hao")
    city_life.step(asked, Step.URGE, "shift-chief", {"note": "快"})
    until_version(qtbot, pane, center, asked)
    assert note_of(pane) is note
    assert note.hasFocus()
    assert note.textCursor().position() == 2
    assert note.document().firstBlock().layout().preeditAreaText() == "ni hao"
    assert not form_of(pane).is_frozen


def test_that_what_is_being_composed_is_kept_when_a_form_is_frozen(
    hand: Hand, city_life: CityLife, qtbot: QtBot, asked: str
) -> None:
    pane = hand.open(asked, "dispatcher")
    note_of(pane).setFocus()
    compose(note_of(pane), "同意")
    city_life.step(asked, Step.REFUSE_RETURN, "dispatcher", {})
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    assert note_of(pane).toPlainText() == "同意"
    assert note_of(pane).hasFocus()


def test_that_a_form_in_which_something_is_composed_is_in_use(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.filed(MANHOLE)
    pane = hand.open(number, "call-taker")
    pane.steps.choose(Step.CORRECT)
    place = form_of(pane).fields["place"]
    place.setFocus()
    compose(place, "六条")
    city_life.step(number, Step.CORRECT, "call-taker", {"kind": REFUSE, "condition": 1})
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    assert form_of(pane).values()["place"] == "六条"


def test_that_a_form_whose_list_is_open_is_in_use(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.filed(MANHOLE)
    pane = hand.open(number, "dispatcher")
    pane.steps.choose(Step.DISPATCH)
    departments = form_of(pane).fields["department"]
    assert isinstance(departments, QComboBox)
    departments.showPopup()
    city_life.step(number, Step.CORRECT, "call-taker", {"kind": REFUSE, "condition": 1})
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    assert form_of(pane).fields["department"] is departments


def test_that_a_form_whose_file_dialog_is_open_is_in_use(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.handling()
    city_life.step(number, Step.ASK_RETURN, ROADS, {"reason": "not_ours"})
    pane = hand.open(number, ROADS)
    pane.steps.choose(Step.FINISH)
    photos, seen = form_of(pane).fields["photo"], list[bool]()
    assert isinstance(photos, PhotoPicker)

    def lose_the_case() -> None:
        try:
            city_life.step(number, Step.GRANT_RETURN, "dispatcher", {})
            qtbot.waitUntil(lambda: pane.steps.steps == [])
            seen.append(pane.steps.form is not None and pane.steps.form.is_frozen)
        finally:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QDialog):
                dialog.reject()

    QTimer.singleShot(0, lose_the_case)
    photos.choose_button.click()
    assert seen == [True]


def test_that_a_condition_chosen_for_one_kind_is_not_filed_under_another(
    hand: Hand, city_life: CityLife, qtbot: QtBot, center: CommandCenter
) -> None:
    number = city_life.accepted(MANHOLE)
    pane = hand.open(number, "shift-chief")
    enter(pane, "condition", 2)
    enter(pane, "note", NOTE)
    city_life.step(number, Step.CORRECT, "call-taker", {"kind": HAWKER})
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    assert "The case has changed: Correct, Call-taker" in pane.steps.notice_label.text()
    pane.steps.submit()
    assert steps_of(center, number)[-1] == Step.CORRECT
    pane.steps.choose(Step.FILE)
    assert form_of(pane).values()["note"] == NOTE
    enter(pane, "condition", 1)
    with qtbot.waitSignal(pane.stepped):
        pane.steps.submit()
    assert center.casebook.case(number, viewer=CENTRE_VIEW).row.category == HAWKER


def test_that_a_department_proposed_for_one_kind_is_not_sent_another(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.filed(MANHOLE)
    pane = hand.open(number, "dispatcher")
    enter(pane, "note", NOTE)
    fields = {"kind": REFUSE, "condition": 1}
    city_life.step(number, Step.CORRECT, "call-taker", fields)
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    pane.steps.choose(Step.DISPATCH)
    assert form_of(pane).values() == {
        "department": "sanitation",
        "assisting": [],
        "note": NOTE,
    }


def test_that_a_form_that_nobody_touched_follows_the_case(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.filed()
    pane = hand.open(number, "dispatcher")
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    qtbot.waitUntil(lambda: form_of(pane).step is not Step.DISPATCH)
    assert not form_of(pane).is_frozen
    assert pane.steps.notice_label.isHidden()


def test_that_a_form_that_nobody_touched_keeps_the_focus_where_it_was(
    hand: Hand, city_life: CityLife, qtbot: QtBot, center: CommandCenter
) -> None:
    number = city_life.filed(MANHOLE)
    pane = hand.open(number, "dispatcher")
    pane.steps.choose(Step.DISPATCH)
    note_of(pane).setFocus()
    city_life.step(number, Step.CORRECT, "call-taker", {"kind": REFUSE, "condition": 1})
    until_version(qtbot, pane, center, number)
    assert form_of(pane).values()["department"] == "sanitation"
    assert note_of(pane).hasFocus()


def test_that_who_is_about_to_type_is_not_given_another_form(
    hand: Hand, city_life: CityLife, qtbot: QtBot, asked: str
) -> None:
    pane = hand.open(asked, "dispatcher")
    note_of(pane).setFocus()
    city_life.step(asked, Step.REFUSE_RETURN, "dispatcher", {})
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    assert form_of(pane).step is Step.GRANT_RETURN
    assert note_of(pane).hasFocus()


def test_that_a_refusal_leaves_focus_and_cursor_where_they_were(
    hand: Hand, city_life: CityLife, qtbot: QtBot, tmp_path: Path
) -> None:
    pane = hand.open(city_life.handling(), ROADS)
    enter(pane, "photo", [tmp_path / "gone.jpg"])
    note = note_of(pane)
    note.setFocus()
    QTest.keyClicks(note, "covered")
    for _ in range(3):
        QTest.keyClick(note, Qt.Key.Key_Left)
    press_send(pane)
    assert not note.isEnabled()
    qtbot.waitUntil(lambda: "gone.jpg" in pane.steps.notice_label.text())
    assert note.hasFocus()
    assert note.textCursor().position() == 4


def test_that_keys_typed_while_a_step_is_on_its_way_go_nowhere(
    hand: Hand, city_life: CityLife, qtbot: QtBot, tmp_path: Path
) -> None:
    pane = hand.open(city_life.handling(), ROADS)
    for need, value in (("photo", [tmp_path / "gone.jpg"]), ("note", NOTE)):
        enter(pane, need, value)
    note_of(pane).setFocus()
    press_send(pane)
    assert QApplication.focusWidget() is pane.steps


def test_that_a_removed_photo_leaves_the_focus_with_the_photos(
    hand: Hand, city_life: CityLife
) -> None:
    pane = hand.open(city_life.handling(), ROADS)
    picker = form_of(pane).fields["photo"]
    assert isinstance(picker, PhotoPicker)
    picker.set_value([Path("a.jpg")])
    picker.clear_button.setFocus()
    QTest.keyClick(picker.clear_button, Qt.Key.Key_Space)
    assert picker.value() == []
    assert picker.choose_button.hasFocus()


def test_that_a_removed_moment_leaves_the_focus_with_the_moment(
    hand: Hand, city_life: CityLife
) -> None:
    pane = hand.open(city_life.handling(), ROADS)
    pane.steps.choose(Step.ASK_EXTENSION)
    chooser = form_of(pane).fields["until"]
    assert isinstance(chooser, MomentChooser)
    chooser.set_value("2026-11-24T08:00")
    chooser.clear_button.setFocus()
    QTest.keyClick(chooser.clear_button, Qt.Key.Key_Space)
    assert chooser.edit.hasFocus()


def test_that_a_step_that_stays_keeps_its_button_and_the_focus_on_it(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.handling()
    pane = hand.open(number, ROADS)
    pane.resize(1400, 900)
    button = pane.steps.buttons.buttons[Step.ASK_RETURN]
    button.setFocus()
    city_life.step(number, Step.URGE, "dispatcher", {"note": "快"})
    qtbot.waitUntil(lambda: Step.REPLY in pane.steps.steps)
    assert pane.steps.buttons.buttons[Step.ASK_RETURN] is button
    assert button.hasFocus()


def test_that_ones_own_step_is_no_news_to_oneself(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    pane = hand.open(city_life.dispatched(LAMP), ROADS)
    enter(pane, "note", NOTE)
    pane.steps.submit()
    said: set[str] = set()

    def goes_on() -> bool:
        said.add(pane.steps.notice_label.text())
        return pane.steps.form is not None and pane.steps.form.step is Step.FINISH

    qtbot.waitUntil(goes_on)
    assert said == {""}


def test_that_the_feed_may_be_faster_than_the_answer(
    hand: Hand,
    city_life: CityLife,
    qtbot: QtBot,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = city_life.dispatched(LAMP)
    pane, other = hand.open(number, ROADS), hand.open_beside(number, ROADS)
    take, answer = center.desk.take, threading.Event()

    def take_and_answer_late(*given: Any, **fields: Any) -> Taken:
        taken = take(*given, **fields)
        answer.wait(10)
        return taken

    monkeypatch.setattr(center.desk, "take", take_and_answer_late)
    enter(pane, "note", NOTE)
    pane.steps.submit()
    qtbot.waitUntil(lambda: form_of(other).step is Step.FINISH)
    assert pane.steps.notice_label.text() == ""
    assert not form_of(pane).is_frozen
    answer.set()
    qtbot.waitUntil(lambda: pane.steps.form is not None and pane.steps.form.step is Step.FINISH)
    assert pane.steps.notice_label.text() == ""
    assert form_of(pane).values()["note"] == ""


def test_that_a_step_of_the_case_before_leaves_nothing_in_the_next_one(
    hand: Hand, city_life: CityLife
) -> None:
    one, other = city_life.filed(), city_life.filed()
    pane = hand.open(one, "dispatcher")
    values: Mapping[str, object] = {"department": "street", "note": NOTE}
    for need, value in values.items():
        enter(pane, need, value)
    hand.turn_to(pane, other)
    assert form_of(pane).values()["note"] == ""
    assert form_of(pane).values()["department"] != "street"
    assert form_of(pane).number == other
