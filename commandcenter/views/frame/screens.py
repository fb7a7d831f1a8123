"""The screens of one process over one centre: from opening to the last closing."""

from types import TracebackType
from typing import Self, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QWidget

from commandcenter.center import CommandCenter
from commandcenter.views.frame.application import LastHook, open_application
from commandcenter.views.frame.workplace import open_workplace

_Window = TypeVar("_Window", bound=QWidget)


class Screens:
    """Open it, add windows, `run`, close it; the centre is closed after it.

    Windows live until the end, so that no answer ever meets one that is gone.
    """

    def __init__(self, center: CommandCenter, language: str, *, text_px: int | None = None) -> None:
        """`text_px`: the size of body text, if it is not to be derived from the screen."""
        self.application = open_application(language, text_px=text_px)
        self.hook = LastHook()
        self.hook.install()
        self.workplace = open_workplace(center, language)
        self._windows: list[QWidget] = []

    def add(self, window: _Window) -> _Window:
        """A window that was made for this workplace."""
        self._windows.append(window)
        return window

    def start(self) -> None:
        """Set the feed going, when the windows are there to hear it."""
        self.workplace.watcher.start()

    def run(self, *, minutes: float | None = None) -> int:
        """Run until the last window is closed, or for these minutes; returns the exit status."""
        self.start()
        if minutes is not None:
            QTimer.singleShot(round(minutes * 60_000), self.application.quit)
        return self.application.exec()

    def close(self) -> None:
        self.workplace.close()
        for window in self._windows:
            window.close()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        self._windows = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
