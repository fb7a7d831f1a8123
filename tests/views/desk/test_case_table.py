"""The queue under the dispatcher's hands: nothing moves under the row in hand."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from commandcenter.models.cases.rules.stage import Stage
from commandcenter.views.desk.queue.case_table import CaseTable
from commandcenter.views.desk.queue.case_table_model import Column
from commandcenter.views.open_cases.queue import sort_rows
from commandcenter.views.open_cases.queue_filter import Work
from tests.views.desk.rows import row

MINUTE = timedelta(minutes=1)


def fill(table: CaseTable, count: int = 60) -> None:
    table.model.fill(sort_rows(row(f"{n:03}", due_in=n * MINUTE) for n in range(1, count + 1)))


def place_of(table: CaseTable, number: str) -> int:
    """How far below the top edge a case is painted."""
    at = table.model.queue.at(number)
    assert at is not None
    return table.view.visualRect(table.model.index(at, 0)).top()


def test_that_arrow_keys_walk_the_queue(qtbot: QtBot, table: CaseTable) -> None:
    fill(table)
    chosen: list[str] = []
    table.case_chosen.connect(chosen.append)
    for _ in range(3):
        QTest.keyClick(table.view, Qt.Key.Key_Down)
    QTest.keyClick(table.view, Qt.Key.Key_Up)
    assert chosen[-3:] == ["002", "003", "002"]


def test_that_the_first_arrow_key_takes_up_the_first_case(qtbot: QtBot, table: CaseTable) -> None:
    fill(table)
    table.activateWindow()
    table.view.clearFocus()
    table.view.setFocus()
    assert table.view.hasFocus()
    with qtbot.waitSignal(table.case_chosen) as chosen:
        QTest.keyClick(table.view, Qt.Key.Key_Down)
    assert chosen.args == ["001"]


def test_that_the_columns_fill_the_list_and_places_have_more_room_than_kinds(
    table: CaseTable,
) -> None:
    for width in (640, 900):
        table.resize(width, 400)
        kind, place = (table.view.columnWidth(column) for column in (Column.KIND, Column.PLACE))
        assert place > kind
        assert table.view.horizontalHeader().length() == table.view.viewport().width()


def test_that_enter_opens_the_case_in_hand(qtbot: QtBot, table: CaseTable) -> None:
    fill(table)
    table.choose("004")
    with qtbot.waitSignal(table.case_opened) as opened:
        QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == ["004"]


def test_that_new_cases_above_do_not_move_the_row_in_hand(qtbot: QtBot, table: CaseTable) -> None:
    fill(table)
    table.choose("030")
    before = place_of(table, "030")
    for n in range(100):
        table.model.apply([row(f"new{n}", due_in=-n * MINUTE)], [])
    assert place_of(table, "030") == before
    assert table.chosen == "030"
    assert table.news_button.isVisible()
    assert table.news_button.text() == "↑ 100 new"
    QTest.mouseClick(table.news_button, Qt.MouseButton.LeftButton)
    assert table.news_button.isHidden()
    assert table.view.verticalScrollBar().value() == 0


def test_that_new_cases_below_are_no_news(table: CaseTable) -> None:
    fill(table)
    table.choose("001")
    table.model.apply([row("new", due_in=90 * MINUTE)], [])
    assert table.news_button.isHidden()


def test_that_a_case_that_leaves_does_not_hand_over_its_neighbour(
    qtbot: QtBot, table: CaseTable
) -> None:
    fill(table)
    table.choose("003")
    with qtbot.assertNotEmitted(table.case_chosen):
        table.model.apply([row("003", stage=Stage.CLOSED, version=2)], [])
    assert table.chosen == "003"


def test_that_a_case_that_moves_stays_in_hand(qtbot: QtBot, table: CaseTable) -> None:
    fill(table)
    table.choose("003")
    with qtbot.assertNotEmitted(table.case_chosen):
        table.model.apply([row("003", due_in=50.5 * MINUTE, version=2)], [])
    assert table.view.currentIndex().row() == table.model.queue.at("003")


def test_that_a_new_reading_keeps_the_choice(qtbot: QtBot, table: CaseTable) -> None:
    fill(table)
    table.choose("040")
    with qtbot.assertNotEmitted(table.case_chosen):
        fill(table, 50)
    assert table.view.currentIndex().row() == 39


def test_that_the_next_case_is_the_one_below_that_waits_for_the_post(table: CaseTable) -> None:
    stages = [Stage.FILED, Stage.HANDLING, Stage.FILED]
    table.model.fill(
        sort_rows(row(str(n), due_in=n * MINUTE, stage=stage) for n, stage in enumerate(stages, 1))
    )
    filed = Work(stages=frozenset({Stage.FILED}))
    assert table.next_after("1", filed) == "3"
    assert table.next_after("3", filed) == "1"
    assert table.next_after("1", Work()) == "2"
    assert table.next_after("1", Work(stages=frozenset({Stage.INSPECTED}))) == ""


def test_that_coming_back_to_the_queue_turns_to_no_other_case(
    qtbot: QtBot, table: CaseTable
) -> None:
    """After a case outside the queue, a dialog over it, or Esc."""
    fill(table)
    table.choose("outside")
    table.activateWindow()
    with qtbot.assertNotEmitted(table.case_chosen):
        for _ in range(2):
            table.view.setFocus()
            assert table.view.hasFocus()
            table.view.clearFocus()
    assert table.chosen == "outside"


def test_that_a_case_outside_the_queue_leaves_the_place_in_it(table: CaseTable) -> None:
    fill(table)
    chosen: list[str] = []
    table.case_chosen.connect(chosen.append)
    table.choose("030")
    table.choose("outside")
    assert not table.view.selectionModel().hasSelection()
    assert table.next_after("outside", Work()) == "030"
    fill(table, 50)  # everything is read again
    QTest.keyClick(table.view, Qt.Key.Key_Down)
    assert chosen == ["031"]


def test_that_the_place_of_a_case_that_left_is_that_of_the_one_that_came_up(
    table: CaseTable,
) -> None:
    fill(table)
    chosen: list[str] = []
    table.case_chosen.connect(chosen.append)
    table.choose("030")
    table.model.apply([row("030", stage=Stage.CLOSED, version=2)], [])
    assert (table.chosen, chosen) == ("030", [])
    assert table.next_after("030", Work()) == "031"
    QTest.keyClick(table.view, Qt.Key.Key_Down)
    assert chosen == ["032"]


def test_that_enter_takes_up_the_case_at_the_place(qtbot: QtBot, table: CaseTable) -> None:
    fill(table)
    table.choose("004")
    table.choose("outside")
    with qtbot.waitSignals([table.case_chosen, table.case_opened]):
        QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert table.chosen == "004"


def test_that_words_typed_over_the_queue_turn_to_no_other_case(
    qtbot: QtBot, table: CaseTable
) -> None:
    fill(table)
    table.choose("030")
    with qtbot.assertNotEmitted(table.case_chosen):
        QTest.keyClicks(table.view, table.model.index(3, 1).data()[:4])
    assert table.chosen == "030"


def test_that_an_empty_queue_says_so(table: CaseTable) -> None:
    assert table.empty_label.isVisible()
    fill(table)
    assert table.empty_label.isHidden()


def test_that_home_and_end_go_to_the_first_and_the_last_row(table: CaseTable) -> None:
    fill(table)
    table.choose("020")
    QTest.keyClick(table.view, Qt.Key.Key_Home)
    assert table.chosen == "001"
    QTest.keyClick(table.view, Qt.Key.Key_End)
    assert table.view.currentIndex().row() == len(table.model.queue) - 1


def test_that_copying_a_row_copies_its_number(table: CaseTable) -> None:
    fill(table)
    table.choose("020")
    QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "020"


def test_that_a_report_without_a_kind_shows_what_was_said(table: CaseTable) -> None:
    table.model.fill(sort_rows([row("1", words="门口的\n井盖 不见了")]))
    index = table.model.index(0, Column.KIND)
    assert index.data() == "门口的 井盖 不见了"
