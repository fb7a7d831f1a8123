"""Whose photos are looked at now: a few at once, the others wait a little."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from commandcenter.errors import Unavailable

#: A photo that is decoded whole takes up to 400 MB while it is.
_AT_ONCE = 2


class PhotoTurns:
    """Who waits holds no thread, so reports without photos go past."""

    def __init__(self, *, wait_seconds: float) -> None:
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._wait_seconds = wait_seconds

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Unavailable when nobody ahead was done in time."""
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise Unavailable("photos-busy") from None
        try:
            yield
        finally:
            self._free.release()
