"""Notices changes of the machine's clock by comparing it with a monotonic clock."""

from datetime import datetime, timedelta

from commandcenter.clock import Clock, steady_seconds


class ClockWatch:
    """Compares the clocks at intervals; in between, both must advance by the same amount."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._seen: tuple[datetime, float] | None = None

    def jump(self) -> timedelta:
        """How far the real clock has advanced beyond the monotonic one since the last call.

        A machine that slept gives the same result, because its monotonic clock stood still.
        """
        now = self._real(), steady_seconds()
        before, self._seen = self._seen or now, now
        return now[0] - before[0] - timedelta(seconds=now[1] - before[1])
