"""Every word on every screen, in the user's language."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QDateTime, QEvent, QFileInfo, QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QTableView,
    QTabWidget,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.resources import resource
from commandcenter.views.desk.forms.photo_files import PhotoFiles
from commandcenter.views.desk.queue.stage_counters import ALL
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.desk.window.shortcut_sheet import ShortcutSheet
from commandcenter.views.frame.application import speak
from commandcenter.views.frame.workplace import Workplace, open_workplace
from commandcenter.views.statistics.statistics_window import StatisticsWindow
from commandcenter.views.wall.wall_window import WallWindow
from tests.city.life import MANHOLE, CityLife, photo
from tests.city.posts import Post
from tests.views.desk.conftest import NO_WINDOW_MANAGER
from tests.views.map.conftest import NO_DISPLAY

ROOT = Path(__file__).parents[2]
CHINESE = resource("translations", "commandcenter_zh.ts")

#: Keys, units and names that are the same in both languages.
SAME_IN_BOTH = re.compile(
    r"Ctrl(\+Shift)?\+(Enter|[A-Z])|Enter|Esc|Home|End|F\d+|Asia/Shanghai|v\d|n=|\bh\b|jpe?g|png|webp|door"
)
LETTERS = re.compile(r"[A-Za-z]")
HAN = re.compile(r"[\u4e00-\u9fff]")


def messages(file: Path) -> Iterator[tuple[str, str, ElementTree.Element]]:
    for context in ElementTree.parse(file).getroot().findall("context"):
        for message in context.findall("message"):
            translation = message.find("translation")
            assert translation is not None
            yield context.findtext("name", ""), message.findtext("source", ""), translation


def test_that_every_text_has_its_chinese() -> None:
    missing = [
        (context, source)
        for context, source, translation in messages(CHINESE)
        if translation.get("type") == "unfinished" or not translation.text
    ]
    assert missing == []


def test_that_the_catalogue_knows_every_text_of_the_screens(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    sources = sorted((ROOT / "commandcenter" / "views").rglob("*.py"))
    lupdate = Path(sys.executable).with_name("pyside6-lupdate")
    subprocess.run(
        [lupdate, "-silent", *sources, "-ts", fresh, "-source-language", "en"], check=True
    )
    known = {(context, source) for context, source, _ in messages(CHINESE)}
    used = {(context, source) for context, source, _ in messages(fresh)}
    assert used - known == set(), "run make translations"
    assert known - used == set(), "run make translations"


def test_that_places_to_fill_in_are_the_same_in_both_languages() -> None:
    holes = re.compile(r"\{\w+\}")
    for context, source, translation in messages(CHINESE):
        said = translation.text or ""
        assert sorted(holes.findall(source)) == sorted(holes.findall(said)), (context, source)


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest, dressed: QApplication) -> Iterator[str]:
    speak(dressed, request.param)
    yield request.param
    speak(dressed, "en")


@pytest.fixture
def workplace(center: CommandCenter, qtbot: QtBot, language: str) -> Iterator[Workplace]:
    opened = open_workplace(center, language)
    yield opened
    opened.close()


@pytest.fixture
def busy_city(city_life: CityLife) -> CityLife:
    """A case in every stage. All that people typed is digits, which belong to no language."""
    typed = "110"
    steps: tuple[tuple[Step, str, dict[str, object]], ...] = (
        (Step.ACCEPT, "call-taker", {"category": MANHOLE, "note": typed}),
        (Step.FILE, "shift-chief", {"condition": 1}),
        (Step.DISPATCH, "dispatcher", {"department": "roads"}),
        (Step.ACKNOWLEDGE, "department-roads", {}),
        (Step.FINISH, "department-roads", {"note": typed, "photo": photo()}),
        (Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"}),
        (Step.PASS, "inspector", {"photo": photo()}),
        (Step.CLOSE, "shift-chief", {"closing": "done"}),
    )
    for depth in range(len(steps) + 1):
        number = city_life.reported(typed, address="12-7", photos=(photo(),), reporter=typed)
        for step, by, fields in steps[:depth]:
            city_life.step(number, step, by, fields)
    return city_life


@pytest.mark.qt_log_ignore(*NO_DISPLAY, *NO_WINDOW_MANAGER, extend=True)
def test_that_no_screen_says_a_word_in_the_other_language(
    qtbot: QtBot, workplace: Workplace, busy_city: CityLife, language: str
) -> None:
    accounts = workplace.center.access.accounts()
    desk = DeskWindow(workplace, accounts[0], others=accounts)
    windows: list[QWidget] = [desk, WallWindow(workplace), StatisticsWindow(workplace)]
    for window in windows:
        window.show()
    with qtbot.waitSignal(desk.queue.refilled):
        workplace.watcher.start()
    qtbot.waitUntil(lambda: desk.map.map is not None)
    odd = {text for window in windows for text in odd_texts(window, language)}
    for post in Post:
        odd |= set(walk_desk(qtbot, desk, busy_city, post, language))
    sheet = ShortcutSheet(desk)
    odd |= set(odd_texts(sheet, language))
    files = QFileDialog(sheet)
    files.show()
    odd |= words_of_buttons_and_labels(files, language)
    workplace.close()
    for window in [sheet, *windows]:
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    assert odd == set()


def test_that_the_list_of_files_speaks_the_language_too(
    qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    """Sizes and dates, too, on a machine of another region."""
    (tmp_path / "1").mkdir()
    (tmp_path / "2.txt").write_text("2" * 1500)
    files = PhotoFiles(folder=str(tmp_path))
    files.setNameFilter("*")
    qtbot.addWidget(files)
    files.setViewMode(QFileDialog.ViewMode.Detail)
    files.show()
    tree = files.findChild(QTreeView, "treeView")
    assert tree is not None
    model = tree.model()
    qtbot.waitUntil(lambda: model.rowCount(tree.rootIndex()) == 2)
    columns = range(model.columnCount())
    words = {str(model.headerData(at, Qt.Orientation.Horizontal)) for at in columns}
    for row in range(2):
        words.add(model.index(row, 2, tree.rootIndex()).data())
    other = LETTERS if language == "zh" else HAN
    assert {word for word in words if other.search(word)} == set()
    expected = {"zh": {"大小", "文件夹"}, "en": {"Size", "Folder"}}
    assert expected[language] <= words
    locale, changed = QLocale(), files_of(tmp_path)["2.txt"]
    written = {model.index(row, 3, tree.rootIndex()).data() for row in range(2)}
    assert locale.toString(changed, QLocale.FormatType.ShortFormat) in written
    sizes = {model.index(row, 1, tree.rootIndex()).data() for row in range(2)}
    assert locale.formattedDataSize(1500) in sizes


def files_of(folder: Path) -> dict[str, QDateTime]:
    """When each was changed."""
    return {file.name: QFileInfo(str(file)).lastModified() for file in folder.iterdir()}


def walk_desk(
    qtbot: QtBot, desk: DeskWindow, city: CityLife, post: Post, language: str
) -> Iterator[str]:
    """Every stage as this post sees it, with every form."""
    desk.sit_down(city.account("department-roads" if post is Post.DEPARTMENT else post))
    qtbot.waitUntil(lambda: desk.queue.is_filled)
    desk.queue.show_only(ALL)
    by_stage = {row.stage: row.number for row in desk.queue.rows()}
    for stage in sorted(by_stage):
        desk.select(by_stage[stage])
        qtbot.waitUntil(lambda: desk.case.page.content is not None)
        for step in list(desk.case.steps.steps):
            desk.case.steps.choose(step)
            yield from odd_texts(desk, language)
        yield from odd_texts(desk, language)
    desk.queue.show_only(Stage.SUSPENDED)


def words_of_buttons_and_labels(files: QFileDialog, language: str) -> set[str]:
    """Of Qt's own dialog for files: the names in it are the machine's."""
    words = {label.text() for label in files.findChildren(QLabel)}
    words |= {button.text() for button in files.findChildren(QAbstractButton)}
    other = LETTERS if language == "zh" else HAN
    return {word for word in words if other.search(re.sub(r"\(&.\)", "", word))}


def odd_texts(window: QWidget, language: str) -> Iterator[str]:
    """What a window says in the other language."""
    other = LETTERS if language == "zh" else HAN
    for text in texts_of(window):
        if other.search(SAME_IN_BOTH.sub("", text)):
            yield text


def texts_of(window: QWidget) -> Iterator[str]:
    yield window.windowTitle()
    for widget in window.findChildren(QWidget):
        yield widget.toolTip()
        yield widget.accessibleName()
        yield from words_on(widget)


def words_on(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield widget.placeholderText()
        yield from (widget.itemText(at) for at in range(widget.count()))
    if isinstance(widget, QListWidget):
        yield from (widget.item(at).text() for at in range(widget.count()))
    if isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions() if isinstance(action, QAction))
    if isinstance(widget, QTabWidget):
        yield from (widget.tabText(at) for at in range(widget.count()))
    if isinstance(widget, QTableView):
        yield from cells_of(widget)


def cells_of(table: QTableView) -> Iterator[str]:
    model = table.model()
    columns = range(model.columnCount())
    yield from (
        str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in columns
    )
    for at in range(model.rowCount()):
        for column in columns:
            index = model.index(at, column)
            yield str(index.data() or "")
            yield str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
