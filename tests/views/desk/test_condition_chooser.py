"""The legal limit is never picked unseen."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.desk.forms.condition_chooser import ConditionChooser
from commandcenter.views.desk.steps.field_choosers import WordChooser
from commandcenter.views.frame.application import dress_up
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.theme import DESK_TEXT_PX, Colour
from tests.city.life import LAMP, MANHOLE, CityLife
from tests.views.desk.conftest import OpenDesk
from tests.views.desk.hand import Hand, form_of


def chooser_of(pane: CasePane) -> ConditionChooser:
    field = form_of(pane).fields["condition"]
    assert isinstance(field, ConditionChooser)
    return field


def is_highlighted(chooser: ConditionChooser, at: int) -> bool:
    """As it is painted."""
    box = chooser.visualItemRect(chooser.item(at))
    place = QPoint(box.right() - 2, box.center().y())
    picture = chooser.viewport().grab().toImage()
    return picture.valid(place) and picture.pixelColor(place) == QColor(Colour.SELECTION)


def highlighted(chooser: ConditionChooser) -> list[int]:
    return [at + 1 for at in range(chooser.count()) if is_highlighted(chooser, at)]


@pytest.fixture
def chooser(qtbot: QtBot, english: None, words: CityWords) -> ConditionChooser:
    made = ConditionChooser(words.facts.categories[MANHOLE].conditions, words)
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show()
    return made


def painted(chooser: ConditionChooser, at: int, *, height: int) -> QImage:
    """A condition from its top, as it would look with this height."""
    option = QStyleOptionViewItem()
    chooser.initViewItemOption(option)
    option.displayAlignment = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
    option.rect = QRect(0, 0, chooser.viewport().width(), height)
    picture = QImage(option.rect.size(), QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.black)
    painter = QPainter(picture)
    chooser.itemDelegate().paint(painter, option, chooser.indexFromItem(chooser.item(at)))
    painter.end()
    return picture


@pytest.mark.parametrize("width", range(260, 520, 4))
def test_that_no_condition_is_cut_off_or_lies_over_another(
    qapp: QApplication, chooser: ConditionChooser, width: int
) -> None:
    dress_up(qapp, DESK_TEXT_PX)
    chooser.resize(width, 200)
    qapp.processEvents()  # the list fits itself to its width
    boxes = [chooser.visualItemRect(chooser.item(at)) for at in range(chooser.count())]
    assert all(box.bottom() < below.top() for box, below in pairwise(boxes))
    for at, box in enumerate(boxes):
        above_border = QRect(0, 0, chooser.viewport().width(), box.height() - 2)
        as_high = painted(chooser, at, height=box.height())
        with_room = painted(chooser, at, height=box.height() + 200)
        assert as_high.copy(above_border) == with_room.copy(above_border)


def test_that_going_into_the_list_picks_nothing(chooser: ConditionChooser) -> None:
    chooser.activateWindow()
    chooser.setFocus()
    assert chooser.hasFocus()
    assert chooser.value() == ""
    assert highlighted(chooser) == []


def test_that_the_first_key_picks_the_first_condition(chooser: ConditionChooser) -> None:
    chooser.activateWindow()
    chooser.setFocus()
    for number in (1, 2):
        QTest.keyClick(chooser, Qt.Key.Key_Down)
        assert chooser.value() == number
        assert highlighted(chooser) == [number]


def test_that_a_click_is_seen(chooser: ConditionChooser) -> None:
    place = chooser.visualItemRect(chooser.item(1)).center()
    QTest.mouseClick(
        chooser.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert chooser.value() == 2
    assert highlighted(chooser) == [2]


def test_that_other_conditions_leave_nothing_chosen(
    chooser: ConditionChooser, words: CityWords
) -> None:
    chooser.set_value(2)
    chooser.show_conditions(words.facts.categories[LAMP].conditions)
    assert (chooser.value(), highlighted(chooser)) == ("", [])


def test_that_a_key_into_the_form_fixes_no_limit(hand: Hand, city_life: CityLife) -> None:
    pane = hand.open(city_life.accepted(MANHOLE), "shift-chief")
    pane.steps.choose(Step.FILE)
    assert chooser_of(pane).value() == ""
    assert not pane.steps.submit_button.isEnabled()


def test_that_the_only_condition_is_shown_as_chosen(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    pane = hand.open(city_life.accepted(LAMP), "shift-chief")
    pane.resize(700, 900)
    assert chooser_of(pane).value() == 1
    qtbot.waitUntil(lambda: highlighted(chooser_of(pane)) == [1])


def test_that_limit_and_deadline_stand_beside_what_was_chosen(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    pane = hand.open(city_life.accepted(MANHOLE), "shift-chief")
    said = pane.steps.preview_label
    assert said.isHidden()
    chooser_of(pane).set_value(1)
    qtbot.waitUntil(lambda: "limit 2 urgent hours" in said.text())
    assert "due if dispatched now 11-23 12:00" in said.text()
    chooser_of(pane).set_value(2)
    qtbot.waitUntil(lambda: "limit 1 working day" in said.text())
    assert "due if dispatched now 11-24 10:00" in said.text()
    assert "→" not in said.text().replace("stage Accepted → Filed", "")


def test_that_a_small_screen_shows_more_than_one_condition(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    number = city_life.accepted(MANHOLE)
    desk = open_desk("shift-chief")
    desk.resize(1366, 768)
    qtbot.waitUntil(lambda: desk.panes.is_narrow)
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.steps.form is not None)

    def both_are_seen() -> bool:
        chooser = chooser_of(desk.case)
        second = chooser.visualItemRect(chooser.item(1)).translated(chooser.viewport().pos())
        return bool(chooser.visibleRegion().contains(second))

    qtbot.waitUntil(both_are_seen)


def test_that_a_frozen_list_looks_frozen(chooser: ConditionChooser) -> None:
    chooser.setCurrentRow(0)
    assert highlighted(chooser) == [1]
    chooser.setEnabled(False)
    assert highlighted(chooser) == []


def test_that_a_list_that_shows_all_conditions_has_no_bar_to_scroll(
    chooser: ConditionChooser, qtbot: QtBot
) -> None:
    assert chooser.count() > 1
    chooser.resize(420, 200)
    qtbot.waitUntil(lambda: chooser.verticalScrollBar().maximum() == 0)
    last = chooser.visualItemRect(chooser.item(chooser.count() - 1))
    assert chooser.viewport().rect().contains(last.bottomLeft())
    assert not chooser.verticalScrollBar().isVisible()


def test_that_a_long_name_is_read_from_its_beginning(qtbot: QtBot, english: None) -> None:
    names = ("a" * 200, "b" * 200)
    chooser = WordChooser([(name[0], name) for name in names], search_too=True)
    qtbot.addWidget(chooser)
    chooser.resize(200, 30)
    chooser.set_value("b")
    line = chooser.lineEdit()
    assert line is not None
    assert (line.text(), line.cursorPosition()) == (names[1], 0)
