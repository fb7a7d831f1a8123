"""Python's hunt for circles of garbage, put off while things come and go by the ten thousand."""

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
    """For bulk work whose objects die of themselves: the hunt took up to a quarter of its time.

    Threads may do so at once; the last one out leaves things as the first one found them.
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
