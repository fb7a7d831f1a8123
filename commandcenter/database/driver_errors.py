"""Turns errors of database drivers into refusals if the environment is at fault; bugs stay bugs.

Neither repeats the driver's full message: PostgreSQL quotes rows in its DETAIL, and a row may
contain personal data. Our messages say where, never what.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from commandcenter.database.postgres.refusals import refusal_at_the_door
from commandcenter.errors import Unavailable
from commandcenter.patience import QUEUE_SECONDS


class DatabaseBug(Exception):
    """A faulty statement, which is a bug. Says what and where, without the values."""


@contextmanager
def foreign_refused(role: str = "") -> Iterator[None]:
    """The refusal for a driver's error if the environment is at fault; else the bug.

    `role` is who asks PostgreSQL, as a refusal for want of a right names it.
    """
    try:
        yield
    except PoolTimeout:
        raise Unavailable("database-busy", seconds=QUEUE_SECONDS) from None
    except DBAPIError as error:
        _raise_ours(error, error.orig, error.statement, role, lost=error.connection_invalidated)
    except (psycopg.Error, sqlite3.Error) as error:  # a driver asked without SQLAlchemy
        _raise_ours(error, error, None, role, lost=False)


#: What a driver says in words, or PostgreSQL as a state, and what we make of it.
_KNOWN_BY_WORDS = {
    "is locked": "database-busy",
    "disk is full": "disk-full",
    "disk i/o": "disk-failing",
    "readonly": "database-read-only",
    "malformed": "database-damaged",
    "not a database": "database-damaged",
    "no such table": "database-not-made",
    "already exists": "database-mixed",
    "duplicate column": "database-mixed",
    "unable to open": "database-cannot-open",
}
_KNOWN_BY_STATE = {
    "55P03": "database-busy",
    "57014": "database-busy",
    "25P03": "database-busy",  # idle in its transaction for too long: the server ended it
    "53100": "disk-full",
    "58030": "disk-failing",
    "25006": "database-read-only",
    "42P01": "database-not-made",
    "42P07": "database-mixed",
    "42701": "database-mixed",
    "42501": "server-right-missing",
    "3F000": "server-right-missing",  # no schema that this role may use
}
#: The class of states whose very first line repeats a value that could not be read.
_ABOUT_VALUES = "22"


def _raise_ours(
    raised: BaseException,
    error: BaseException | None,
    statement: str | None,
    role: str,
    *,
    lost: bool,
) -> NoReturn:
    """The refusal or the bug, with the way that led to it and none of its values."""
    bug = DatabaseBug(_without_values(error, statement)).with_traceback(raised.__traceback__)
    refusal = _refusal(error, role, lost=lost)
    if refusal is None:
        raise bug from None
    raise refusal from bug


def _without_values(error: BaseException | None, statement: str | None) -> str:
    said = [type(error).__name__]
    if isinstance(error, sqlite3.Error):
        said.append(str(error))  # it names columns, never what stands in them
    elif isinstance(error, psycopg.Error):
        said += _named(error)
    if statement:
        said.append(statement)
    return ": ".join(said)


def _named(error: psycopg.Error) -> list[str]:
    """What PostgreSQL says in names; of a connection that failed, the first line."""
    if error.sqlstate is None:
        return str(error).splitlines()[:1] if isinstance(error, psycopg.OperationalError) else []
    where = (error.diag.table_name, error.diag.column_name, error.diag.constraint_name)
    said = [error.sqlstate, "/".join(filter(None, where))]
    if not error.sqlstate.startswith(_ABOUT_VALUES):
        said.append(error.diag.message_primary or "")
    return [words for words in said if words]


def _primary(error: BaseException | None) -> str:
    """What PostgreSQL says in one line, of a state that is not about values."""
    return (isinstance(error, psycopg.Error) and error.diag.message_primary) or ""


def _refusal(error: BaseException | None, role: str, *, lost: bool) -> Unavailable | None:
    state = getattr(error, "sqlstate", None)
    said = "" if state else str(error).lower()  # beside a state, words may quote stored values
    known = _KNOWN_BY_STATE.get(state or "") or next(
        (ours for words, ours in _KNOWN_BY_WORDS.items() if words in said), None
    )
    if known:
        return Unavailable(known, seconds=QUEUE_SECONDS, reason=_primary(error), role=role)
    if isinstance(error, psycopg.OperationalError) and state is None:
        return refusal_at_the_door(error)
    if lost or isinstance(error, psycopg.OperationalError):
        return Unavailable("database-away")
    return None
