"""Where things are on the desk: three panes side by side, two where the window is narrow."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from commandcenter.views.look.spacing import px

_NARROW_EMS = 105
_LEAST_EMS = (80, 40)
_QUEUE_EMS, _MAP_EMS, _CASE_EMS = 54, 34, 40
_NARROW_QUEUE_EMS, _NARROW_CASE_EMS = 62, 42
"""The names of departments have room in the queue, in Chinese and in English."""


class DeskLayout(QWidget):
    """Below a width the map becomes a tab behind the case."""

    def __init__(
        self, queue: QWidget, city_map: QWidget, case: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._map = city_map
        self._case = case
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)
        self.splitter.addWidget(queue)
        self.is_narrow = False
        # Its own, or else three panes would keep the window from ever becoming narrow.
        self.setMinimumSize(px(self, _LEAST_EMS[0]), px(self, _LEAST_EMS[1]))
        self._spread()
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self:
            self._fit()
        return super().eventFilter(watched, event)

    def show_map(self) -> None:
        if self.is_narrow:
            self.tabs.setCurrentWidget(self._map)

    def show_case(self) -> None:
        if self.is_narrow:
            self.tabs.setCurrentWidget(self._case)

    def _fit(self) -> None:
        narrow = self.width() < px(self, _NARROW_EMS)
        if narrow == self.is_narrow:
            return
        self.is_narrow = narrow
        if narrow:
            self._fold()
        else:
            self._spread()

    def _spread(self) -> None:
        self.tabs.setParent(None)
        self.splitter.addWidget(self._map)
        self.splitter.addWidget(self._case)
        self._map.show()
        self._case.show()
        self._share(_QUEUE_EMS, _MAP_EMS, _CASE_EMS)

    def _fold(self) -> None:
        self.tabs.addTab(self._case, self.tr("Case"))
        self.tabs.addTab(self._map, self.tr("Map"))
        self.splitter.addWidget(self.tabs)
        self.tabs.show()
        self._share(_NARROW_QUEUE_EMS, _NARROW_CASE_EMS)

    def _share(self, *ems: int) -> None:
        self.splitter.setSizes([px(self, share) for share in ems])
        for at in range(len(ems)):
            self.splitter.setStretchFactor(at, ems[at])
