"""What was meant for the former thing is not heard by what came forward in its place."""

from PySide6.QtCore import QPointF, QTimer
from PySide6.QtGui import QCursor, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QWidget

_DEAF_MS = 1_000


class Deafness(QWidget):
    """A pane of glass over a part of a window: clicks do not come through until the pointer has
    moved or a second has passed."""

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        self.setMouseTracking(True)
        self.hide()
        self._origin = QPointF()
        self._second = QTimer(self, singleShot=True, interval=_DEAF_MS)
        self._second.timeout.connect(self.hide)

    @property
    def is_deaf(self) -> bool:
        return self._second.isActive()

    def begin(self) -> None:
        """Something came forward that nobody had asked for."""
        self._origin = QPointF(QCursor.pos())
        self._second.start()
        ground = self.parentWidget()
        if ground:
            self.setGeometry(ground.rect())
        self.show()
        self.raise_()

    def end(self) -> None:
        """Whoever acts now has seen it."""
        self._second.stop()
        self.hide()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Further than a hand trembles in a double click."""
        least = QGuiApplication.styleHints().mouseDoubleClickDistance()
        if (event.globalPosition() - self._origin).manhattanLength() > least:
            self.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
