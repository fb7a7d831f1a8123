"""Reading again when something changed: at most once in a while, and never twice at once."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from commandcenter.errors import CommandCenterError
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.one_at_a_time import OneAtATime

_INTERVAL_MS = 1_000


class Refresher(QObject):
    """However often it is asked, it reads once an interval; the last wish is never forgotten."""

    def __init__(
        self,
        background: Background,
        work: Callable[[], Callable[[], object]],
        *,
        done: Callable[[Any], object],
        refused: Callable[[CommandCenterError], object],
        parent: QObject,
        interval_ms: int = _INTERVAL_MS,
    ) -> None:
        """`work` is asked, in the screen's thread, what to do in the background this time."""
        super().__init__(parent)
        self._one = OneAtATime(background)
        self._work = work
        self._done = done
        self._refused = refused
        self._readings = 0
        self._is_wanted = False
        self._pause = QTimer(self, interval=interval_ms, singleShot=True)
        self._pause.timeout.connect(self._go_on)

    @property
    def reading(self) -> int:
        """The number of the reading that is under way, or came back last."""
        return self._readings

    @property
    def is_calm(self) -> bool:
        """Nothing is being read, and a wish would be read at once."""
        return not self._one.is_busy and not self._is_wanted and not self._pause.isActive()

    def ask(self) -> int:
        """Read now, or as soon as the interval is over and the last reading has come back.

        Returns the number of the reading that will know what is known now.
        """
        number = self._readings + 1
        self._is_wanted = True
        self._go_on()
        return number

    def _go_on(self) -> None:
        if not self._is_wanted or self._one.is_busy or self._pause.isActive():
            return
        self._is_wanted = False
        self._readings += 1
        self._pause.start()
        self._one.run(self._work(), done=self._answer, refused=self._refuse)

    def _answer(self, found: object) -> None:
        self._done(found)
        self._go_on()

    def _refuse(self, error: CommandCenterError) -> None:
        self._refused(error)
        self._go_on()
