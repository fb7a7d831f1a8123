"""Reading what is wanted now: never twice at once, and never an answer to an old question."""

from collections.abc import Callable
from typing import Any, TypeVar

from commandcenter.errors import CommandCenterError
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.one_at_a_time import OneAtATime

_T = TypeVar("_T")
_Ask = tuple[Callable[[], Any], Callable[[Any], object], Callable[[CommandCenterError], object]]


class NewestRequest:
    """One question at a time goes to the background; of those that wait only the last one goes."""

    def __init__(self, background: Background) -> None:
        self._reading = OneAtATime(background)
        self._asked: _Ask | None = None
        self._waiting: _Ask | None = None

    def ask(
        self,
        work: Callable[[], _T],
        *,
        done: Callable[[_T], object],
        refused: Callable[[CommandCenterError], object],
    ) -> None:
        self._waiting = (work, done, refused)
        if not self._reading.is_busy:
            self._go()

    def forget(self) -> None:
        """Drop all requests: their answers are no longer wanted."""
        self._waiting = None
        if self._asked:
            self._asked = (self._asked[0], lambda _: None, lambda _: None)

    def _go(self) -> None:
        self._asked, self._waiting = self._waiting, None
        if self._asked:
            self._reading.run(self._asked[0], done=self._answer, refused=self._refuse)

    def _answer(self, found: object) -> None:
        asked, outdated = self._asked, self._waiting is not None
        self._go()
        if asked and not outdated:
            asked[1](found)

    def _refuse(self, error: CommandCenterError) -> None:
        asked, outdated = self._asked, self._waiting is not None
        self._go()
        if asked and not outdated:
            asked[2](error)
