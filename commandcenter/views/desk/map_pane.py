"""The map beside the queue: the same cases, the same choice."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandcenter.errors import CommandCenterError
from commandcenter.services.casebook import CaseRow
from commandcenter.services.city import City
from commandcenter.views.city_map import base_map, map_case
from commandcenter.views.latest import Latest
from commandcenter.views.map.base_map import BaseMap, MapCase
from commandcenter.views.map.map_view import MapView
from commandcenter.views.spacing import text_px
from commandcenter.views.text_label import TextLabel
from commandcenter.views.workplace import Workplace


class MapPane(QWidget):
    """The ground is read once, in the background; what is told meanwhile is drawn on it then.

    Signals:
        case_chosen: number of the case that was clicked.
        map_made: the map widget exists.
    """

    case_chosen = Signal(str)
    map_made = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = workplace.words
        self._clock = workplace.clock
        self._latest = Latest(workplace.background)
        self.map: MapView | None = None
        self._cases: list[MapCase] = []
        self._meanwhile: list[tuple[Sequence[CaseRow], Sequence[str]]] | None = None
        self._chosen = ""
        self._wait_label = TextLabel(self.tr("The map is being read …"), role="muted")
        self._wait_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._wait_label)
        city = workplace.center.city
        workplace.background.run(
            lambda: _read_ground(city), done=self._make_map, refused=self._say_missing
        )

    def show_rows(self, rows: Sequence[CaseRow]) -> None:
        """All cases that the queue shows now."""
        self._meanwhile = []
        words, now, shown = self._words, self._clock(), list(rows)
        self._latest.ask(
            lambda: [case for row in shown if (case := map_case(row, words, now))],
            done=self._set_cases,
            refused=self._say_missing,
        )

    def change_rows(self, rows: Sequence[CaseRow], gone: Sequence[str]) -> None:
        if self._meanwhile is not None:
            self._meanwhile.append((rows, gone))
            return
        if self.map is None:
            return
        now = self._clock()
        cases = {row.number: map_case(row, self._words, now) for row in rows}
        placed = [case for case in cases.values() if case]
        removed = [*gone, *(number for number, case in cases.items() if case is None)]
        self.map.change_cases(placed, removed)

    def flash(self, numbers: Sequence[str]) -> None:
        if self.map:
            self.map.flash(numbers)

    def choose(self, number: str) -> None:
        self._chosen = number
        if self.map:
            self.map.select(number or None)

    def _make_map(self, ground: BaseMap) -> None:
        self._wait_label.hide()
        self.map = MapView(ground, self, language=self._words.language)
        self.map.case_chosen.connect(self.case_chosen)
        self.map.set_text_px(text_px(self))
        self._column.addWidget(self.map)
        self.map.set_cases(self._cases)
        if self._cases:
            self._catch_up()
        self.map.select(self._chosen or None)
        self.map_made.emit()

    def _set_cases(self, cases: list[MapCase]) -> None:
        self._cases = cases
        if self.map:
            self.map.set_cases(cases)
            self._catch_up()

    def _catch_up(self) -> None:
        """What changed while the picture was being made."""
        meanwhile, self._meanwhile = self._meanwhile or [], None
        for rows, gone in meanwhile:
            self.change_rows(rows, gone)

    def _say_missing(self, error: CommandCenterError) -> None:
        self._wait_label.setText(error.sentence(self._words.language))


def _read_ground(city: City) -> BaseMap:
    return base_map(city.territory())
