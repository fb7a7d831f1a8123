"""How often somebody without a key may report: a small bucket an address."""

import threading
from collections import OrderedDict
from collections.abc import Callable

_MOST_ADDRESSES = 10_000


class RateLimit:
    """`allow` takes one from the bucket of an address; it refills steadily."""

    def __init__(self, *, burst: int, a_minute: float, seconds: Callable[[], float]) -> None:
        self._burst = burst
        self._rate = a_minute / 60
        self._seconds = seconds
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, address: str) -> bool:
        with self._lock:
            now = self._seconds()
            level, at = self._buckets.pop(address, (float(self._burst), now))
            level = min(self._burst, level + (now - at) * self._rate)
            allowed = level >= 1
            self._buckets[address] = (level - 1 if allowed else level, now)
            if len(self._buckets) > _MOST_ADDRESSES:
                self._buckets.popitem(last=False)
            return allowed
