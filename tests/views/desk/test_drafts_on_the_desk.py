"""What is typed at a desk outlives other cases, other accounts and the program itself."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import Unavailable
from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.desk.forms import drafts
from commandcenter.views.desk.window.desk_window import DeskWindow
from tests.city.life import LAMP, CityLife, FakeClock, photo
from tests.views.desk.conftest import OpenDesk
from tests.views.desk.hand import Hand, enter, form_of, texts

ROADS = "department-roads"
NOTE = "已电话联系，路口有人值守。"


def kept(center: CommandCenter, city_life: CityLife, number: str, name: str) -> dict[Step, object]:
    """The notes in the database, by step."""
    rows = center.drafts.kept(number, by=city_life.account(name).actor)
    return {row.step: row.values.get("note") for row in rows}


def until_saved(qtbot: QtBot, pane: CasePane) -> None:
    with qtbot.waitSignal(pane.drafts.settled):
        pane.drafts.save()


def choose(qtbot: QtBot, desk: DeskWindow, number: str) -> None:
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)


def test_that_words_are_kept_a_moment_after_typing_stops(
    hand: Hand, city_life: CityLife, qtbot: QtBot, center: CommandCenter
) -> None:
    number = city_life.filed()
    pane = hand.open(number, "dispatcher")
    with qtbot.waitSignal(pane.drafts.settled):
        QTest.keyClicks(form_of(pane).fields["note"], "half a sent")
    assert kept(center, city_life, number, "dispatcher") == {Step.DISPATCH: "half a sent"}


def test_that_words_that_could_not_be_saved_are_saved_later(
    hand: Hand,
    city_life: CityLife,
    qtbot: QtBot,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = city_life.filed()
    pane = hand.open(number, "dispatcher")
    keep = center.drafts.keep

    def refuse_once(*_: Any, **__: Any) -> datetime | None:
        monkeypatch.setattr(center.drafts, "keep", keep)
        raise Unavailable("database-busy")

    monkeypatch.setattr(center.drafts, "keep", refuse_once)
    with qtbot.waitSignal(pane.drafts.refused):
        enter(pane, "note", NOTE)
    assert kept(center, city_life, number, "dispatcher") == {}
    qtbot.waitUntil(lambda: not pane.drafts.waits, timeout=15_000)
    assert kept(center, city_life, number, "dispatcher") == {Step.DISPATCH: NOTE}


def test_that_who_types_without_a_pause_is_saved_all_the_same(
    hand: Hand, city_life: CityLife, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = hand.open(city_life.filed(), "dispatcher")
    seconds, saved = count(), list[bool]()
    monkeypatch.setattr(drafts, "steady_seconds", lambda: next(seconds) / 4)
    pane.drafts.settled.connect(lambda: saved.append(True))
    for _ in range(60):
        QTest.keyClicks(form_of(pane).fields["note"], "a")
        qtbot.wait(40)
    assert saved


def test_that_turning_to_another_case_saves_at_once(
    hand: Hand,
    city_life: CityLife,
    qtbot: QtBot,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number, other = city_life.filed(), city_life.filed()
    monkeypatch.setattr(drafts, "_PAUSE_MS", 60_000)
    pane = hand.open(number, "dispatcher")
    enter(pane, "note", NOTE)
    hand.turn_to(pane, other)
    qtbot.waitUntil(lambda: not pane.drafts.waits)
    assert kept(center, city_life, number, "dispatcher") == {Step.DISPATCH: NOTE}


def test_that_another_desk_of_the_account_goes_on_where_this_one_stopped(
    hand: Hand, city_life: CityLife, qtbot: QtBot, tmp_path: Path, clock: FakeClock
) -> None:
    here = tmp_path / "here.jpg"
    here.write_bytes(photo().content)
    number = city_life.handling()
    pane = hand.open(number, ROADS)
    pane.steps.choose(Step.ASK_RETURN)
    enter(pane, "reason", "wrong_kind")
    until_saved(qtbot, pane)
    clock.advance(timedelta(seconds=1))
    pane.steps.choose(Step.FINISH)
    enter(pane, "note", NOTE)
    enter(pane, "photo", [here, tmp_path / "on another machine.jpg"])
    until_saved(qtbot, pane)
    other = hand.open_beside(number, ROADS)
    assert form_of(other).step is Step.FINISH
    assert form_of(other).values() == {"note": NOTE, "photo": [here]}
    left_out = "Not on this machine, so not included: on another machine.jpg."
    assert any(left_out in text for text in texts(other))
    enter(other, "photo", [here, here])
    assert not any(left_out in text for text in texts(other))
    other.steps.choose(Step.ASK_RETURN)
    assert form_of(other).values() == {"reason": "wrong_kind", "note": ""}


def test_that_a_draft_is_not_shown_to_who_sits_down_next(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, center: CommandCenter
) -> None:
    number = city_life.filed()
    desk = open_desk("dispatcher")
    choose(qtbot, desk, number)
    desk.case.steps.choose(Step.SUPERVISE)
    enter(desk.case, "note", NOTE)
    desk.sit_down(city_life.account("shift-chief"))
    assert desk.case.steps.form is None
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    desk.case.steps.choose(Step.SUPERVISE)
    assert form_of(desk.case).values()["note"] == ""
    desk.sit_down(city_life.account("dispatcher"))
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    assert form_of(desk.case).step is Step.SUPERVISE
    assert form_of(desk.case).values()["note"] == NOTE
    qtbot.waitUntil(lambda: not desk.case.drafts.waits)
    assert kept(center, city_life, number, "dispatcher") == {Step.SUPERVISE: NOTE}
    assert kept(center, city_life, number, "shift-chief") == {}


def test_that_what_an_account_saw_of_a_reporter_goes_with_it(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    number = city_life.reported()
    desk = open_desk("call-taker")
    choose(qtbot, desk, number)
    facts = desk.case.page.facts
    desk.case.page.reporter_wanted.emit(number, "to call back")
    qtbot.waitUntil(lambda: any("13800000000" in label.text() for label in facts.lines))
    desk.sit_down(city_life.account("dispatcher"))
    assert not facts.isVisible()


def test_that_a_draft_goes_with_its_step_though_it_is_written_after_it(
    hand: Hand,
    city_life: CityLife,
    qtbot: QtBot,
    center: CommandCenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = city_life.dispatched(LAMP)
    pane = hand.open(number, ROADS)
    keep, is_taken = center.drafts.keep, threading.Event()

    def keep_late(*given: Any, **fields: Any) -> datetime | None:
        is_taken.wait(10)
        return keep(*given, **fields)

    monkeypatch.setattr(center.drafts, "keep", keep_late)
    enter(pane, "note", NOTE)
    pane.drafts.save()
    with qtbot.waitSignal(pane.stepped):
        pane.steps.submit()
    is_taken.set()
    qtbot.waitUntil(lambda: not pane.drafts.waits)
    assert kept(center, city_life, number, ROADS) == {}


def test_that_words_without_a_step_are_shown_until_they_are_discarded(
    hand: Hand, city_life: CityLife, qtbot: QtBot, center: CommandCenter
) -> None:
    number, other = city_life.filed(), city_life.filed()
    pane = hand.open(number, "dispatcher")
    pane.steps.choose(Step.GIVE_BACK)
    enter(pane, "note", NOTE)
    city_life.step(number, Step.VOID, "shift-chief", {"reason": "mistake"})
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    hand.turn_to(pane, other)
    assert pane.steps.idle_drafts.isHidden()
    hand.turn_to(pane, number)
    assert pane.steps.form is None
    said = pane.steps.idle_drafts.labels[Step.GIVE_BACK].text()
    assert said == f"Unsent draft for “Give back”: {NOTE}"
    pane.steps.idle_drafts.discard_buttons[Step.GIVE_BACK].click()
    assert pane.steps.idle_drafts.isHidden()
    qtbot.waitUntil(lambda: not pane.drafts.waits)
    assert kept(center, city_life, number, "dispatcher") == {}


def test_that_an_old_draft_carries_no_choice_that_means_something_else_by_now(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number, other = city_life.accepted("10010100"), city_life.filed()
    pane = hand.open(number, "shift-chief")
    enter(pane, "condition", 1)
    enter(pane, "note", NOTE)
    hand.turn_to(pane, other)
    city_life.step(number, Step.CORRECT, "call-taker", {"kind": "20010100"})
    hand.turn_to(pane, number)
    assert form_of(pane).values()["note"] == NOTE
    assert "changed since you wrote this" in pane.steps.notice_label.text()


def test_that_what_was_emptied_again_is_no_draft(
    hand: Hand, city_life: CityLife, qtbot: QtBot, center: CommandCenter
) -> None:
    number = city_life.filed()
    pane = hand.open(number, "dispatcher")
    enter(pane, "note", NOTE)
    until_saved(qtbot, pane)
    enter(pane, "note", "")
    until_saved(qtbot, pane)
    assert kept(center, city_life, number, "dispatcher") == {}


def test_that_who_comes_back_at_once_finds_what_he_has_just_typed(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    one, other = city_life.filed(), city_life.filed()
    pane = hand.open(one, "dispatcher")
    for note in ("a", "ab", "abc"):
        enter(pane, "note", note)
        pane.open(other, None)
        hand.turn_to(pane, one)
        assert form_of(pane).values()["note"] == note


def test_that_words_erased_with_a_reporter_do_not_come_back_and_it_is_said(
    hand: Hand, city_life: CityLife, qtbot: QtBot, center: CommandCenter
) -> None:
    number = city_life.reported()
    pane = hand.open(number, "call-taker")
    enter(pane, "note", "王女士又来电")
    until_saved(qtbot, pane)
    center.erasing.erase_reporters(number, viewer=city_life.account("call-taker").viewer)
    enter(pane, "note", "王女士又来电,很急")
    pane.drafts.save()
    qtbot.waitUntil(lambda: "no longer stored" in pane.steps.notice_label.text())
    assert form_of(pane).values()["note"] == "王女士又来电,很急"
    enter(pane, "note", "王女士又来电,很急。")
    assert not pane.drafts.waits
    assert kept(center, city_life, number, "call-taker") == {}


def test_that_closing_the_window_saves_first(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, center: CommandCenter
) -> None:
    number = city_life.filed()
    desk = open_desk("dispatcher")
    choose(qtbot, desk, number)
    enter(desk.case, "note", NOTE)
    desk.close()
    qtbot.waitUntil(lambda: not desk.isVisible())
    assert kept(center, city_life, number, "dispatcher") == {Step.DISPATCH: NOTE}


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_that_a_window_that_cannot_save_asks_before_it_closes(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, database_file: Path, key: Qt.Key
) -> None:
    number = city_life.filed()
    desk = open_desk("dispatcher")
    choose(qtbot, desk, number)
    enter(desk.case, "note", NOTE)
    with writer_that_does_not_end(database_file):
        desk.close()
        qtbot.waitUntil(lambda: desk.findChildren(QMessageBox) != [], timeout=15_000)
    (question,) = desk.findChildren(QMessageBox)
    assert desk.isVisible()
    assert "could not be saved" in question.text()
    QTest.keyClick(question, key)
    assert not question.isVisible()
    assert desk.isVisible()
    assert form_of(desk.case).values()["note"] == NOTE
    desk.close()
    qtbot.waitUntil(lambda: not desk.isVisible())


@contextmanager
def writer_that_does_not_end(file: Path) -> Iterator[None]:
    database = Database(f"sqlite:///{file}")
    with database.raw_write():
        yield
    database.close()
