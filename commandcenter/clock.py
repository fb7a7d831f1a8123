"""The time as an argument; the only file that reads the system's."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: Anything that says what time it is, as an aware moment in UTC.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


def steady_seconds() -> float:
    """Seconds on a clock that never jumps, for measuring spans of this process."""
    return time.monotonic()


@dataclass(frozen=True)
class SimulatedTime:
    """Shows `shown_from` when the real time is `real_from`, and runs `speed` times as fast."""

    real_from: datetime
    shown_from: datetime
    speed: float

    def at(self, real: datetime) -> datetime:
        """What the simulated clock shows when the machine's shows `real`."""
        return self.shown_from + (real - self.real_from) * self.speed

    def real_span(self, shown: timedelta) -> timedelta:
        """How long the machine needs for a simulated span."""
        return shown / self.speed
