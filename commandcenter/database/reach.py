"""Remembers that the database could not be reached, so that not every waiting caller has to find
out."""

from collections.abc import Iterator
from contextlib import contextmanager

from commandcenter.clock import steady_seconds
from commandcenter.errors import Unavailable

_AWAY = "database-away"


class Reach:
    """Finding out takes up to five seconds, so only the first of many waiting callers does it."""

    def __init__(self) -> None:
        self._lost_at = float("-inf")

    def refuse_if_lost(self, since: float) -> None:
        """Unavailable where the database was found out of reach since that moment, in steady
        seconds."""
        if self._lost_at >= since:
            raise Unavailable(_AWAY)

    @contextmanager
    def noticed(self) -> Iterator[None]:
        """A failure inside the block is reported to all waiting callers."""
        try:
            yield
        except Unavailable as refusal:
            if refusal.error_id == _AWAY:
                self._lost_at = steady_seconds()
            raise
