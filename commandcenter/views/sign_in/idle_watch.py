"""Notices that nobody has touched this program for a while."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Sees the keys and the mouse of each window of the program that has had the focus.

    It looks at windows, where each touch arrives once. A filter over the whole application would be
    called for every event of every object, also of those that are just being destroyed.

    Signals:
        idle: nothing was touched for the given number of minutes.
    """

    idle = Signal()

    def __init__(self, minutes: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=round(minutes * 60_000), singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # others end up to 5 % early or late
        self._timer.timeout.connect(self.idle)
        self._timer.start()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self.watch)
        # Chinese is typed through an input method, which takes the keys before a window sees them.
        application.inputMethod().cursorRectangleChanged.connect(self._touched)
        if focused := application.focusWindow():
            self.watch(focused)

    @property
    def left_ms(self) -> int:
        """How long until it is `idle`, if nothing is touched."""
        return self._timer.remainingTime()

    @Slot(QWindow)
    def watch(self, window: QWindow | None) -> None:
        """A window has the focus now; None where another program has it."""
        if window:
            self._timer.start()
            window.installEventFilter(self)

    @Slot()
    def _touched(self) -> None:
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._timer.start()
        return False
