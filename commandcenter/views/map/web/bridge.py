"""The only connection between program and page: one typed signal or slot per message."""

import logging
import math
import re

from PySide6.QtCore import QObject, Signal, Slot

from commandcenter.views.map.web.place import CLOSEST_ZOOM

_log = logging.getLogger(__name__)

_KNOWN_CODE = re.compile(r"[0-9A-Za-z_-]{1,40}", re.ASCII)
_TOKEN = re.compile(r"[a-z]{1,12}-[0-9]{1,12}", re.ASCII)
_LONGEST_PROBLEM = 500
_LONGEST_PAINT_MS = 600_000.0


class MapBridge(QObject):
    """Registered with the page as `bridge`; the head of map.js lists the same messages.

    A message that changes the picture carries a token (empty: no answer wanted). The page answers
    `painted` from the second animation frame after the drawing. What comes from the page is
    checked here, and dropped with a line in the log if it is not what it should be.

    Signals: to the page, present or past participle as the page feels them.
    """

    #: language code, the words of the page by their names
    language_changed = Signal(str, dict)
    #: body text in pixels; marks and names scale with it
    text_size_changed = Signal(int)
    #: token, [west, south, east, north] or [], areas, cells, roads as columns (packing.py)
    base_map_changed = Signal(str, list, dict, dict, dict)
    #: token, numbers, latitudes, longitudes, marks, labels, details: all there are
    cases_replaced = Signal(str, list, list, list, list, list, list)
    #: the same columns: new or changed cases; then the numbers of those that are gone
    cases_changed = Signal(str, list, list, list, list, list, list, list)
    #: number, empty for none
    selected = Signal(str)
    #: numbers whose places flash
    arrived = Signal(list)
    #: names of the layers to show (MapLayer)
    layers_shown = Signal(list)
    #: latitude, longitude, zoom: go there, it is where the user had been
    view_restored = Signal(float, float, float)
    #: forget the user's gestures and show all of the map again
    view_resumed = Signal()
    #: a key brought the focus here: the arrows are the map's now, and it is to be seen
    keyboard_given = Signal()

    #: from the page, checked
    case_chosen = Signal(str)
    cell_chosen = Signal(str)
    point_chosen = Signal(float, float)
    view_moved = Signal(float, float, float, bool)
    paint_answered = Signal(str, float)
    page_ready = Signal()
    problem_met = Signal(str)

    @Slot()
    def ready(self) -> None:
        self.page_ready.emit()

    @Slot(str)
    def choose_case(self, number: str) -> None:
        if self._is(_KNOWN_CODE, number, "choose_case"):
            self.case_chosen.emit(number)

    @Slot(str)
    def choose_cell(self, code: str) -> None:
        if self._is(_KNOWN_CODE, code, "choose_cell"):
            self.cell_chosen.emit(code)

    @Slot(float, float)
    def choose_point(self, latitude: float, longitude: float) -> None:
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            self.point_chosen.emit(latitude, longitude)
        else:
            _log.warning("the page's choose_point is nowhere on earth")

    @Slot(float, float, float, bool)
    def view_changed(self, latitude: float, longitude: float, zoom: float, touched: bool) -> None:
        if abs(latitude) <= 90 and abs(longitude) <= 180 and 0 <= zoom <= CLOSEST_ZOOM:
            self.view_moved.emit(latitude, longitude, zoom, touched)
        else:
            _log.warning("the page's view_changed is nowhere on earth")

    @Slot(str, float)
    def painted(self, token: str, milliseconds: float) -> None:
        """`milliseconds` is the time the page's scripts took for this message, drawing included."""
        if not self._is(_TOKEN, token, "painted"):
            return
        if math.isfinite(milliseconds) and 0 <= milliseconds <= _LONGEST_PAINT_MS:
            self.paint_answered.emit(token, milliseconds)
        else:
            _log.warning("the page's painted took an impossible time")

    @Slot(str)
    def problem(self, text: str) -> None:
        plain = "".join(sign if sign.isprintable() else " " for sign in text[:_LONGEST_PROBLEM])
        self.problem_met.emit(plain)

    def _is(self, form: re.Pattern[str], text: str, message: str) -> bool:
        if form.fullmatch(text):
            return True
        _log.warning("the page's %s has an odd argument: %r", message, text[:80])
        return False
