"""A memory budget for everything that callers send."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from commandcenter.errors import Unavailable

#: Bodies up to this size are not counted; even hundreds of them take little.
SMALL = 64 << 10


class Room:
    """A number of bytes for all bodies that are being received or processed."""

    def __init__(self, most: int) -> None:
        self._most = most
        #: What all bodies hold now.
        self.held = 0

    @contextmanager
    def of_one(self) -> Iterator[Callable[[int], None]]:
        """Call what it gives with the size that a body has grown to; it is let go at the end.

        Unavailable where there is no room for it.
        """
        held = 0

        def hold(size: int) -> None:
            nonlocal held
            if size <= SMALL:
                return
            if self.held - held + size > self._most:
                raise Unavailable("bodies-busy")
            self.held += size - held
            held = size

        try:
            yield hold
        finally:
            self.held -= held
