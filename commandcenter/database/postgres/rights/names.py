"""The names of roles, and how names and values are written into statements.

A server has one set of roles for all its databases: the name of the database is part of each name.
"""

import hashlib

from psycopg import sql

_MOST_BYTES = 63
_KEPT_BYTES = 48


def quoted(name: str) -> str:
    """A name as an SQL identifier, whatever its letters."""
    return sql.Identifier(name).as_string(None)


def literal(value: str | bool | None) -> str:
    return sql.Literal(value).as_string(None)


def post_role(database: str, post: str) -> str:
    """The group role of a post."""
    return _fitting(f"cc_{database}_{post}")


def account_role(database: str, account: str) -> str:
    """The role with which a person logs in."""
    return _fitting(f"{account}@{database}")


def service_role(database: str) -> str:
    """The group role of the gateway and the jobs; no post has a colon in its id."""
    return _fitting(f"cc_{database}:services")


def mark(database: str, kind: str, name: str) -> str:
    """The comment by which a role is known as one that this program made for this database."""
    return f"commandcenter: {kind} {name} of database {database}"


def _fitting(name: str) -> str:
    """PostgreSQL cuts names after 63 bytes; a long one ends with its digest instead."""
    if len(name.encode()) <= _MOST_BYTES:
        return name
    head = name.encode()[:_KEPT_BYTES].decode(errors="ignore")
    return f"{head}_{hashlib.sha256(name.encode()).hexdigest()[:14]}"
