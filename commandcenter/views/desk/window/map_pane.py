"""The map beside the queue: the same cases, the same choice."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandcenter.errors import CommandCenterError
from commandcenter.services.casebook import CaseRow
from commandcenter.services.city import City
from commandcenter.views.frame.gc_rounds import collection_paused
from commandcenter.views.frame.newest_request import NewestRequest
from commandcenter.views.frame.one_at_a_time import OneAtATime
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.spacing import text_px
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.map.base_map import BaseMap, MapCase
from commandcenter.views.map.city_map import MapCases, base_map
from commandcenter.views.map.map_view import MapView
from commandcenter.views.map.web.page import map_page
from commandcenter.views.map.web.place import MapPlace
from commandcenter.views.map.web.web_engine import start_web_engine

_QUEUE_FIRST_MS = 50
"""Calculating the map slows down painting the queue, so it begins after that."""


class MapPane(QWidget):
    """The ground is read once, in the background, after the first cases: the queue comes first.
    Changes that arrive meanwhile are drawn afterwards.

    Signals:
        case_chosen: number of the case that was clicked.
        point_chosen: latitude and longitude of a click where no case is.
        map_made: the map widget exists.
    """

    case_chosen = Signal(str)
    point_chosen = Signal(float, float)
    map_made = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = workplace.words
        self._clock = workplace.clock
        self._city = workplace.center.city
        self._marks = MapCases(workplace.words)
        self._latest = NewestRequest(workplace.background)
        self._ground = OneAtATime(workplace.background)
        self.map: MapView | None = None
        self._rows: Sequence[CaseRow] = ()
        self._meanwhile: list[tuple[Sequence[CaseRow], Sequence[str]]] | None = None
        self._chosen = ""
        self._wait_label = TextLabel(self.tr("Reading the map …"), role="muted")
        self._wait_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._wait_label)
        self._queue_first = QTimer(self, interval=_QUEUE_FIRST_MS, singleShot=True)
        self._queue_first.timeout.connect(self._draw)
        start_web_engine()

    def show_rows(self, rows: Sequence[CaseRow]) -> None:
        """All cases that the queue shows now."""
        self._rows, self._meanwhile = tuple(rows), []
        self._latest.forget()
        self._queue_first.start()

    def change_rows(self, rows: Sequence[CaseRow], gone: Sequence[str]) -> None:
        if self._meanwhile is not None:
            self._meanwhile.append((rows, gone))
            return
        if self.map is None:
            return
        placed = self._marks.of(rows, self._clock())
        seen = {case.number for case in placed}
        removed = [*gone, *(row.number for row in rows if row.number not in seen)]
        self.map.change_cases(placed, removed)

    def flash(self, numbers: Sequence[str]) -> None:
        if self.map:
            self.map.flash(numbers)

    def choose(self, number: str) -> None:
        self._chosen = number
        if self.map:
            self.map.select(number or None)

    def take_keyboard(self) -> None:
        if self.map:
            self.map.take_keyboard()

    @Slot()
    def _draw(self) -> None:
        if self.map is None:
            self._read_ground()
            return
        marks, rows, now = self._marks, self._rows, self._clock()
        self._latest.ask(
            lambda: marks.of(rows, now), done=self._set_cases, refused=self._say_missing
        )

    def _read_ground(self) -> None:
        """Tried again with the next cases, should the database have been away."""
        if self._ground.is_busy:
            return
        city = self._city
        self._ground.run(lambda: _read_ground(city), done=self._make_map, refused=self._say_missing)

    def _make_map(self, ground: BaseMap) -> None:
        self._wait_label.hide()
        self.map = MapView(ground, self, language=self._words.language)
        self.map.case_chosen.connect(self.case_chosen)
        self.map.point_chosen.connect(self.point_chosen)
        self.map.set_text_px(text_px(self))
        self._column.addWidget(self.map)
        self.map.select(self._chosen or None)
        self._draw()
        self.map_made.emit()

    def _set_cases(self, cases: list[MapCase]) -> None:
        if self.map:
            self.map.set_cases(cases)
            self._rows = ()
            self._catch_up()

    def _catch_up(self) -> None:
        """What changed while the picture was being made."""
        meanwhile, self._meanwhile = self._meanwhile or [], None
        for rows, gone in meanwhile:
            self.change_rows(rows, gone)

    def _say_missing(self, error: CommandCenterError) -> None:
        self._wait_label.setText(error.sentence(self._words.language))


def _read_ground(city: City) -> BaseMap:
    with collection_paused():
        map_page(MapPlace.DESK)
        return base_map(city.territory())
