"""MapView: the map as a widget. It takes plain values, and signals what was clicked."""

from collections.abc import Iterable, Sequence
from itertools import count

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from commandcenter.views.look import theme
from commandcenter.views.map.base_map import BaseMap, MapCase, MapLayer
from commandcenter.views.map.case_stream import CaseStream
from commandcenter.views.map.controls import MapControls, MapNotice
from commandcenter.views.map.packing import area_columns, cell_columns, road_columns
from commandcenter.views.map.skeleton import Skeleton
from commandcenter.views.map.web.page_host import PageHost
from commandcenter.views.map.web.place import MapPlace

WALL_TEXT_PX = 32
"""Until the wall says what its viewers' distance asks for."""


class MapView(QWidget):
    """It may be called at any time: what the page cannot receive yet is sent when it can.

    The picture survives updates, and a failure of the page: selection, layers and, once a hand has
    touched the map, centre and zoom.
    """

    #: number of a case that was clicked
    case_chosen = Signal(str)
    #: code of a unit grid that was clicked
    cell_chosen = Signal(str)
    #: latitude and longitude of a click where no case is
    point_chosen = Signal(float, float)
    #: token of set_cases or change_cases, milliseconds that the page's scripts took
    painted = Signal(str, float)
    #: the first picture stands; again after each reload
    ready = Signal()
    #: frozenset[MapLayer] that the user left switched on, to be remembered
    layers_chosen = Signal(object)

    def __init__(
        self,
        base: BaseMap,
        parent: QWidget | None = None,
        *,
        language: str,
        for_wall: bool = False,
    ) -> None:
        super().__init__(parent)
        self._base = base
        self._language = language
        self._text_px = WALL_TEXT_PX if for_wall else theme.DESK_TEXT_PX
        self._cell_codes = frozenset(cell.code for cell in base.cells)
        self._cases: dict[str, MapCase] = {}
        self._cases_token = ""
        self._selected = ""
        self._layers = frozenset(MapLayer)
        self._user_view: tuple[float, float, float] | None = None
        self._is_up = False
        self._tokens = count(1)
        self._host = PageHost(MapPlace.WALL if for_wall else MapPlace.DESK, self)
        self._stream = CaseStream(self._host.bridge, self)
        self._skeleton = Skeleton(base, self.tr("Drawing the map …"), self)
        self._notice = MapNotice(self)
        self._controls = MapControls(self)
        self._controls.setVisible(not for_wall)
        self._lay_out()
        self._connect()
        self._host.load()

    @property
    def is_touched(self) -> bool:
        """Whether a hand has moved the map, so that it no longer fits itself."""
        return self._user_view is not None

    @property
    def refused(self) -> Sequence[str]:
        """Addresses outside that the page asked for, in vain."""
        return tuple(self._host.interceptor.refused)

    def set_cases(self, cases: Iterable[MapCase]) -> str:
        """All cases there are. `painted` brings the token that is returned, once they are seen;
        of several calls before the page is up, the last one's."""
        self._cases = {case.number: case for case in cases}
        self._cases_token = self._token("cases")
        if self._is_up:
            self._stream.replace(self._cases_token, list(self._cases.values()))
        return self._cases_token

    def change_cases(self, cases: Sequence[MapCase], removed: Iterable[str] = ()) -> str:
        """New or changed cases, and the numbers of those that leave the map."""
        gone = list(removed)
        self._cases |= {case.number: case for case in cases}
        for number in gone:
            self._cases.pop(number, None)
        self._cases_token = self._token("cases")
        if self._is_up:
            self._stream.change(self._cases_token, cases, gone)
        return self._cases_token

    def select(self, number: str | None) -> None:
        """Ring this case, and bring it into sight if it is outside; None for no case."""
        self._selected = number or ""
        if self._is_up:
            self._host.bridge.selected.emit(self._selected)

    def flash(self, numbers: Iterable[str]) -> None:
        """New cases: a ring at their places for three seconds."""
        if self._is_up:
            self._host.bridge.arrived.emit(list(numbers))

    def show_layers(self, layers: Iterable[MapLayer]) -> None:
        self._layers = frozenset(layers)
        self._controls.show_layers(self._layers)
        if self._is_up:
            self._host.bridge.layers_shown.emit(sorted(self._layers))

    def set_text_px(self, text_px: int) -> None:
        """The body text; names and marks scale with it."""
        self._text_px = text_px
        if self._is_up:
            self._host.bridge.text_size_changed.emit(text_px)

    @Slot()
    def resume_view(self) -> None:
        """Forget zoom and position: show the entire map again, and keep it fitted."""
        self._user_view = None
        if self._is_up:
            self._host.bridge.view_resumed.emit()

    @Slot()
    def take_keyboard(self) -> None:
        """A key called for the map: a ring says that its arrows, + and - now move the map."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self._is_up:
            self._host.bridge.keyboard_given.emit()

    def _lay_out(self) -> None:
        """All in one cell: the page, the skeleton over it, buttons and notice over both."""
        cell = QGridLayout(self)
        cell.setContentsMargins(0, 0, 0, 0)
        cell.addWidget(self._host.view, 0, 0)
        cell.addWidget(self._skeleton, 0, 0)
        edge = Qt.AlignmentFlag
        cell.addWidget(self._controls, 0, 0, edge.AlignTop | edge.AlignRight)
        cell.addWidget(self._notice, 0, 0, edge.AlignBottom | edge.AlignHCenter)
        self._controls.setContentsMargins(10, 10, 10, 10)
        self.setFocusProxy(self._host.view)

    def _connect(self) -> None:
        bridge = self._host.bridge
        self._host.up.connect(self._tell_everything)
        self._host.reloading.connect(self._wait_for_the_page)
        self._host.given_up.connect(self._give_up)
        self._notice.retry_wanted.connect(self._host.try_again)
        self._controls.whole_wanted.connect(self.resume_view)
        self._controls.layers_chosen.connect(self._choose_layers)
        bridge.case_chosen.connect(self._choose_case)
        bridge.cell_chosen.connect(self._choose_cell)
        bridge.point_chosen.connect(self.point_chosen)
        bridge.view_moved.connect(self._remember_view)
        bridge.paint_answered.connect(self._show_picture)

    @Slot()
    def _tell_everything(self) -> None:
        self._is_up = True
        bridge = self._host.bridge
        bridge.language_changed.emit(self._language, self._words())
        bridge.text_size_changed.emit(self._text_px)
        bridge.layers_shown.emit(sorted(self._layers))
        if self._user_view:
            bridge.view_restored.emit(*self._user_view)
        bridge.base_map_changed.emit(
            self._token("base"),
            list(self._base.bounds() or ()),
            area_columns(self._base.areas, self._language),
            cell_columns(self._base.cells),
            road_columns(self._base.roads, self._language),
        )
        if self._cases_token:
            self._stream.replace(self._cases_token, list(self._cases.values()))
        bridge.selected.emit(self._selected)

    def _words(self) -> dict[str, str]:
        marks = (
            self.tr("overdue"),
            self.tr("step late"),
            self.tr("due soon"),
            self.tr("running"),
            self.tr("paused"),
            self.tr("done"),
        )
        words = {f"mark_{rank}": word for rank, word in enumerate(marks)}
        words["on_map"] = self.tr("On the map")
        words["zoom_in"] = self.tr("Zoom in (+)")
        words["zoom_out"] = self.tr("Zoom out (−)")
        words["more"] = self.tr("and {count} more")
        return words

    def _token(self, subject: str) -> str:
        return f"{subject}-{next(self._tokens)}"

    @Slot(str)
    def _wait_for_the_page(self, reason: str) -> None:
        self._is_up = False
        self._stream.stop()
        self._skeleton.show()
        self._notice.say_it_came_back()

    @Slot(str)
    def _give_up(self, reason: str) -> None:
        self._is_up = False
        self._stream.stop()
        self._skeleton.hide()
        self._notice.say_it_is_gone()

    @Slot(str, float)
    def _show_picture(self, token: str, milliseconds: float) -> None:
        if token.startswith("base-"):
            self._skeleton.hide()
            self._notice.take_back()
            self.ready.emit()
        else:
            self.painted.emit(token, milliseconds)

    @Slot(float, float, float, bool)
    def _remember_view(self, latitude: float, longitude: float, zoom: float, touched: bool) -> None:
        self._user_view = (latitude, longitude, zoom) if touched else None

    @Slot(str)
    def _choose_case(self, number: str) -> None:
        """The page can only choose what it was sent."""
        if number in self._cases:
            self.case_chosen.emit(number)

    @Slot(str)
    def _choose_cell(self, code: str) -> None:
        if code in self._cell_codes:
            self.cell_chosen.emit(code)

    @Slot(object)
    def _choose_layers(self, layers: frozenset[MapLayer]) -> None:
        self.show_layers(layers)
        self.layers_chosen.emit(layers)
