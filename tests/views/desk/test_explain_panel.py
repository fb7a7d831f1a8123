"""Every countdown can be asked why it stands where it stands."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import ClockExplanation
from commandcenter.views.desk.case.explain_panel import ExplainPanel
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.theme import Colour
from tests.city.life import REFUSE, CityLife
from tests.views.desk.conftest import OpenDesk

_REASON = {"reason": "weather"}


def said(panel: ExplainPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel)]


def cells(panel: ExplainPanel, column: int) -> list[str]:
    table = panel.spans_table
    assert table is not None
    index = table.model().index
    return [str(index(at, column).data()) for at in range(table.rowCount())]


def panel_of(desk: DeskWindow, qtbot: QtBot) -> ExplainPanel:
    qtbot.waitUntil(lambda: bool(desk.findChildren(ExplainPanel)))
    (panel,) = desk.findChildren(ExplainPanel)
    return panel


def test_that_the_countdown_of_the_case_in_hand_explains_itself_by_key(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    number = city_life.handling(REFUSE, "sanitation")
    desk = open_desk("dispatcher")
    desk.activateWindow()
    desk.select(number)
    QTest.keyClick(desk, Qt.Key.Key_F5)  # before the page has been read
    panel = panel_of(desk, qtbot)
    assert "Refuse lies beside the bins" in " ".join(said(panel))
    assert panel.sum_label.text() == "Total counted: 4:00:00 = 4 working hours"
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desk.findChildren(ExplainPanel))


def test_that_each_line_of_the_clocks_leads_to_its_explanation(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    desk = open_desk("leader")
    desk.select(city_life.handling())
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    buttons = desk.case.page.clocks.explain_buttons
    assert (ClockName.HANDLING, 1) in buttons
    buttons[ClockName.ACCEPT, 1].click()
    assert "Accept: why this deadline" in said(panel_of(desk, qtbot))


def test_that_nights_and_breaks_are_told_with_their_reason_and_who_says_so(
    qtbot: QtBot, city_life: CityLife, words: CityWords, center: CommandCenter, english: None
) -> None:
    number = city_life.handling(REFUSE, "sanitation")
    city_life.step(number, Step.ASK_EXTENSION, "department-sanitation", _REASON)
    city_life.step(number, Step.GRANT_EXTENSION, "dispatcher", {})
    panel = _panel(qtbot, number, words, center)
    assert cells(panel, 3)[-1] == "8:00:00"
    reasons = set(cells(panel, 4))
    assert {"break between working hours", "outside working hours"} <= reasons
    assert all(cells(panel, 5))
    assert "= 4 working hours × 2 (extensions: 1)" in panel.sum_label.text()


def test_that_the_panel_is_set_off_from_what_lies_under_it(
    qtbot: QtBot, city_life: CityLife, words: CityWords, center: CommandCenter, english: None
) -> None:
    panel = _panel(qtbot, city_life.handling(), words, center)
    picture = panel.grab().toImage()
    middle, right, bottom = panel.height() // 2, panel.width() - 1, panel.height() - 1
    for x, y in ((0, middle), (right, middle), (right, bottom)):
        assert picture.pixelColor(x, y) == QColor(Colour.CONTROL_BORDER)
    assert picture.pixelColor(4, middle) == QColor(Colour.PANEL)


def test_that_a_deadline_of_another_system_is_told_in_a_plain_sentence(
    qtbot: QtBot, city_life: CityLife, words: CityWords, center: CommandCenter, english: None
) -> None:
    number = city_life.handling()
    explained = center.casebook.explain(number, ClockName.CASE, 1, viewer=CENTRE_VIEW)
    assert explained.explanation is None
    panel = ExplainPanel(_imported(explained), words)
    qtbot.addWidget(panel)
    assert (
        "Another system set this deadline; it was not calculated by the rules of this centre."
        in said(panel)
    )
    assert panel.spans_table is None


def _panel(qtbot: QtBot, number: str, words: CityWords, center: CommandCenter) -> ExplainPanel:
    explained = center.casebook.explain(number, ClockName.HANDLING, 1, viewer=CENTRE_VIEW)
    panel = ExplainPanel(explained, words)
    qtbot.addWidget(panel)
    return panel


def _imported(explained: ClockExplanation) -> ClockExplanation:
    return replace(explained, imported=True)
