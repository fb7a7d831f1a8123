"""The search box: nothing is taken from the answer to another text."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.services.casebook import CaseRow
from commandcenter.views.desk.reading.case_search import Hits
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.desk.window.search_box import SearchBox
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.tour.camera import Tour
from commandcenter.views.tour.desk_tour import tour_desk
from tests.city.life import CityLife, photo
from tests.views.desk.conftest import OpenDesk


@pytest.fixture
def rows(center: CommandCenter, city_life: CityLife) -> tuple[CaseRow, ...]:
    numbers = [city_life.reported("井盖缺失"), city_life.reported("路灯不亮")]
    viewer = city_life.account("dispatcher").viewer
    return tuple(sorted(center.casebook.rows_of(numbers, viewer=viewer), key=lambda r: r.number))


@pytest.fixture
def box(qtbot: QtBot, words: CityWords, english: None) -> SearchBox:
    made = SearchBox(words)
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    made.activateWindow()
    qtbot.waitUntil(made.hasFocus)
    return made


def type_anew(box: SearchBox, text: str) -> None:
    box.selectAll()
    QTest.keyClicks(box, text)


def test_that_enter_waits_for_the_answer_to_what_is_typed(
    qtbot: QtBot, box: SearchBox, rows: tuple[CaseRow, ...]
) -> None:
    one, other = rows
    chosen: list[str] = []
    box.case_chosen.connect(chosen.append)
    type_anew(box, "one")
    box.show_hits(Hits("one", (one,)))
    type_anew(box, "other")
    with qtbot.waitSignal(box.wanted) as wanted:
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert wanted.args == ["other"]
    assert chosen == []
    box.show_hits(Hits("one", (one,)))
    assert chosen == []
    box.show_hits(Hits("other", (other,)))
    assert chosen == [other.number]


def test_that_hits_of_a_former_text_can_be_neither_seen_nor_taken(
    box: SearchBox, rows: tuple[CaseRow, ...]
) -> None:
    chosen: list[str] = []
    box.case_chosen.connect(chosen.append)
    type_anew(box, "one")
    box.show_hits(Hits("one", rows))
    popup = box.popup
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClicks(popup, "x")
    assert not popup.isVisible()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert chosen == []


def test_that_an_arrow_and_enter_take_the_hit_under_them(
    box: SearchBox, rows: tuple[CaseRow, ...]
) -> None:
    chosen: list[str] = []
    box.case_chosen.connect(chosen.append)
    type_anew(box, "one")
    box.show_hits(Hits("one", rows))
    assert box.popup is not None
    QTest.keyClick(box.popup, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Return)
    assert chosen == [rows[1].number]


def test_that_enter_typed_on_without_waiting_opens_what_was_typed(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    """On the desk, with its database: the second text at once, and Enter."""
    former, wanted = city_life.reported("井盖缺失"), city_life.reported("路灯不亮")
    desk: DeskWindow = open_desk("call-taker")
    desk.activateWindow()
    desk.search_box.setFocus()
    QTest.keyClicks(desk.search_box, former)
    popup = desk.search_box.popup
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    type_anew(desk.search_box, wanted)
    QTest.keyClick(desk.search_box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.case.number == wanted)


def test_that_hits_end_with_who_looked_for_them(
    open_desk: OpenDesk, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.reported()
    desk = open_desk("call-taker")
    desk.activateWindow()
    desk.search_box.setFocus()
    QTest.keyClicks(desk.search_box, number[-5:])
    popup = desk.search_box.popup
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    desk.sit_down(city_life.account("department-roads"))
    assert desk.search_box.text() == ""
    assert not popup.isVisible()


def test_that_what_was_asked_of_one_case_does_not_open_over_another(
    open_desk: OpenDesk, city_life: CityLife, qtbot: QtBot
) -> None:
    """The explanation and the large photo of the case that was in hand when they were asked for."""
    one, other = city_life.reported(photos=(photo(),)), city_life.reported()
    desk = open_desk("call-taker")
    desk.select(one)
    qtbot.waitUntil(lambda: bool(desk.case.page.photos.thumbs))
    thumb = next(iter(desk.case.page.photos.thumbs.values()))
    qtbot.waitUntil(lambda: not thumb.icon().isNull())
    desk.case.explain()
    thumb.click()
    desk.select(other)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    desk.case.explain()
    qtbot.waitUntil(lambda: bool(desk.findChildren(QDialog)))
    assert [dialog.windowTitle().endswith(other) for dialog in desk.findChildren(QDialog)] == [True]


def test_that_a_list_of_the_first_hits_says_that_there_are_more(
    box: SearchBox, rows: tuple[CaseRow, ...]
) -> None:
    type_anew(box, "one")
    popup = box.popup
    assert popup is not None
    for more in (True, False):
        box.show_hits(Hits("one", rows, more=more))
        lines = [popup.model().index(at, 0).data() for at in range(popup.model().rowCount())]
        assert ("… and more. Add a word to narrow the search." in lines) is more
        assert len(lines) == len(rows) + more


def test_that_names_are_spelled_before_the_first_question(
    open_desk: OpenDesk, city_life: CityLife, qtbot: QtBot
) -> None:
    desk = open_desk("call-taker")
    assert not desk.names.are_ready
    desk.activateWindow()
    desk.search_box.setFocus()
    qtbot.waitUntil(lambda: desk.names.are_ready)


def test_that_the_tour_waits_for_what_was_found(
    open_desk: OpenDesk, city_life: CityLife, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city_life.reported()
    desk = open_desk("call-taker")
    seen: list[bool] = []

    def look(_tour: Tour, _window: QWidget, name: str) -> Path:
        if name == "desk-search":
            assert desk.search_box.popup is not None
            seen.append(desk.search_box.popup.isVisible())
        return tmp_path

    monkeypatch.setattr(Tour, "take", look)
    tour_desk(Tour(tmp_path, size=(1366, 768)), desk, [])
    assert seen == [True]


def test_that_hits_stand_below_the_line_and_are_written_out(
    box: SearchBox, rows: tuple[CaseRow, ...], qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(760, 500)
    box.setParent(window)
    box.setGeometry(250, 10, 200, 34)
    window.show()
    window.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    type_anew(box, "one")
    box.show_hits(Hits("one", rows))
    popup = box.popup
    assert popup is not None
    place = popup.geometry()
    assert place.left() == box.mapToGlobal(QPoint(0, 0)).x()
    assert box.width() < popup.sizeHintForColumn(0) <= place.width()
    box.show_hits(Hits("one", tuple(replace(row, address="安定门外大街" * 9) for row in rows)))
    assert popup.geometry().left() == place.left()
    assert popup.geometry().right() <= window.frameGeometry().right()
    box.setParent(None)
