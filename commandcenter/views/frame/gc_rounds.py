"""When and where Python may look for circular garbage.

Never in a worker: a widget or timer dropped in a circle would die there, and its next event would
meet freed memory. Never while rows come in by the thousand: a full look takes 100 to 300 ms with
25,000 open cases in memory, and no thread computes meanwhile. Neither rows nor what was imported is
ever garbage of this kind: once read in, they are set aside.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

_ROUND_MS = 1_000
_FULL_ROUNDS = 60  # after this many rounds everything is checked

_reading = set[int]()
"""Threads that are inside `collection_paused`: also the looks wait for them."""


class CollectionRounds(QObject):
    """Collects garbage on the screen's thread only; ends with its parent."""

    def __init__(self, parent: QObject, *, round_ms: int = _ROUND_MS) -> None:
        super().__init__(parent)
        self._rounds = 0
        gc.disable()
        gc.freeze()
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(round_ms)

    def look(self) -> None:
        if _reading:
            return
        self._rounds += 1
        gc.collect(2 if self._rounds % _FULL_ROUNDS == 0 else 1)


@contextmanager
def collection_paused() -> Iterator[None]:
    """No garbage collection inside the block; what is in memory at its end is never checked
    again."""
    automatic = gc.isenabled()
    gc.disable()
    _reading.add(threading.get_ident())
    try:
        yield
    finally:
        gc.freeze()
        _reading.discard(threading.get_ident())
        if automatic:
            gc.enable()
