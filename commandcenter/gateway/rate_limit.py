"""Limits how often an address may do something: a token bucket per address."""

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable

_MOST_ADDRESSES = 10_000
#: Of an IPv6 address, the part that belongs to one household or phone alone.
_GIVEN_BITS = 64


class RateLimit:
    """`allow` takes one from the bucket of an address; it refills steadily.

    The addresses that asked longest ago are forgotten first.
    """

    def __init__(
        self,
        *,
        burst: int,
        a_minute: float,
        seconds: Callable[[], float],
        most: int = _MOST_ADDRESSES,
    ) -> None:
        self._burst = burst
        self._rate = a_minute / 60
        self._seconds = seconds
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, address: str) -> bool:
        with self._lock:
            owner = _owner(address)
            level = self._level(owner)
            allowed = level >= 1
            self._fill(owner, level - 1 if allowed else level)
            return allowed

    def give_back(self, address: str) -> None:
        """Undo the last `allow`."""
        with self._lock:
            owner = _owner(address)
            self._fill(owner, self._level(owner) + 1)

    def _level(self, owner: str) -> float:
        now = self._seconds()
        level, at = self._buckets.get(owner, (float(self._burst), now))
        return min(self._burst, level + (now - at) * self._rate)

    def _fill(self, owner: str, level: float) -> None:
        self._buckets[owner] = min(level, float(self._burst)), self._seconds()
        self._buckets.move_to_end(owner)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)


def _owner(address: str) -> str:
    """The part of an address that is limited: a caller with an IPv6 address has all addresses of
    its network, and could use each in turn."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((int(ip), _GIVEN_BITS), strict=False))
