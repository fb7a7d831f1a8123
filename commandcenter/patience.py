"""How long callers of the database wait, in all the places where they wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from commandcenter.clock import steady_seconds

#: How long a writer waits for the queue before it is refused, in all the places where it waits.
QUEUE_SECONDS = 5

#: Since when the caller has waited, in steady seconds, and how long it may still wait.
_ASKED: ContextVar[tuple[float, float] | None] = ContextVar("asked", default=None)


def patience_seconds() -> float:
    """How long a writer that begins now waits for its turn."""
    asked = _ASKED.get()
    return asked[1] if asked else QUEUE_SECONDS


def waiting_since() -> float:
    """Since when the caller has waited, in steady seconds; now if it has not waited yet."""
    asked = _ASKED.get()
    return asked[0] if asked else steady_seconds()


@contextmanager
def having_waited(since: float, *, at_most: float) -> Iterator[None]:
    """For callers that have waited elsewhere already: inside the block they wait for `at_most`
    seconds more."""
    before = _ASKED.set((since, max(0.0, min(at_most, QUEUE_SECONDS))))
    try:
        yield
    finally:
        _ASKED.reset(before)
