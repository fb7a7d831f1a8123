"""A hand on the map: looks into the page, and moves mouse and keys of the real widget."""

import json
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from commandcenter.views.map.base_map import MapCase
from commandcenter.views.map.map_view import MapView


@dataclass(frozen=True)
class PageDriver:
    map: MapView
    qtbot: QtBot

    @property
    def view(self) -> QWebEngineView:
        found = self.map.findChild(QWebEngineView)
        assert isinstance(found, QWebEngineView)
        return found

    @property
    def page(self) -> QWebEnginePage:
        return self.view.page()

    @property
    def screen(self) -> QWidget:
        """What takes mouse and keys for the page."""
        proxy = self.view.focusProxy()
        assert proxy is not None
        return proxy

    def ask(self, script: str) -> Any:
        """The value of an expression in the page."""
        answers: list[str] = []
        self.page.runJavaScript(f"JSON.stringify(({script}) ?? null)", 0, answers.append)
        self.qtbot.waitUntil(lambda: bool(answers))
        return json.loads(answers[0])

    def until(self, condition: str) -> None:
        """Wait for an expression in the page to be true."""
        self.qtbot.waitUntil(lambda: bool(self.ask(f"Boolean({condition})")), timeout=10_000)

    def place(self, latitude: float, longitude: float) -> QPoint:
        point = f"map_frame.latLngToContainerPoint([{latitude}, {longitude}])"
        return QPoint(*(round(part) for part in self.ask(f"[{point}.x, {point}.y]")))

    def click(self, latitude: float, longitude: float) -> None:
        point = self.place(latitude, longitude)
        QTest.mouseClick(
            self.screen, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point
        )

    def click_case(self, case: MapCase) -> None:
        self.click(case.latitude, case.longitude)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.screen, key)

    def focus(self) -> None:
        self.map.activateWindow()
        self.screen.setFocus()
        self.until("document.hasFocus()")

    def where(self) -> tuple[float, float, float]:
        """Latitude, longitude and zoom of what is shown."""
        centre = "map_frame.getCenter()"
        latitude, longitude, zoom = self.ask(f"[{centre}.lat, {centre}.lng, map_frame.getZoom()]")
        return latitude, longitude, zoom

    def popup_text(self) -> str:
        """What stands in the open popup; nothing if there is none."""
        return str(self.ask("document.querySelector('.case-popup')?.textContent ?? ''"))

    def change(self, cases: list[MapCase], removed: tuple[str, ...] = ()) -> None:
        """Tell the map, and wait until it is seen."""
        self._see(lambda: self.map.change_cases(cases, removed))

    def show(self, cases: list[MapCase]) -> None:
        self._see(lambda: self.map.set_cases(cases))

    def _see(self, tell: Any) -> None:
        seen: list[str] = []
        self.map.painted.connect(lambda token, _: seen.append(token))
        token = tell()
        self.qtbot.waitUntil(lambda: token in seen, timeout=10_000)
