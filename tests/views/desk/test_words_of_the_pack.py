"""What the pack says is at hand on the desk: phrases in notes, the patrol area of a case."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.views.desk.case.case_facts import CaseFacts
from commandcenter.views.desk.steps.note_box import NoteBox
from commandcenter.views.look.city_words import CityWords
from tests.city.life import CityLife

PHRASES = ("人员已出发。", "现场已围护 & 等待材料。")


def test_that_a_phrase_is_put_in_where_the_cursor_stands(qtbot: QtBot) -> None:
    box = NoteBox(PHRASES)
    qtbot.addWidget(box)
    box.set_value("请看：")
    cursor = box.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    box.setTextCursor(cursor)
    with qtbot.waitSignal(box.changed):
        box.phrases_button.menu().actions()[1].trigger()
    assert box.value() == "请看：现场已围护 & 等待材料。"


def test_that_nothing_is_put_into_a_note_that_is_frozen(qtbot: QtBot) -> None:
    """Somebody else took the step meanwhile: what was typed can be read and copied, no more."""
    box = NoteBox(PHRASES)
    qtbot.addWidget(box)
    box.setReadOnly(True)
    assert not box.phrases_button.isEnabled()
    box.setReadOnly(False)
    assert box.phrases_button.isEnabled()


def test_that_a_city_without_phrases_has_no_button_for_them(qtbot: QtBot) -> None:
    box = NoteBox()
    qtbot.addWidget(box)
    box.show()
    assert not box.phrases_button.isVisible()


def test_that_the_case_page_names_the_patrol_area(
    qapp: QApplication, qtbot: QtBot, words: CityWords, city_life: CityLife
) -> None:
    facts = CaseFacts(words)
    qtbot.addWidget(facts)
    number = city_life.reported()
    details = city_life.center.casebook.case(number, viewer=CENTRE_VIEW)
    facts.show_case(details)
    shown = [label.text() for label in facts.lines]
    patrol = words.patrol(details.row.unit_grid)
    assert patrol
    assert patrol in shown


def test_that_a_case_outside_every_patrol_area_names_none(
    qapp: QApplication, qtbot: QtBot, words: CityWords, city_life: CityLife
) -> None:
    number = city_life.reported(latitude=None, longitude=None)
    details = city_life.center.casebook.case(number, viewer=CENTRE_VIEW)
    assert words.patrol(details.row.unit_grid) == ""
