"""One account with one case pane, and how a test reads and fills it."""

import threading
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.desk.steps.step_form import StepForm
from commandcenter.views.frame.workplace import Workplace
from tests.city.life import CityLife


class Hand:
    """Opens cases for accounts."""

    def __init__(self, qtbot: QtBot, workplace: Workplace, city_life: CityLife) -> None:
        self.qtbot = qtbot
        self.workplace = workplace
        self.city_life = city_life

    def open(self, number: str, account: str) -> CasePane:
        pane = self._sit_down(account)
        with self.qtbot.waitSignal(self.workplace.watcher.found):
            self.workplace.watcher.start()
        self.turn_to(pane, number)
        return pane

    def open_beside(self, number: str, account: str) -> CasePane:
        """At another desk, while the first is open."""
        pane = self._sit_down(account)
        self.turn_to(pane, number)
        return pane

    def _sit_down(self, account: str) -> CasePane:
        pane = CasePane(self.workplace, self.city_life.account(account))
        self.qtbot.addWidget(pane)
        pane.show()
        return pane

    def turn_to(self, pane: CasePane, number: str) -> None:
        pane.open(number, None)
        self.qtbot.waitUntil(lambda: pane.page.content is not None)


class Gate:
    """Holds one call of a service until it is opened: the first, or the first for this case."""

    def __init__(
        self, service: object, verb: str, monkeypatch: pytest.MonkeyPatch, *, number: str = ""
    ) -> None:
        self._number = number
        self._verb = getattr(service, verb)
        self._first = threading.Lock()
        self._opened = threading.Event()
        self._passed = threading.Event()
        monkeypatch.setattr(service, verb, self._wait)

    def _wait(self, *args: Any, **options: Any) -> Any:
        if self._number in str(args[0]) and self._first.acquire(blocking=False):
            self._opened.wait(10)
            self._passed.set()
        return self._verb(*args, **options)

    def wait_for_caller(self, qtbot: QtBot) -> None:
        """Until the call that is held has come."""
        qtbot.waitUntil(self._first.locked)

    def open(self, qtbot: QtBot) -> None:
        """And wait until the answer has reached the screen."""
        self._opened.set()
        qtbot.waitUntil(self._passed.is_set)
        qtbot.wait(200)


def form_of(pane: CasePane) -> StepForm:
    assert pane.steps.form is not None
    return pane.steps.form


def texts(pane: CasePane) -> list[str]:
    return [label.text() for label in pane.findChildren(QLabel) if label.isVisibleTo(pane)]


def enter(pane: CasePane, name: str, value: object) -> None:
    form_of(pane).fields[name].set_value(value)  # type: ignore[attr-defined]
