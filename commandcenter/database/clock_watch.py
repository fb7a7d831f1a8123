"""Notices when the machine's clock was set, by one that cannot be."""

from datetime import datetime, timedelta

from commandcenter.clock import Clock, steady_seconds


class ClockWatch:
    """Looks at the time now and then; between two looks both clocks must go on alike."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._seen: tuple[datetime, float] | None = None

    def jump(self) -> timedelta:
        """How much further than the steady clock the real one has gone since the last look.

        A machine that slept looks the same: its steady clock stood.
        """
        now = self._real(), steady_seconds()
        before, self._seen = self._seen or now, now
        return now[0] - before[0] - timedelta(seconds=now[1] - before[1])
