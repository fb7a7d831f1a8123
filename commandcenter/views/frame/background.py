"""Work beside the screen's thread; the only file of the screens that knows threads."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from commandcenter.errors import CommandCenterError

_WORKERS = 4
#: Python lets a thread compute for 5 ms before another's turn. A paint gives its turn away with
#: every word it draws, hundreds of times: each of them must come back soon.
_TURN_SECONDS = 0.0001
_PATIENCE_SECONDS = 1.0  # before a feed that broke off is followed again

_T = TypeVar("_T")


class Feed(Protocol):
    """What can be followed: `ChangeFeed`, seen from here."""

    def follow(self, deliver: Callable[[], None], stopped: threading.Event) -> None:
        """Call `deliver` whenever something was written, until `stopped` is set."""


class ProgramFault(CommandCenterError):
    """A bug in the work, for those who wait for its answer; the last hook has heard what it was."""

    status = 500


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The callbacks that wait for an answer. Only the screen's thread holds them: widgets must die
    there."""

    done: Callable[[Any], object] | None
    refused: Callable[[CommandCenterError], object] | None


class Background(QObject):
    """Runs service calls in other threads and brings their answers to the screen's.

    Whoever makes it closes it, before the services that its work asks. After `close` nothing is
    delivered any more, so that no answer meets a screen that is gone.
    """

    _answered = Signal(int, object)
    _woken = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = threading.Event()
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="background")
        self._tickets = count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._deliveries: dict[int, Callable[[], object]] = {}
        self._followers: list[threading.Thread] = []
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)
        sys.setswitchinterval(_TURN_SECONDS)

    def run(
        self,
        work: Callable[[], _T],
        *,
        done: Callable[[_T], object] | None = None,
        refused: Callable[[CommandCenterError], object] | None = None,
    ) -> None:
        """Work in another thread; `done` or `refused` is called in the screen's.

        `work` holds services and values, never a widget, which would die in the wrong thread.
        `done` and `refused` are methods (or partials of methods) of whoever waits: an answer to a
        widget that is gone is dropped.
        Whatever else is raised is a bug and goes to `sys.excepthook`, as does a refusal that
        nobody wanted to hear; of a bug `refused` is called too, with a ProgramFault, so that
        nobody waits for ever. After `close` this does nothing.
        """
        if isinstance(getattr(work, "__self__", None), QObject):
            raise TypeError("work for another thread must not hold a QObject")
        if self._stopped.is_set():
            return
        ticket = next(self._tickets)
        self._waiting[ticket] = _Waiting(done, refused)
        future = self._workers.submit(work)
        future.add_done_callback(partial(self._answered.emit, ticket))

    def follow(self, feed: Feed, deliver: Callable[[], object]) -> None:
        """Call `deliver` in the screen's thread whenever something may have been written.

        A feed that breaks off is followed again for ever, and `deliver` is called once more,
        because something may have been missed meanwhile.
        """
        ticket = next(self._tickets)
        self._deliveries[ticket] = deliver
        follower = threading.Thread(
            target=_follow_for_ever,
            args=(feed, partial(self._woken.emit, ticket), self._stopped),
            name="feed",
            daemon=True,
        )
        self._followers.append(follower)
        follower.start()

    def close(self) -> None:
        """End all threads, and wait for them."""
        self._stopped.set()
        self._workers.shutdown(wait=True, cancel_futures=True)
        for follower in self._followers:
            follower.join()
        self._waiting.clear()
        self._deliveries.clear()

    @Slot(int, object)
    def _deliver(self, ticket: int, answer: Future[object]) -> None:
        waiting = self._waiting.pop(ticket, None)
        if waiting is None or answer.cancelled():
            return
        error = answer.exception()
        if error is None:
            tell(waiting.done, answer.result())
        elif isinstance(error, CommandCenterError) and waiting.refused:
            tell(waiting.refused, error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
            tell(waiting.refused, ProgramFault("program-fault", what=type(error).__name__))

    @Slot(int)
    def _wake(self, ticket: int) -> None:
        deliver = self._deliveries.get(ticket)
        if deliver:
            deliver()


def tell(callback: Callable[[Any], object] | None, answer: object) -> None:
    """Unless nobody wants to know, or the widget whose method this is has been closed."""
    if callback is None:
        return
    method = callback.func if isinstance(callback, partial) else callback
    owner = getattr(method, "__self__", None)
    if not isinstance(owner, QObject) or isValid(owner):
        callback(answer)


def _follow_for_ever(feed: Feed, wake: Callable[[], None], stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            feed.follow(wake, stopped)
        except CommandCenterError:
            stopped.wait(_PATIENCE_SECONDS)
            wake()
        except Exception as bug:  # noqa: BLE001 - it is reported; without a follower the screens lag
            sys.excepthook(type(bug), bug, bug.__traceback__)
            stopped.wait(_PATIENCE_SECONDS)
