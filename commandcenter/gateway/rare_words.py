"""A log that nobody outside can fill: of one sentence only so many a minute."""

import logging
from collections.abc import Callable

_MOST = 5
_SPAN_SECONDS = 60.0


class RareWords(logging.Filter):
    """Lets a sentence of the program through five times a minute; the next says how many were
    left out."""

    def __init__(self, *, seconds: Callable[[], float]) -> None:
        super().__init__()
        self._seconds = seconds
        self._spans: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now, said = self._seconds(), str(record.msg)
        begun, times = self._spans.get(said, (now, 0))
        left_out = 0
        if now - begun >= _SPAN_SECONDS:
            begun, left_out, times = now, max(0, times - _MOST), 0
        self._spans[said] = begun, times + 1
        if left_out:
            record.msg = f"{said} ({left_out} more in the last minutes)"
        return times < _MOST


def limit_words(logger: logging.Logger, *, seconds: Callable[[], float]) -> None:
    """From now on, in the place of a limit that it had."""
    for old in [kept for kept in logger.filters if isinstance(kept, RareWords)]:
        logger.removeFilter(old)
    logger.addFilter(RareWords(seconds=seconds))
