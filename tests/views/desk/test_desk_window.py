"""The desk as a whole: chosen in one is chosen in all, and only the feed changes what is seen."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.services.statistics import FigureQuery
from commandcenter.views.desk.case.explain_panel import ExplainPanel
from commandcenter.views.desk.queue.case_table_model import CaseTableModel
from commandcenter.views.desk.queue.queue_pane import QueuePane
from commandcenter.views.desk.queue.stage_counters import (
    ALL,
    ANSWER,
    DECIDE,
    MINE,
    OVERDUE,
    StageCounters,
)
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.frame.workplace import Workplace
from tests.city.life import HAWKER, LAMP, REFUSE, CityLife, FakeClock, photo
from tests.views.desk.conftest import OpenDesk


def shown(desk: DeskWindow) -> list[str]:
    return list(desk.queue.model.queue.numbers())


def choose(qtbot: QtBot, desk: DeskWindow, number: str) -> None:
    """Choose a case, and wait until its page has been read."""
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)


def count(desk: DeskWindow, name: str) -> str:
    return desk.counters.counters[name].count_label.text()


def test_that_a_dispatcher_finds_what_waits_for_him(
    open_desk: OpenDesk, city_life: CityLife
) -> None:
    filed, handled = city_life.filed(), city_life.handling()
    desk = open_desk("dispatcher")
    assert desk.counters.pressed == MINE
    assert shown(desk) == [filed]
    assert count(desk, ALL) == "2"
    desk.queue.show_only(ALL)
    assert set(shown(desk)) == {filed, handled}


def test_that_who_has_nothing_to_do_sees_how_the_city_stands(
    open_desk: OpenDesk, city_life: CityLife
) -> None:
    handled = city_life.handling()
    desk = open_desk("dispatcher")
    assert desk.counters.pressed == ALL
    assert shown(desk) == [handled]


def test_that_chosen_in_one_is_chosen_in_all(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    one, other = city_life.filed(REFUSE), city_life.filed(LAMP)
    desk = open_desk("dispatcher")
    QTest.keyClick(desk.queue.table.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: desk.case.number in {one, other})
    desk.map.case_chosen.emit(other)
    assert desk.queue.table.chosen == other
    assert desk.case.number == other
    assert desk.queue.table.view.currentIndex().data(CaseTableModel.RowRole).number == other


def test_that_a_case_is_dispatched_by_keyboard_and_the_next_one_comes_forward(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    first, second = city_life.filed(REFUSE), city_life.filed(REFUSE)
    desk = open_desk("dispatcher")
    choose(qtbot, desk, first)
    desk.activateWindow()
    QTest.keyClick(desk, Qt.Key.Key_F6)
    form = desk.case.steps.form
    assert form is not None
    assert form.values()["department"] == "sanitation"
    with qtbot.waitSignal(desk.case.stepped):
        QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.case.number == second
    qtbot.waitUntil(lambda: shown(desk) == [second])
    assert count(desk, Stage.DISPATCHED) == "1"


def test_that_turning_to_another_case_does_not_send_the_keyboard_to_the_search_box(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    first, second = city_life.filed(REFUSE), city_life.filed(REFUSE)
    desk = open_desk("dispatcher")
    choose(qtbot, desk, first)
    desk.activateWindow()
    form = desk.case.steps.form
    assert form is not None
    form.focus("note")
    assert form.fields["note"].hasFocus()
    desk.select(second)
    assert not desk.search_box.hasFocus()
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    assert not desk.search_box.hasFocus()


def test_that_the_screen_does_not_believe_a_click_before_the_feed(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    first, second = city_life.filed(), city_life.filed()
    desk = open_desk("dispatcher")
    choose(qtbot, desk, first)
    desk.case.steps.submit()
    assert shown(desk) == [first, second]
    qtbot.waitUntil(lambda: shown(desk) == [second])


def test_that_what_another_desk_does_is_seen_here(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    desk = open_desk("call-taker")
    desk.queue.show_only(MINE)
    with qtbot.waitSignal(desk.queue.shown_changed):
        number = city_life.reported()
    assert shown(desk) == [number]
    with qtbot.waitSignal(desk.queue.shown_changed):
        city_life.step(number, Step.ACCEPT, "call-taker", {"category": LAMP})
    assert shown(desk) == []


def test_that_a_department_sees_its_own_cases_only(
    open_desk: OpenDesk, city_life: CityLife
) -> None:
    own = city_life.dispatched(LAMP, "roads")
    city_life.dispatched(HAWKER, "street")
    city_life.filed()
    desk = open_desk("department-roads")
    desk.queue.show_only(ALL)
    assert shown(desk) == [own]
    assert count(desk, ALL) == "1"


def test_that_the_cases_of_others_do_not_come_in_by_the_feed(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    desk = open_desk("department-roads")
    city_life.dispatched(HAWKER, "street")
    own = city_life.dispatched(LAMP, "roads")
    qtbot.waitUntil(lambda: len(shown(desk)) > 0)
    assert shown(desk) == [own]
    assert count(desk, ALL) == "1"


def test_that_the_desk_offers_what_the_post_may_do(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    number = city_life.filed()
    desk = open_desk("dispatcher")
    choose(qtbot, desk, number)
    assert list(desk.case.steps.steps)[:2] == [Step.DISPATCH, Step.GIVE_BACK]
    desk.sit_down(city_life.account("supervisor"))
    qtbot.waitUntil(lambda: "Dispatch" in desk.case.steps.waiting_label.text())
    assert desk.case.steps.steps == []


def test_that_changing_the_account_changes_what_is_seen(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    lamp, hawker = city_life.dispatched(LAMP, "roads"), city_life.dispatched(HAWKER, "street")
    desk = open_desk("dispatcher")
    desk.queue.show_only(ALL)
    assert set(shown(desk)) == {lamp, hawker}
    with qtbot.waitSignal(desk.queue.refilled):
        desk.sit_down(city_life.account("department-street"))
    qtbot.waitUntil(lambda: shown(desk) == [hawker])
    assert desk.account_menu.text() == "Tiny Street Office"


def test_that_a_case_becomes_late_by_the_clock_alone(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, clock: FakeClock
) -> None:
    number = city_life.handling()
    desk = open_desk("leader")
    assert count(desk, OVERDUE) == "0"
    clock.advance(timedelta(hours=3))
    qtbot.waitUntil(lambda: count(desk, OVERDUE) == "1")
    desk.queue.show_only(OVERDUE)
    assert shown(desk) == [number]


def test_that_streets_and_departments_narrow_the_queue(
    open_desk: OpenDesk, city_life: CityLife
) -> None:
    roads, street = city_life.dispatched(LAMP, "roads"), city_life.dispatched(HAWKER, "street")
    filed = city_life.filed()
    desk = open_desk("leader")
    bar = desk.queue.filter_bar
    bar.department_menu.menu().actions()[1].trigger()
    assert shown(desk) == [filed]
    assert bar.count_label.text() == "1 of 3"
    bar.department_menu.menu().actions()[0].trigger()
    assert set(shown(desk)) == {roads, street, filed}


def reporters_shown(desk: DeskWindow) -> list[str]:
    return [label.text() for label in desk.case.page.facts.lines if "138" in label.text()]


def say_why(qtbot: QtBot, desk: DeskWindow, reason: str) -> None:
    QTest.mouseClick(desk.case.page.facts.reporter_button, Qt.MouseButton.LeftButton)
    (question,) = desk.findChildren(QInputDialog)
    question.setTextValue(reason)
    question.accept()


def test_that_a_reporter_is_masked_and_shown_for_a_while_to_who_says_why(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    number = city_life.reported()
    desk = open_desk("call-taker")
    choose(qtbot, desk, number)
    assert reporters_shown(desk) == ["王** · 138****0000"]
    say_why(qtbot, desk, "to call back")
    qtbot.waitUntil(lambda: reporters_shown(desk) == ["王女士 · 13800000000"])
    facts = desk.case.page.facts
    assert not facts.reporter_button.isVisible()
    facts.mask_reporters()  # as it does by itself half a minute later
    assert reporters_shown(desk) == ["王** · 138****0000"]
    assert facts.reporter_button.isVisible()
    desk.sit_down(city_life.account("dispatcher"))
    qtbot.waitUntil(lambda: facts.reporter_button.isHidden())
    assert reporters_shown(desk) == []


def test_that_no_reporter_is_shown_without_a_reason(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    desk = open_desk("call-taker")
    choose(qtbot, desk, city_life.reported())
    say_why(qtbot, desk, "  ")
    qtbot.waitUntil(lambda: "Say why" in desk.notice_bar.text_label.text())
    assert reporters_shown(desk) == ["王** · 138****0000"]


def test_that_a_search_opens_a_case_that_the_queue_no_longer_has(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    closed = city_life.closed()
    desk = open_desk("dispatcher")
    desk.activateWindow()
    QTest.keyClick(desk, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(desk.search_box, closed[-8:])
    popup = desk.search_box.popup
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(desk.search_box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    assert desk.case.page.content is not None
    assert desk.case.page.content.row.stage is Stage.CLOSED
    assert desk.search_box.text() == ""


def test_that_nothing_takes_the_place_of_a_case_outside_the_queue(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    closed, first, second = city_life.closed(), city_life.filed(), city_life.filed()
    desk = open_desk("dispatcher")
    desk.activateWindow()
    desk.select(second)
    desk.search_box.case_chosen.emit(closed)
    assert desk.case.number == closed
    choose(qtbot, desk, closed)
    QTest.keyClick(desk, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: desk.case.findChildren(ExplainPanel) != [])
    desk.case.findChildren(ExplainPanel)[0].reject()
    desk.activateWindow()
    qtbot.waitUntil(desk.isActiveWindow)
    QTest.keyClick(desk, Qt.Key.Key_Escape)
    assert desk.queue.table.view.hasFocus()
    assert desk.case.number == closed
    QTest.keyClick(desk.queue.table.view, Qt.Key.Key_Up)
    assert desk.case.number == first


def test_that_a_figure_lists_exactly_the_cases_it_counted(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, clock: FakeClock
) -> None:
    closed, opened = city_life.closed(), city_life.handling()
    city_life.reported()
    desk = open_desk("leader")
    today = clock().date()
    desk.show_figure("Filed today", "filed", FigureQuery(today, today))
    qtbot.waitUntil(lambda: set(shown(desk)) == {closed, opened})
    assert desk.queue.filter_bar.list_button.text() == "Filed today  ×"
    city_life.step(opened, Step.FINISH, "department-roads", {"note": "好", "photo": photo()})
    qtbot.waitUntil(lambda: count(desk, Stage.FINISHED) == "1")
    assert set(shown(desk)) == {closed, opened}
    desk.queue.filter_bar.list_button.click()
    qtbot.waitUntil(lambda: closed not in shown(desk))
    assert count(desk, ALL) == "2"


def test_that_a_second_desk_opened_later_is_filled_as_well(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, workplace: Workplace
) -> None:
    number = city_life.filed()
    open_desk("leader")
    later = QueuePane(workplace, StageCounters(workplace.words), city_life.account("dispatcher"))
    qtbot.addWidget(later)
    qtbot.waitUntil(lambda: list(later.model.queue.numbers()) == [number])


def test_that_the_map_folds_into_a_tab_on_a_small_screen(qtbot: QtBot, open_desk: OpenDesk) -> None:
    desk = open_desk("leader")
    assert not desk.panes.is_narrow
    assert desk.map.isVisible()
    desk.resize(1366, 768)
    qtbot.waitUntil(lambda: desk.panes.is_narrow)
    assert not desk.map.isVisible()
    desk.panes.show_map()
    assert desk.map.isVisible()
    desk.resize(1920, 1080)
    qtbot.waitUntil(lambda: not desk.panes.is_narrow)
    assert desk.map.isVisible()
    assert desk.case.isVisible()


def test_that_a_dispatcher_finds_what_he_has_to_decide(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    city_life.handling()
    asked = city_life.handling()
    desk = open_desk("dispatcher")
    assert count(desk, DECIDE) == "0"
    city_life.step(asked, Step.ASK_EXTENSION, "department-roads", {"reason": "parts"})
    qtbot.waitUntil(lambda: count(desk, DECIDE) == "1")
    desk.queue.show_only(DECIDE)
    assert shown(desk) == [asked]
    desk.queue.show_only(MINE)
    assert shown(desk) == [asked]
    city_life.step(asked, Step.REFUSE_EXTENSION, "dispatcher", {})
    qtbot.waitUntil(lambda: shown(desk) == [])


def test_that_whoever_is_urged_finds_it_until_he_replies(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    number = city_life.handling()
    city_life.step(number, Step.SUPERVISE, "dispatcher", {"note": "今日必须处置"})
    desk = open_desk("department-roads")
    assert count(desk, ANSWER) == "1"
    desk.queue.show_only(ANSWER)
    assert shown(desk) == [number]
    city_life.step(number, Step.REPLY, "department-roads", {"note": "已派人"})
    qtbot.waitUntil(lambda: count(desk, ANSWER) == "0")


def test_that_a_call_taker_finds_the_appeal_of_a_case_that_was_closed_long_ago(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, clock: FakeClock
) -> None:
    number = city_life.handling()
    clock.advance(timedelta(hours=5))
    steps: tuple[tuple[Step, str, dict[str, object]], ...] = (
        (Step.FINISH, "department-roads", {"note": "好", "photo": photo()}),
        (Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"}),
        (Step.PASS, "inspector", {"photo": photo()}),
        (Step.CLOSE, "shift-chief", {"closing": "done"}),
        (Step.ASK_APPEAL, "department-roads", {"reason": "late_dispatch"}),
    )
    for step, by, fields in steps:
        city_life.step(number, step, by, fields)
    desk = open_desk("call-taker")
    assert (count(desk, DECIDE), count(desk, ALL), count(desk, OVERDUE)) == ("1", "0", "0")
    desk.queue.show_only(DECIDE)
    assert shown(desk) == [number]
    choose(qtbot, desk, number)
    assert desk.case.steps.steps[0] is Step.GRANT_APPEAL
    with qtbot.waitSignal(desk.case.stepped):
        desk.case.steps.submit()
    qtbot.waitUntil(lambda: shown(desk) == [])
    desk.sit_down(city_life.account("dispatcher"))
    qtbot.waitUntil(lambda: desk.queue.is_filled and count(desk, DECIDE) == "1")
