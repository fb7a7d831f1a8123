"""Limits concurrent work; waiting callers hold no thread, and are refused after a while."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from commandcenter.clock import steady_seconds
from commandcenter.errors import Unavailable
from commandcenter.patience import having_waited

_Answer = TypeVar("_Answer")


class WorkLimiter:
    """A limited number of threads for one kind of work, independent of other kinds."""

    def __init__(self, at_once: int, *, wait_seconds: float, refusal: str) -> None:
        """`refusal`: the text id of the refusal if no slot becomes free within `wait_seconds`."""
        self._free = asyncio.Semaphore(at_once)
        self._threads = CapacityLimiter(at_once)
        self._wait_seconds = wait_seconds
        self._refusal = refusal

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[float]:
        """Occupy a slot; gives the seconds waited. Unavailable if none becomes free in time."""
        begun = steady_seconds()
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise Unavailable(self._refusal, seconds=round(self._wait_seconds)) from None
        try:
            yield steady_seconds() - begun
        finally:
            self._free.release()

    async def run(self, work: Callable[[], _Answer]) -> _Answer:
        """Run `work` in a thread once there is a slot; what is left of the wait is for the lock."""
        begun = steady_seconds()
        async with self.slot() as waited:
            patient = partial(_patient, begun, self._wait_seconds - waited, work)
            return await to_thread.run_sync(patient, limiter=self._threads)


def _patient(begun: float, seconds: float, work: Callable[[], _Answer]) -> _Answer:
    with having_waited(begun, at_most=seconds):
        return work()
