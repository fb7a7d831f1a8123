"""How long whoever asks the database goes on to wait, in all the places where it waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: How long a writer waits for the queue before it is refused, in all the places where it waits.
QUEUE_SECONDS = 5

_PATIENCE: ContextVar[float] = ContextVar("patience", default=QUEUE_SECONDS)


def patience_seconds() -> float:
    """How long a writer that begins now waits for its turn."""
    return _PATIENCE.get()


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Who writes inside has waited elsewhere already: so long it waits still, and no longer."""
    before = _PATIENCE.set(max(0.0, min(seconds, QUEUE_SECONDS)))
    try:
        yield
    finally:
        _PATIENCE.reset(before)
