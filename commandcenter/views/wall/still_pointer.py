"""The pointer of the wall: hidden while no hand moves it, so that it lies over no figure."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

STILL_MS = 3_000


class StillPointer(QObject):
    """Watches a window and all that lies in it by now; the map's page hides its own."""

    def __init__(self, window: QWidget, *, still_ms: int = STILL_MS) -> None:
        super().__init__(window)
        self._window = window
        self._still = QTimer(self, interval=still_ms, singleShot=True)
        self._still.timeout.connect(self._hide)
        for part in (window, *window.findChildren(QWidget)):
            part.setMouseTracking(True)
            part.installEventFilter(self)
        self._still.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove:
            self._window.unsetCursor()
            self._still.start()
        return False

    def _hide(self) -> None:
        self._window.setCursor(Qt.CursorShape.BlankCursor)
