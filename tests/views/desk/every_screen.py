"""Every window and dialog of the program at once, over a city whose people write hostile words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.access import AccountRow
from commandcenter.views.desk.queue.stage_counters import ALL
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.desk.window.shortcut_sheet import ShortcutSheet
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.statistics.statistics_window import StatisticsWindow
from commandcenter.views.wall.wall_window import WallWindow
from tests.city.life import CityLife, photo
from tests.city.posts import Post
from tests.views.desk.conftest import OpenDesk

HOSTILE = '<img src="file:///etc/motd" width=3000 height=3000><b>&Bold</b>'


def hostile_city(life: CityLife) -> tuple[str, str, str]:
    """A case in the department's hands, a report that looks like the same, one to dispatch."""
    handled = life.reported(HOSTILE, address=HOSTILE, photos=(photo(),))
    note: dict[str, object] = {"note": HOSTILE}
    life.step(handled, Step.ACCEPT, "call-taker", {"category": "10010100"} | note)
    life.step(handled, Step.FILE, "shift-chief", {"condition": 1} | note)
    life.step(handled, Step.DISPATCH, "dispatcher", {"department": "roads"} | note)
    life.step(handled, Step.ACKNOWLEDGE, "department-roads", note)
    life.step(handled, Step.URGE, "dispatcher", note)
    asked = {"until": life.clock.now + timedelta(days=9), "reason": "weather"} | note
    life.step(handled, Step.ASK_SUSPENSION, "department-roads", asked)
    filed = life.filed()
    doubled = life.reported(HOSTILE, address=HOSTILE, photos=(photo(),))
    life.step(doubled, Step.ACCEPT, "call-taker", {"category": "10010100"})
    return handled, doubled, filed


class EveryScreen:
    """Opens one after the other, and shows each with what it holds."""

    def __init__(
        self, qtbot: QtBot, workplace: Workplace, life: CityLife, open_desk: OpenDesk
    ) -> None:
        self._qtbot = qtbot
        self._workplace = workplace
        self._life = life
        self._open_desk = open_desk

    def walk(self) -> Iterator[tuple[str, QWidget]]:
        """The name of a state and its window, while it stands on the screen."""
        handled, doubled, filed = hostile_city(self._life)
        self._life.center.access.add_account(HOSTILE, Post.LEADER)
        desk = self._open_desk("dispatcher")
        yield "desk", desk
        for account in self._one_a_post():
            for number in (handled, doubled, filed):
                desk.sit_down(account)
                desk.queue.show_only(ALL)
                self._take_up(desk, number)
                yield f"{account.name} before {number}", desk
                yield from self._forms(desk, account)
        yield from self._dialogs(desk, doubled)
        for window in (WallWindow(self._workplace), StatisticsWindow(self._workplace)):
            with _shown(window):
                self._workplace.watcher.look()
                self._qtbot.wait(200)
                yield type(window).__name__, window

    def _one_a_post(self) -> list[AccountRow]:
        accounts = self._life.center.access.accounts()
        working = [one for one in accounts if one.post is not Post.WALL]
        return list({one.post: one for one in reversed(working)}.values())

    def _take_up(self, desk: DeskWindow, number: str) -> None:
        desk.select("")
        desk.select(number)
        page = desk.case.page
        self._qtbot.waitUntil(lambda: page.content is not None or not page.refusal_label.isHidden())

    def _forms(self, desk: DeskWindow, account: AccountRow) -> Iterator[tuple[str, QWidget]]:
        content = desk.case.page.content
        for step in content.steps if content else ():
            desk.case.steps.choose(step)
            yield f"{account.name}: {step}", desk

    def _dialogs(self, desk: DeskWindow, number: str) -> Iterator[tuple[str, QWidget]]:
        self._sit_down(desk, "call-taker")
        self._take_up(desk, number)
        desk.case.page.reporter_wanted.emit(number, HOSTILE)
        desk.search_box.look_for(number)
        desk.messages.said.emit(HOSTILE)
        desk.queue.show_list(HOSTILE, [number])
        desk.case.steps.say(HOSTILE)
        yield "a refusal", desk
        desk.case.explain()
        desk.case.steps.choose(Step.MERGE)
        desk.case.steps.compare_wanted.emit()
        ShortcutSheet(desk).open()
        self._qtbot.waitUntil(lambda: len(desk.findChildren(QDialog)) == 3)
        yield "dialogs", desk
        yield from self._dialogs_of_qt(desk)

    def _sit_down(self, desk: DeskWindow, name: str) -> None:
        desk.sit_down(self._life.account(name))
        self._qtbot.waitUntil(lambda: desk.queue.is_filled)

    def _dialogs_of_qt(self, desk: DeskWindow) -> Iterator[tuple[str, QWidget]]:
        question = QInputDialog(desk)
        question.setLabelText(HOSTILE)
        question.setComboBoxItems([HOSTILE, "another"])
        box = QMessageBox(QMessageBox.Icon.Warning, HOSTILE, HOSTILE, parent=desk)
        box.setInformativeText(HOSTILE)
        for dialog in (question, box):
            with _shown(dialog):
                yield type(dialog).__name__, dialog


@contextmanager
def _shown(window: QWidget) -> Iterator[None]:
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, isinstance(window, QDialog))
    window.resize(1600, 900)
    window.show()
    yield
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
