"""A desk in a city of long names, on the narrowest screen that it is made for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.staff.post import Post
from commandcenter.packs.reader import read_pack
from commandcenter.resources import resource
from commandcenter.services.access import AccountRow
from commandcenter.views.application import dress_up, speak
from commandcenter.views.desk.desk_window import DeskWindow
from commandcenter.views.theme import DESK_TEXT_PX
from commandcenter.views.workplace import Workplace, open_workplace
from tests.views.city_life import MONDAY_10, FakeClock

NARROWEST_PX = 1366


@pytest.fixture(scope="module")
def dongcheng_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With an account for each post and each department."""
    file = tmp_path_factory.mktemp("dongcheng") / "center.sqlite3"
    with CommandCenter(f"sqlite:///{file}", clock=FakeClock(MONDAY_10)) as made:
        made.make(read_pack(resource("cities", "dongcheng")))
        for post in set(Post) - {Post.DEPARTMENT}:
            made.access.add_account(str(post), post)
        for code in made.city.facts().departments:
            made.access.add_account(f"department-{code}", Post.DEPARTMENT, department=code)
    return file


@pytest.fixture(params=["en", "zh"])
def workplace(
    request: pytest.FixtureRequest, dongcheng_file: Path, qapp: QApplication
) -> Iterator[Workplace]:
    dress_up(qapp, DESK_TEXT_PX)
    speak(qapp, request.param)
    clock = FakeClock(MONDAY_10)
    with CommandCenter(f"sqlite:///{dongcheng_file}", clock=clock) as center:
        opened = open_workplace(center, request.param)
        yield opened
        opened.close()
    speak(qapp, "en")


def _show_account(desk: DeskWindow, account: AccountRow) -> None:
    desk.account_menu.show_account(account)
    layout = desk.top_bar.layout()
    assert layout is not None
    layout.activate()


def test_that_no_account_pushes_the_desk_off_a_narrow_screen(
    qtbot: QtBot, workplace: Workplace
) -> None:
    accounts = workplace.center.access.accounts()
    desk = DeskWindow(workplace, accounts[0], others=accounts)
    qtbot.addWidget(desk)
    desk.top_bar.clock_label.simulated_label.setText("simulated ×600")
    desk.top_bar.clock_label.simulated_label.setHidden(False)
    too_wide = {}
    for account in accounts:
        _show_account(desk, account)
        width = desk.minimumSizeHint().width()
        if width > NARROWEST_PX:
            too_wide[account.name] = width
    assert too_wide == {}


def test_that_the_buttons_of_the_bar_keep_their_words_on_a_narrow_screen(
    qtbot: QtBot, workplace: Workplace
) -> None:
    accounts = workplace.center.access.accounts()
    desk = DeskWindow(workplace, accounts[0], others=accounts)
    qtbot.addWidget(desk)
    desk.resize(NARROWEST_PX, 768)
    for account in accounts:
        _show_account(desk, account)
        for button in desk.top_bar.findChildren(QPushButton):
            if button.property("role") == "link":
                assert button.width() >= button.sizeHint().width()
