"""A memory budget for everything that callers send."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from commandcenter.errors import Unavailable

#: Bodies up to this size are not counted; even hundreds of them take little.
SMALL = 64 << 10


class MemoryBudget:
    """A number of bytes for all bodies that are being received or processed."""

    def __init__(self, most: int) -> None:
        self._most = most
        #: What all bodies hold now.
        self.held = 0

    @contextmanager
    def reservation(self) -> Iterator[Callable[[int], None]]:
        """Reserve memory for a body; call the result with the size in bytes that it has grown to.

        The memory is released at the end. Unavailable if the budget is used up.
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
