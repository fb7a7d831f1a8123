"""The reason for showing a reporter belongs to the case, and the account, that was asked about."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from commandcenter.views.desk.window.desk_window import DeskWindow
from tests.city.life import CityLife
from tests.views.desk.conftest import OpenDesk


@pytest.fixture
def asking(qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife) -> DeskWindow:
    """A desk that asks why a reporter is to be shown in full."""
    desk = open_desk("call-taker")
    desk.select(city_life.reported())
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    desk.case.page.facts.reporter_button.click()
    assert question_of(desk)
    return desk


def question_of(desk: DeskWindow) -> QInputDialog | None:
    found = [it for it in desk.findChildren(QInputDialog) if it.isVisible()]
    return found[0] if found else None


def take_another_case(desk: DeskWindow, city_life: CityLife) -> None:
    desk.select(city_life.reported())


def sit_down(desk: DeskWindow, city_life: CityLife) -> None:
    desk.sit_down(city_life.account("dispatcher"))


def lock(desk: DeskWindow, city_life: CityLife) -> None:
    desk.case.put_away()


def test_that_a_reason_names_the_case_that_was_asked_about(
    qtbot: QtBot, asking: DeskWindow
) -> None:
    question, page = question_of(asking), asking.case.page
    assert question
    asked_about, page.number = page.number, "another"
    question.setTextValue("to call back")
    with qtbot.waitSignal(page.reporter_wanted) as wanted:
        question.accept()
    assert wanted.args == [asked_about, "to call back"]
    assert question_of(asking) is None


@pytest.mark.parametrize("leave", [take_another_case, sit_down, lock])
def test_that_the_question_is_closed_when_the_case_or_the_account_is_another(
    qtbot: QtBot,
    asking: DeskWindow,
    city_life: CityLife,
    leave: Callable[[DeskWindow, CityLife], None],
) -> None:
    with qtbot.assertNotEmitted(asking.case.page.reporter_wanted):
        leave(asking, city_life)
    assert question_of(asking) is None


def test_that_the_question_stays_open_while_the_case_is_read_again(
    qtbot: QtBot, asking: DeskWindow
) -> None:
    page = asking.case.page
    assert page.content
    page.show_content(page.content, viewer=asking.case._account.viewer)
    assert question_of(asking)
