"""Limits repeated log messages, so that no client can fill the log."""

import logging
from collections.abc import Callable

_MOST = 5
_SPAN_SECONDS = 60.0


class RareWords(logging.Filter):
    """Lets a sentence of the program through five times a minute; the next says how many were
    left out. Bugs share their sentence and are counted by their kind and the place in the code."""

    def __init__(self, *, seconds: Callable[[], float]) -> None:
        super().__init__()
        self._seconds = seconds
        self._spans: dict[object, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now, said = self._seconds(), str(record.msg)
        subject = said, _bug(record)
        begun, times = self._spans.get(subject, (now, 0))
        left_out = 0
        if now - begun >= _SPAN_SECONDS:
            begun, left_out, times = now, max(0, times - _MOST), 0
        self._spans[subject] = begun, times + 1
        if left_out:
            record.msg = f"{said} ({left_out} more in the last minutes)"
        return times < _MOST


def _bug(record: logging.LogRecord) -> object:
    """The kind of bug that the record tells of, and where it arose; None without one."""
    kind, _, frames = record.exc_info or (None, None, None)
    if frames is None:
        return kind
    while frames.tb_next:
        frames = frames.tb_next
    return kind, frames.tb_frame.f_code.co_filename, frames.tb_lineno


def limit_words(logger: logging.Logger, *, seconds: Callable[[], float]) -> None:
    """From now on, in the place of a limit that it had."""
    for old in [kept for kept in logger.filters if isinstance(kept, RareWords)]:
        logger.removeFilter(old)
    logger.addFilter(RareWords(seconds=seconds))
