"""Keeping the screen from going dark, or behind a lock, while the wall is shown."""

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusPendingCallWatcher

_log = logging.getLogger(__name__)

_SERVICE, _PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
_CONNECTION = "commandcenter-wall"
#: Windows: from now on, and count both the display and the machine as in use.
_CONTINUOUS, _SYSTEM_REQUIRED, _DISPLAY_REQUIRED = 0x80000000, 0x1, 0x2


class ScreenAwake(QObject):
    """Asks the desktop to keep the screen on; without a desktop it only logs that it cannot."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_asked = False

    def begin(self) -> None:
        if self.is_asked:
            return
        self.is_asked = True
        if sys.platform == "win32":
            _tell_windows(_CONTINUOUS | _SYSTEM_REQUIRED | _DISPLAY_REQUIRED)
        elif sys.platform == "linux":
            self._ask_desktop()
        else:
            _log.warning("nobody keeps the screen awake on %s", sys.platform)

    def end(self) -> None:
        """The desktop lets go of the screen when the one that asked has left its bus."""
        if not self.is_asked:
            return
        self.is_asked = False
        if sys.platform == "win32":
            _tell_windows(_CONTINUOUS)
        elif sys.platform == "linux":
            from PySide6.QtDBus import QDBusConnection

            QDBusConnection.disconnectFromBus(_CONNECTION)

    def _ask_desktop(self) -> None:
        """Without waiting: a desktop that does not answer must not hold up the wall."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, _CONNECTION)
        if not bus.isConnected():
            _log.warning("nobody keeps the screen awake: there is no session bus")
            return
        question = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SERVICE, "Inhibit")
        question.setArguments(["commandcenter", "the wall is shown"])
        answer = QDBusPendingCallWatcher(bus.asyncCall(question), self)
        answer.finished.connect(self._hear)

    @Slot("QDBusPendingCallWatcher*")
    def _hear(self, answer: "QDBusPendingCallWatcher") -> None:
        if answer.isError():
            _log.warning("nobody keeps the screen awake: %s", answer.error().message())
        else:
            _log.info("the desktop keeps the screen awake")
        answer.deleteLater()


def _tell_windows(state: int) -> None:
    if sys.platform == "win32":
        from ctypes import windll

        if not windll.kernel32.SetThreadExecutionState(state):
            _log.warning("nobody keeps the screen awake: Windows refused")
