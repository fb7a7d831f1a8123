"""Things of one width side by side, in as many columns as there is room for."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.theme import Space


class Flow(QWidget):
    """Asks for the room of one column, so that it never widens what it lies in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._things: list[QWidget] = []
        self._grid = QGridLayout(self)
        set_spaces(self._grid, self, around=None, between=Space.MEDIUM)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def show_things(self, things: list[QWidget]) -> None:
        for former in self._things:
            retire(former)
        self._things = things
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        width = max((thing.sizeHint().width() for thing in self._things), default=0)
        return QSize(width, self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def _arrange(self) -> None:
        gap = self._grid.horizontalSpacing()
        column = max((thing.sizeHint().width() + gap for thing in self._things), default=1)
        columns = max((self.width() + gap) // column, 1)
        for at, thing in enumerate(self._things):
            self._grid.addWidget(thing, at // columns, at % columns)
        self.updateGeometry()
