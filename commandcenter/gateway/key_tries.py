"""Limits how often an address may try wrong keys."""

from collections.abc import Callable
from typing import TypeVar

from commandcenter.errors import NotIdentified, TooMany
from commandcenter.gateway.rate_limit import RateLimit

_WRONG_AT_ONCE = 10
_WRONG_A_MINUTE = 6.0
_Holder = TypeVar("_Holder")


class KeyTries:
    """After ten wrong keys an address waits; a right key always passes. A key has 256 random bits,
    which nobody guesses, and behind a proxy one caller with an old key would lock out everybody
    else."""

    def __init__(self, *, seconds: Callable[[], float]) -> None:
        self._wrong = RateLimit(burst=_WRONG_AT_ONCE, a_minute=_WRONG_A_MINUTE, seconds=seconds)

    def holder(self, key: str, address: str, *, ask: Callable[[str], _Holder]) -> _Holder:
        """The result of `ask` for the key. TooMany for a wrong key if the address must wait."""
        try:
            return ask(key)
        except NotIdentified:
            if not self._wrong.allow(address):
                raise TooMany("too-many-wrong-keys") from None
            raise
