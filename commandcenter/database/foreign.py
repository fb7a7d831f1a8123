"""What drivers say, as refusals of ours: the world's faults are told, bugs stay bugs."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from commandcenter.database.engines import QUEUE_SECONDS
from commandcenter.errors import Unavailable


@contextmanager
def foreign_refused() -> Iterator[None]:
    """A foreign error that is the world's fault becomes ours; what is a bug stays one."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable("database-busy", seconds=QUEUE_SECONDS) from error
    except DBAPIError as error:
        refusal = _refusal(error.orig, lost=error.connection_invalidated)
        if refusal is None:
            raise
        raise refusal from error
    except (psycopg.Error, sqlite3.Error) as error:  # a driver asked without SQLAlchemy
        refusal = _refusal(error, lost=False)
        if refusal is None:
            raise
        raise refusal from error


#: What a driver says in words, or PostgreSQL as a state, and what we make of it.
_KNOWN_BY_WORDS = {
    "is locked": "database-busy",
    "disk is full": "disk-full",
    "disk i/o": "disk-failing",
    "readonly": "database-read-only",
    "malformed": "database-damaged",
    "not a database": "database-damaged",
    "no such table": "database-not-made",
    "unable to open": "database-cannot-open",
}
_KNOWN_BY_STATE = {
    "55P03": "database-busy",
    "57014": "database-busy",
    "53100": "disk-full",
    "58030": "disk-failing",
    "25006": "database-read-only",
    "42P01": "database-not-made",
}


def _refusal(error: BaseException | None, *, lost: bool) -> Unavailable | None:
    said = str(error).lower()
    state = getattr(error, "sqlstate", None)
    known = _KNOWN_BY_STATE.get(state or "") or next(
        (ours for words, ours in _KNOWN_BY_WORDS.items() if words in said), None
    )
    if known:
        return Unavailable(known, seconds=QUEUE_SECONDS)
    if lost or isinstance(error, psycopg.OperationalError):
        return Unavailable("database-away")
    return None
