"""Wakes the requests that wait for changes: one thread follows the feed for all of them."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Hashable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from anyio import to_thread

from commandcenter.bugs import logging_bugs
from commandcenter.errors import Unavailable
from commandcenter.services.change_feed import ChangeFeed

_Found = TypeVar("_Found")

#: Each of them holds one of the connections to the gateway; others need some, too.
_MOST_WAITING = 500
#: Pause after each wake-up, so that many writes do not cause as many reads.
_BREATH_SECONDS = 0.1
_PATIENCE_SECONDS = 1.0  # before the next attempt when the database does not answer
#: Together with 1.5 s for an answer and 2 s for a new connection: less than five seconds.
_POLL_SECONDS = 1.0


class Tidings:
    """The time from one wake-up to the next."""

    def __init__(self) -> None:
        #: Done as soon as something may have been written, or the gateway shuts down.
        self.written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        #: Set if the wake-up means that the database does not answer.
        self.away: Unavailable | None = None
        self._looks: dict[Hashable, asyncio.Task[Any]] = {}

    def look(
        self, question: Hashable, ask: Callable[[], Coroutine[Any, Any, _Found]]
    ) -> "asyncio.Task[_Found]":
        """A read that all callers share who ask the same question at the same time.

        It sees everything that was written before this object was created.
        """
        look: asyncio.Task[_Found] | None = self._looks.get(question)
        if look is None:
            look = self._looks[question] = asyncio.create_task(ask())
            look.add_done_callback(lambda done: self._forget(question, done))
        return look

    def _forget(self, question: Hashable, done: "asyncio.Task[object]") -> None:
        del self._looks[question]
        if not done.cancelled():
            done.exception()  # nobody may be left to ask for it


class News:
    """One thread and one watch on the database for all that wait; started by the first of them.

    All public methods are called in the event loop of the gateway.
    """

    def __init__(self, feed: ChangeFeed, *, most_waiting: int = _MOST_WAITING) -> None:
        self._feed = feed
        self._most_waiting = most_waiting
        #: How many requests wait now.
        self.waiting = 0
        self._tidings: Tidings | None = None
        self._follower: threading.Thread | None = None
        self._stopped = threading.Event()
        self._latest = ""
        self._listens = False

    @property
    def is_over(self) -> bool:
        """Whether the gateway shuts down: nobody waits any longer."""
        return self._stopped.is_set()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Counts one waiting request. Unavailable if too many wait already."""
        if self.waiting >= self._most_waiting:
            raise Unavailable("feed-crowded", most=self._most_waiting)
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1

    def tidings(self) -> Tidings:
        """Ask for this before reading the feed: a change that the read misses sets `written`."""
        if self._tidings is None:
            self._tidings = Tidings()
            self._follow()
        return self._tidings

    async def answer(self, look: "asyncio.Task[_Found]") -> _Found:
        """The result of a read. Unavailable as soon as the database does not answer, even if the
        read has not ended."""
        while not look.done():
            tidings = self.tidings()
            either: set[asyncio.Future[Any]] = {look, tidings.written}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if tidings.away and not look.done():
                raise tidings.away
        return look.result()

    def end(self) -> None:
        """Answer all waiting requests now."""
        self._stopped.set()
        self._wake()

    async def close(self) -> None:
        """As `end`; returns when the thread has ended."""
        self.end()
        if self._follower:
            await to_thread.run_sync(self._follower.join)

    def _follow(self) -> None:
        if self.is_over:
            return
        loop = asyncio.get_running_loop()
        self._follower = threading.Thread(
            target=self._follow_for_ever, args=(loop,), name="news", daemon=True
        )
        self._follower.start()

    def _follow_for_ever(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin again at once when the watch breaks off; if that fails, the database is away."""
        look = partial(self._look, loop)
        while not self._stopped.is_set():
            self._listens = False
            try:
                with logging_bugs("following the feed"):
                    self._feed.follow(look, self._stopped, poll_seconds=_POLL_SECONDS)
            except Unavailable as away:
                if self._listens:
                    self._stopped.wait(_BREATH_SECONDS)
                    continue
                loop.call_soon_threadsafe(self._wake, away)
            self._stopped.wait(_PATIENCE_SECONDS)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the thread: not everything that is written is a change of a case."""
        latest = self._feed.latest()
        self._listens = True
        if latest != self._latest:
            self._latest = latest
            loop.call_soon_threadsafe(self._wake)
            self._stopped.wait(_BREATH_SECONDS)

    def _wake(self, away: Unavailable | None = None) -> None:
        if self._tidings is None:
            return
        before, self._tidings = self._tidings, Tidings()
        before.away = away
        before.written.set_result(None)
