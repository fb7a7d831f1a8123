"""One reading at a time; and every one of them ends, also with a bug in it."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from commandcenter.errors import CommandCenterError
from commandcenter.views.frame.background import Background, tell

_T = TypeVar("_T")


class OneAtATime:
    """A caller that finds it busy waits for the answer, and asks again then."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._is_busy = False

    @property
    def is_busy(self) -> bool:
        """False already while `done` or `refused` is called: they may ask the next question."""
        return self._is_busy

    def run(
        self,
        work: Callable[[], _T],
        *,
        done: Callable[[_T], object],
        refused: Callable[[CommandCenterError], object],
    ) -> None:
        """As `Background.run`, where nothing is under way."""
        self._is_busy = True
        self._background.run(
            work, done=partial(self._end, done), refused=partial(self._end, refused)
        )

    def _end(self, callback: Callable[[Any], object], answer: object) -> None:
        self._is_busy = False
        tell(callback, answer)
