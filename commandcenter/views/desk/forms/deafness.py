"""Keeps input that was meant for one thing from reaching what came forward in its place."""

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

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
        """The user has seen the change: let input through."""
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

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass the wheel on to what can be scrolled below the glass: scrolling takes no step."""
        event.ignore()
        beneath = self._beneath(event.position().toPoint())
        while beneath and not event.isAccepted():
            if isinstance(beneath, QAbstractScrollArea):
                moved = _moved_to(beneath.viewport(), event)
                QApplication.sendEvent(beneath.viewport(), moved)
                event.setAccepted(moved.isAccepted())
            beneath = beneath.parentWidget()

    def _beneath(self, place: QPoint) -> QWidget | None:
        """What would be there without the glass."""
        hidden = Qt.WidgetAttribute.WA_TransparentForMouseEvents
        self.setAttribute(hidden)
        ground = self.parentWidget()
        beneath = ground.childAt(self.mapToParent(place)) if ground else None
        self.setAttribute(hidden, False)
        return beneath


def _moved_to(widget: QWidget, event: QWheelEvent) -> QWheelEvent:
    """The same turn of the wheel, as this widget sees it."""
    return QWheelEvent(
        widget.mapFromGlobal(event.globalPosition()),
        event.globalPosition(),
        event.pixelDelta(),
        event.angleDelta(),
        event.buttons(),
        event.modifiers(),
        event.phase(),
        event.inverted(),
    )
