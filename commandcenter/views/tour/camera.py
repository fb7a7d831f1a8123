"""A walk past the windows with a camera: every state once, each saved as a picture."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QEventLoop, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from commandcenter.clock import steady_seconds
from commandcenter.errors import Unavailable
from commandcenter.new_file import new_file

_LOOK_MS = 50
_SETTLE_MS = 600
"""For what nobody announces: fonts, the map's second frame, a page that lays itself out."""
_PATIENCE_SECONDS = 30.0


class Tour:
    """Nothing is changed on the way: the database may be a real one."""

    def __init__(self, folder: Path, *, size: tuple[int, int], tag: str = "") -> None:
        self.pictures: list[Path] = []
        self._folder = folder
        self._size = QSize(*size)
        self._tag = tag

    def open(self, window: QWidget) -> None:
        window.resize(self._size)
        window.show()

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Let the windows live until a condition holds. Unavailable if it never does."""
        until = steady_seconds() + _PATIENCE_SECONDS
        while not condition():
            if steady_seconds() > until:
                raise Unavailable("tour-stuck", what=what, seconds=round(_PATIENCE_SECONDS))
            self.rest(_LOOK_MS)

    def rest(self, milliseconds: int = _SETTLE_MS) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def take(self, window: QWidget, name: str) -> Path:
        """A picture of a window with whatever pops up over it."""
        self.rest()
        picture = window.grab()
        painter = QPainter(picture)
        for above in QApplication.topLevelWidgets():
            if above is not window and above.isVisible() and _pops_up(above):
                painter.drawPixmap(window.mapFromGlobal(above.mapToGlobal(QPoint())), above.grab())
        painter.end()
        return self._save(picture, name)

    def _save(self, picture: QPixmap, name: str) -> Path:
        file = self._folder / f"{'-'.join(part for part in (name, self._tag) if part)}.png"
        content = QBuffer()
        content.open(QBuffer.OpenModeFlag.WriteOnly)
        picture.save(content, "PNG")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with new_file(file) as out:
                out.write(content.data().data())
        except OSError:
            raise Unavailable("picture-not-saved", file=file) from None
        self.pictures.append(file)
        return file


def _pops_up(window: QWidget) -> bool:
    return window.windowType() in (Qt.WindowType.Popup, Qt.WindowType.Dialog)
