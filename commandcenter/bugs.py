"""Logs a bug in one item so that work on the others goes on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from commandcenter.errors import Unavailable

_log = logging.getLogger(__name__)


class Logged:
    """The error that was logged, if there was one."""

    failure: Exception | None = None


@contextmanager
def logging_bugs(what: str) -> Iterator[Logged]:
    """Errors in the block are logged, and the caller continues with the next item.

    A database that is busy or away concerns all of them, so that error is raised.
    """
    logged = Logged()
    try:
        yield logged
    except Unavailable:
        raise
    except Exception as failure:  # noqa: BLE001  the last hook of work that nobody sits in front of
        logged.failure = failure
        _log.exception("%s failed; the others go on", what)
