"""A desk in a city of long names, on the narrowest screen that it is made for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.packs.reader import read_pack
from commandcenter.resources import resource
from commandcenter.services.access import AccountRow
from commandcenter.views.desk.queue.case_table import CaseTable
from commandcenter.views.desk.queue.case_table_model import CaseTableModel, Column
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.frame.application import speak
from commandcenter.views.frame.workplace import Workplace, open_workplace
from commandcenter.views.open_cases.queue import sort_rows
from tests.city.life import MONDAY_10, FakeClock
from tests.city.posts import Post
from tests.views.desk.rows import NOW, row

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
    request: pytest.FixtureRequest, dongcheng_file: Path, dressed: QApplication
) -> Iterator[Workplace]:
    speak(dressed, request.param)
    clock = FakeClock(MONDAY_10)
    with CommandCenter(f"sqlite:///{dongcheng_file}", clock=clock) as center:
        opened = open_workplace(center, request.param)
        yield opened
        opened.close()
    speak(dressed, "en")


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


def test_that_departments_are_written_out_on_a_narrow_screen(
    qtbot: QtBot, workplace: Workplace
) -> None:
    accounts = workplace.center.access.accounts()
    desk = DeskWindow(workplace, accounts[0], others=accounts)
    qtbot.addWidget(desk)
    desk.resize(NARROWEST_PX, 768)
    desk.show()
    table = desk.queue.table
    names = map(workplace.words.department, workplace.words.facts.departments)
    widest = max(map(table.fontMetrics().horizontalAdvance, names))
    assert table.view.columnWidth(Column.DEPARTMENT) >= widest
    for account in accounts:
        _show_account(desk, account)
        assert desk.account_menu.text().count("…") == 0


class Written(QPainter):
    """Keeps what is written, box by box."""

    def __init__(self, ground: QPixmap) -> None:
        super().__init__(ground)
        self.texts: list[str] = []

    def drawText(self, _box: QRect, _alignment: Qt.AlignmentFlag, text: str) -> None:  # type: ignore[override]
        self.texts.append(text)


def _written_department(table: CaseTable, width: int) -> str:
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, 30)
    ground = QPixmap(width, 30)
    painter = Written(ground)
    index = table.model.index(0, Column.DEPARTMENT)
    table.view.itemDelegate().paint(painter, option, index)
    painter.end()
    (text,) = painter.texts
    return text


def test_that_no_department_is_cut_twice(qtbot: QtBot, workplace: Workplace) -> None:
    for code in workplace.words.facts.departments:
        table = _table(qtbot, workplace, code)
        for width in range(60, 200, 7):
            assert _written_department(table, width).count("…") <= 1


def test_that_departments_have_all_their_room_before_kind_and_place_have_more(
    qtbot: QtBot, workplace: Workplace
) -> None:
    codes = workplace.words.facts.departments
    longest = max(codes, key=lambda code: len(workplace.words.department(code)))
    table = _table(qtbot, workplace, longest)
    table.resize(800, 400)
    table.show()
    width = table.view.columnWidth(Column.DEPARTMENT)
    assert _written_department(table, width) == workplace.words.department(longest)


def _table(qtbot: QtBot, workplace: Workplace, department: str) -> CaseTable:
    model = CaseTableModel(workplace.words, workplace.countdowns, lambda: NOW)
    model.fill(sort_rows([row("1", department=department)]))
    table = CaseTable(model, workplace.words)
    qtbot.addWidget(table)
    return table
