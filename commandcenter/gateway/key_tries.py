"""How often keys may be tried from one address before it has to wait."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from commandcenter.errors import NotIdentified, TooMany
from commandcenter.gateway.rate_limit import RateLimit

_WRONG_AT_ONCE = 10
_WRONG_A_MINUTE = 6.0
_MOST_KNOWN = 10_000
_Holder = TypeVar("_Holder")


class KeyTries:
    """After ten wrong keys an address waits. A key that proved right before is never made to wait:
    behind a proxy one who guesses would shut the door on everybody else."""

    def __init__(self, *, seconds: Callable[[], float]) -> None:
        self._wrong = RateLimit(burst=_WRONG_AT_ONCE, a_minute=_WRONG_A_MINUTE, seconds=seconds)
        self._known: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    def holder(self, key: str, address: str, *, ask: Callable[[str], _Holder]) -> _Holder:
        """What `ask` says of the key. TooMany, and nobody asked, where the address must wait."""
        digest = hashlib.sha256(key.encode()).digest()
        if self._is_known(digest):
            return ask(key)
        if not self._wrong.allow(address):
            raise TooMany("too-many-wrong-keys")
        try:
            found = ask(key)
        except NotIdentified:
            raise
        except Exception:
            self._wrong.give_back(address)  # nobody could say that it was wrong
            raise
        self._wrong.give_back(address)
        self._know(digest)
        return found

    def _is_known(self, digest: bytes) -> bool:
        with self._lock:
            return digest in self._known

    def _know(self, digest: bytes) -> None:
        with self._lock:
            self._known[digest] = None
            if len(self._known) > _MOST_KNOWN:
                self._known.popitem(last=False)
