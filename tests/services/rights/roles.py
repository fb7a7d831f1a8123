"""Asking PostgreSQL as somebody: with the role of an account, of a post or of the services."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from commandcenter.database.postgres.rights.names import account_role
from commandcenter.models.work.log.event_log import Entry, entry_hash
from tests.city.postgres import PostgresServer

_OURS = """
    SELECT rolname FROM pg_roles
    WHERE shobj_description(oid, 'pg_authid') LIKE 'commandcenter: %%' || %s
"""


def database_of(address: str) -> str:
    return address.rpartition("/")[2]


@contextmanager
def logged_in(address: str, role: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection as psql would have it; the tests' server trusts everybody."""
    conninfo = psycopg.conninfo.make_conninfo(address.replace("+psycopg", ""), user=role)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


@contextmanager
def signed_in(address: str, account: str) -> Iterator[psycopg.Connection[Any]]:
    with logged_in(address, account_role(database_of(address), account)) as connection:
        yield connection


def asked(connection: psycopg.Connection[Any], statement: str) -> Sequence[tuple[Any, ...]]:
    return connection.execute(statement.encode()).fetchall()


def refusal(connection: psycopg.Connection[Any], statement: str) -> str | None:
    """What PostgreSQL says against a statement; None where it does as it is asked."""
    try:
        connection.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege as error:
        return error.diag.message_primary
    return None


def drop_roles(server: PostgresServer, address: str) -> None:
    """The roles of a database that is gone already, and with it whatever they might do there."""
    with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as all_of:
        for (role,) in all_of.execute(_OURS, [f" of database {database_of(address)}"]).fetchall():
            all_of.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


class Tail(NamedTuple):
    """Where the log ends, and the version of a case in it."""

    centre: str
    sequence: int
    hash: str
    at: datetime
    number: str
    version: int


def tail(connection: psycopg.Connection[Any], number: str) -> Tail:
    """`connection` is one that reads all of the log."""
    ends = "SELECT centre, sequence, hash, at FROM event_log ORDER BY sequence DESC LIMIT 1"
    ((centre, sequence, found, at),) = asked(connection, ends)
    query = "SELECT COALESCE(max(version), 0) FROM event_log WHERE number = %s"
    ((version,),) = connection.execute(query, [number]).fetchall()
    return Tail(centre, sequence, found, at, number, version)


def entry(connection: psycopg.Connection[Any], case: str, *named: str, **changed: Any) -> str:
    """As `entry_after`, at the end of the log as it is now."""
    return entry_after(tail(connection, case), *named, **changed)


def entry_after(end: Tail, *named: str, **changed: Any) -> str:
    """The INSERT of an entry that continues history and chain, with a right hash.

    `named`: step, stage and actor; `changed`: any other column, or one of these.
    """
    line: dict[str, Any] = {
        "subject": "case",
        "number": end.number,
        "version": end.version + 1,
        **dict(zip(("step", "stage", "actor"), named, strict=False)),
        "at": end.at,
        "payload": "{}",
        **{name: value for name, value in changed.items() if name in Entry._fields},
    }
    place: dict[str, Any] = {
        "centre": end.centre,
        "sequence": end.sequence + 1,
        "recorded_at": end.at,
    }
    place |= {name: value for name, value in changed.items() if name in place}
    found = entry_hash(end.hash, place["centre"], place["sequence"], Entry(**line), end.at)
    line |= {**place, "previous_hash": end.hash, "hash": changed.get("hash", found)}
    values = sql.SQL(", ").join(map(sql.Literal, line.values()))
    names = sql.SQL(", ").join(map(sql.Identifier, line))
    insert = sql.SQL("INSERT INTO event_log ({}) VALUES ({})").format(names, values)
    return insert.as_string(None)
