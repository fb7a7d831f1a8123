"""The centre's clock on a screen: read in the background, run on in between, never waited for."""

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from commandcenter.clock import steady_seconds
from commandcenter.services.timekeeping import ClockFace, Timekeeping
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.one_at_a_time import OneAtATime

_TICK_MS = 1_000
_READING_EVERY = 2  # ticks


class ScreenClock(QObject):
    """A Clock for the screen's thread.

    Signals:
        ticked: a second has passed; labels that show a time update it.
        speed_changed: the clock became simulated, real, faster or slower.
    """

    ticked = Signal()
    speed_changed = Signal()

    def __init__(
        self, timekeeping: Timekeeping, background: Background, *, first: ClockFace
    ) -> None:
        """`first` was read before there was a screen that could wait."""
        super().__init__()
        self._timekeeping = timekeeping
        self._answer = OneAtATime(background)
        self._reading = first
        self._read_at = steady_seconds()
        self._ticks = 0
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def __call__(self) -> datetime:
        return self.ago(0.0)

    def ago(self, seconds: float) -> datetime:
        """What the centre's clock showed this many real seconds ago."""
        passed = steady_seconds() - self._read_at - seconds
        return self._reading.moment + timedelta(seconds=passed) * (self._reading.speed or 1.0)

    @property
    def speed(self) -> float | None:
        """How many times as fast as real time it runs; None where it is real."""
        return self._reading.speed

    @Slot()
    def _tick(self) -> None:
        self._ticks += 1
        if self._ticks % _READING_EVERY == 0 and not self._answer.is_busy:
            self._answer.run(self._timekeeping.show, done=self._set, refused=lambda _: None)
        self.ticked.emit()

    def _set(self, reading: ClockFace) -> None:
        was = self._reading.speed
        self._reading = reading
        self._read_at = steady_seconds()
        if reading.speed != was:
            self.speed_changed.emit()
