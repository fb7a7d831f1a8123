"""What the bar over the desk leads to: keys, statistics, the wall, another account."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.errors import NotFound, Unavailable
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.services.access import AccountRow
from commandcenter.views.desk.window.account_menu import AccountMenu
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.desk.window.other_screens import OtherScreens
from commandcenter.views.desk.window.shortcut_sheet import ShortcutSheet
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.open_cases.queue_filter import work_of
from commandcenter.views.statistics.statistics_window import StatisticsWindow
from commandcenter.views.wall.wall_window import WallWindow
from tests.city.life import CityLife
from tests.city.posts import Post
from tests.views.desk.conftest import OpenDesk


@pytest.fixture
def kept() -> Iterator[list[QWidget]]:
    windows: list[QWidget] = []
    yield windows
    for window in windows:
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.fixture
def desk(open_desk: OpenDesk, city_life: CityLife) -> DeskWindow:
    city_life.handling()
    return open_desk("dispatcher")


def test_that_keys_statistics_and_wall_are_a_click_away(
    desk: DeskWindow, workplace: Workplace, kept: list[QWidget], qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: desk.map.map is not None, timeout=20_000)
    others = OtherScreens(workplace, desk, keep=kept.append)
    bar = desk.top_bar
    for button in (bar.keys_button, bar.statistics_button, bar.wall_button):
        assert button.isVisible()
        button.click()
    assert desk.findChildren(ShortcutSheet)
    statistics, wall = others.statistics, others.wall
    assert isinstance(statistics, StatisticsWindow)
    assert isinstance(wall, WallWindow)
    qtbot.waitUntil(lambda: statistics.as_of_label.text() != "")
    qtbot.waitUntil(lambda: wall.board.figures.open.value == "1")
    bar.statistics_button.click()
    assert others.statistics is statistics


def test_that_the_cases_of_a_figure_are_listed_on_the_desk_that_opened_it(
    desk: DeskWindow, workplace: Workplace, kept: list[QWidget], qtbot: QtBot
) -> None:
    others = OtherScreens(workplace, desk, keep=kept.append)
    desk.top_bar.statistics_button.click()
    statistics = others.statistics
    assert isinstance(statistics, StatisticsWindow)
    qtbot.waitUntil(lambda: statistics.as_of_label.text() != "")
    statistics.tiles["filed"].clicked.emit()
    statistics.tiles["filed"].clicked.emit()
    qtbot.waitUntil(desk.queue.filter_bar.list_button.isVisible, timeout=20_000)


def test_that_other_windows_close_when_somebody_else_sits_down(
    desk: DeskWindow, workplace: Workplace, kept: list[QWidget], city_life: CityLife
) -> None:
    others = OtherScreens(workplace, desk, keep=kept.append)
    desk.top_bar.statistics_button.click()
    desk.sit_down(city_life.account("department-roads"))
    assert others.statistics is None
    assert kept[0].isHidden()


def test_that_the_account_menu_is_grouped_and_marks_who_sits_here(
    qtbot: QtBot, words: CityWords, city_life: CityLife, english: None
) -> None:
    accounts = city_life.center.access.accounts()
    menu = AccountMenu(accounts, words)
    qtbot.addWidget(menu)
    menu.show_account(city_life.account("dispatcher"))
    actions = menu.menu().actions()
    said = [action.text() for action in actions if not action.isEnabled() and action.text()]
    demo = "Demo: no password is asked"
    assert said == [demo, "Supervision centre", "Command centre", "Departments", "Others"]
    assert [action.text() for action in actions if action.isChecked()] == ["Dispatcher"]


def test_that_many_departments_have_a_menu_that_names_who_sits_here(
    qtbot: QtBot, words: CityWords, city_life: CityLife, english: None
) -> None:
    roads = city_life.account("department-roads")
    many = [roads, *(replace(roads, name=f"other-{at}") for at in range(9))]
    menu = AccountMenu([city_life.account("dispatcher"), *many], words)
    qtbot.addWidget(menu)
    menu.show_account(roads)
    *_, before, part = menu.menu().actions()
    assert before.isSeparator()
    assert part.text() == f"Departments · {words.department('roads')}"
    menu.show_account(city_life.account("dispatcher"))
    assert part.text() == "Departments"


def test_that_what_is_suspended_is_nobodys_work(words: CityWords, city_life: CityLife) -> None:
    def work(account: AccountRow) -> frozenset[Stage]:
        return work_of(account.actor, words.facts.posts, words.facts.centre).stages

    dispatcher = work(city_life.account("dispatcher"))
    assert Stage.FILED in dispatcher
    assert Stage.SUSPENDED not in dispatcher


def test_that_the_word_of_a_lost_database_goes_when_it_is_back(
    desk: DeskWindow, workplace: Workplace
) -> None:
    workplace.messages.say(Unavailable("database-away"))
    assert desk.notice_bar.isVisible()
    workplace.watcher.found.emit()
    assert desk.notice_bar.isHidden()
    workplace.messages.say(NotFound("case-not-found", number="1"))
    workplace.watcher.found.emit()
    assert desk.notice_bar.isVisible()


def test_that_every_screen_says_which_area_it_shows(
    desk: DeskWindow,
    workplace: Workplace,
    kept: list[QWidget],
    center: CommandCenter,
    qtbot: QtBot,
) -> None:
    others = OtherScreens(workplace, desk, keep=kept.append)
    north = center.access.add_account("north", Post.DISPATCHER, area="110101001001")
    path = "Tiny District › Tiny Street › North Community"
    desk.sit_down(north)
    desk.top_bar.statistics_button.click()
    desk.top_bar.wall_button.click()
    statistics, wall = others.statistics, others.wall
    assert isinstance(statistics, StatisticsWindow)
    assert isinstance(wall, WallWindow)
    assert desk.top_bar.city_label.text() == statistics.area_label.text() == path
    assert wall.headline.title == f"{path} now"
    qtbot.waitUntil(lambda: statistics.as_of_label.text() != "")
    desk.sit_down(center.access.account("dispatcher"))
    assert desk.top_bar.city_label.text() == "Tiny District command centre"
