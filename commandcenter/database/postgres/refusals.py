"""Reasons why PostgreSQL refuses a connection. It gives no error code then, only a text."""

import re

import psycopg

from commandcenter.errors import Unavailable

#: What it says in English or in Chinese, all words of a line; the first line that fits is meant.
_SAID: tuple[tuple[tuple[str, ...], str], ...] = (
    (("password authentication failed",), "server-password-wrong"),
    (("password 认证失败",), "server-password-wrong"),
    (("no password supplied",), "server-password-wrong"),
    (("role ", "does not exist"), "server-role-unknown"),
    (("角色", "不存在"), "server-role-unknown"),
    (("database ", "does not exist"), "server-database-unknown"),
    (("数据库", "不存在"), "server-database-unknown"),
    (("permission denied for database",), "server-refuses"),
    (("数据库", "权限不够"), "server-refuses"),
    (("not permitted to log in",), "server-refuses"),
    (("不允许角色",), "server-refuses"),
    (("pg_hba.conf",), "server-refuses"),
    (("authentication failed",), "server-refuses"),
    (("认证失败",), "server-refuses"),
    (("ssl was required",), "server-without-tls"),
    (("要求使用 ssl",), "server-without-tls"),
    (("certificate verify failed",), "server-certificate"),
    (("does not match host name",), "server-certificate"),
    (("root certificate file",), "server-certificate"),
    (("invalid sslmode",), "server-refuses"),
)

_BY_A_SERVER = re.compile("FATAL|致命错误")
#: What libpq puts before the reason: which address it tried, and how grave it is.
_BEFORE_THE_REASON = re.compile("^.*( failed|FATAL|致命错误|connection is bad): *")


def refusal_at_the_door(error: psycopg.OperationalError) -> Unavailable:
    """The refusal for a failed connection; a server that is away may be back soon.

    `reason` is what was said, `answered` whether a server said it.
    """
    line = (str(error).strip().splitlines() or [""])[0]
    said = line.lower()
    found = (ours for words, ours in _SAID if all(word in said for word in words))
    role, database = _asked_for(error)
    return Unavailable(
        next(found, "database-away"),
        role=role,
        database=database,
        host=_host(error),
        reason=_BEFORE_THE_REASON.sub("", line),
        answered=_BY_A_SERVER.search(line) is not None,
    )


def _host(error: psycopg.OperationalError) -> str:
    return error.pgconn.host.decode(errors="replace") if error.pgconn else ""


def _asked_for(error: psycopg.OperationalError) -> tuple[str, str]:
    """The role and the database; libpq's defaults if the address names none."""
    pgconn = error.pgconn
    if pgconn is None:
        return "", ""
    return pgconn.user.decode(errors="replace"), pgconn.db.decode(errors="replace")
