"""Hours of the city that pass while a live day waits, and what happened in them."""

import threading
from collections.abc import Callable
from datetime import timedelta

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.change_feed import Change
from tests.city.life import FakeClock


class Hours(threading.Event):
    """Stops a day after a while of the city's time; a second of waiting is `speed` of them."""

    def __init__(
        self,
        clock: FakeClock,
        hours: float,
        meanwhile: Callable[[], object] = lambda: None,
        speed: float = 300,
    ) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._clock = clock
        self._speed = speed
        self.began = clock.now
        self._end = clock.now + timedelta(hours=hours)
        self._meanwhile = meanwhile

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.waits.append(timeout)
        self._clock.advance(timedelta(seconds=timeout * self._speed))
        self._meanwhile()
        if self._clock.now >= self._end:
            self.set()
        return self.is_set()


def changes_since(center: CommandCenter, cursor: str) -> list[Change]:
    return center.change_feed.since(cursor, viewer=CENTRE_VIEW, limit=10_000)[0]
