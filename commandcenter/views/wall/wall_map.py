"""The map of the wall: the ground is read once, then it follows the cases."""

import logging
from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandcenter.errors import CommandCenterError
from commandcenter.services.casebook import CaseRow
from commandcenter.services.city import City
from commandcenter.views.frame.gc_rounds import collection_paused
from commandcenter.views.frame.newest_request import NewestRequest
from commandcenter.views.frame.one_at_a_time import OneAtATime
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.map.base_map import BaseMap, MapCase
from commandcenter.views.map.city_map import MapCases, base_map
from commandcenter.views.map.map_view import MapView
from commandcenter.views.map.web.page import map_page
from commandcenter.views.map.web.place import MapPlace
from commandcenter.views.map.web.web_engine import start_web_engine

_log = logging.getLogger(__name__)


class WallMap(QWidget):
    """Changes that arrive before the map exists, or while a full picture is made, are drawn
    afterwards.

    Signals:
        painted: token of `change_rows`; that change is to be seen.
    """

    painted = Signal(str)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: MapView | None = None
        self._workplace = workplace
        self._marks = MapCases(workplace.words)
        self._picture = NewestRequest(workplace.background)
        self._all: Sequence[CaseRow] | None = None
        self._meanwhile: list[tuple[Sequence[CaseRow], Sequence[str]]] = []
        self._text_px = 0
        self._ground = OneAtATime(workplace.background)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        start_web_engine()

    @property
    def is_drawn(self) -> bool:
        """Whether there is a picture that changes can be drawn on."""
        return self.view is not None and self._all is None

    def _read_ground(self) -> None:
        """Tried again with the next cases, should the database have been away."""
        if self._ground.is_busy:
            return
        city = self._workplace.center.city
        self._ground.run(lambda: _read_ground(city), done=self._make_view, refused=self._miss)

    def _miss(self, error: CommandCenterError) -> None:
        _log.warning("no ground for the map: %s", error)

    def set_text_px(self, text_px: int) -> None:
        self._text_px = text_px
        if self.view:
            self.view.set_text_px(text_px)

    def show_rows(self, rows: Iterable[CaseRow]) -> None:
        """All open cases."""
        self._all, self._meanwhile = tuple(rows), []
        if self.view:
            self._draw_all(self._all)
        else:  # not before: two readings at once would leave the screen's thread few turns
            self._read_ground()

    def change_rows(self, rows: Sequence[CaseRow], gone: Sequence[str]) -> str:
        """The token that `painted` will bring; empty while there is no picture to change."""
        if self.view is None or not self.is_drawn:
            self._meanwhile.append((rows, gone))
            return ""
        placed = self._marks.of(rows, self._workplace.clock())
        seen = {case.number for case in placed}
        removed = [*gone, *(row.number for row in rows if row.number not in seen)]
        return self.view.change_cases(placed, removed)

    def flash(self, numbers: Sequence[str]) -> None:
        if self.view:
            self.view.flash(numbers)

    @Slot()
    def resume_view(self) -> None:
        if self.view:
            self.view.resume_view()

    def _make_view(self, ground: BaseMap) -> None:
        self.view = MapView(ground, self, language=self._workplace.language, for_wall=True)
        self.view.painted.connect(lambda token, _: self.painted.emit(token))
        if self._text_px:
            self.view.set_text_px(self._text_px)
        self._box.addWidget(self.view)
        if self._all is not None:
            self._draw_all(self._all)

    def _draw_all(self, rows: Sequence[CaseRow]) -> None:
        """Tens of thousands of marks are made in the background."""
        marks, now = self._marks, self._workplace.clock()
        self._picture.ask(lambda: marks.of(rows, now), done=self._set_cases, refused=self._miss)

    def _set_cases(self, cases: list[MapCase]) -> None:
        if self.view is None:
            return
        self.view.set_cases(cases)
        self._all = None
        meanwhile, self._meanwhile = self._meanwhile, []
        for rows, gone in meanwhile:
            self.change_rows(rows, gone)


def _read_ground(city: City) -> BaseMap:
    with collection_paused():
        map_page(MapPlace.WALL)
        return base_map(city.territory())
