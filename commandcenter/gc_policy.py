"""Postpones Python's search for circular garbage while tens of thousands of objects come and go."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

#: How many new objects call for a hunt, in place of Python's 700.
_SELDOM = 50_000

_guard = Lock()
_found: list[tuple[int, int, int]] = []


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """For bulk work whose objects need no garbage collection, which took up to a quarter of its
    time.

    Several threads may do so at once; the last one restores what the first one found.
    """
    with _guard:
        _found.append(gc.get_threshold())
        gc.set_threshold(_SELDOM, *_found[0][1:])
    try:
        yield
    finally:
        with _guard:
            first = _found[0]
            _found.pop()
            if not _found:
                gc.set_threshold(*first)
