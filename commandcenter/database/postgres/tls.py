"""Encryption on the way to a server: checked by default wherever the way leaves this machine."""

import os
from collections.abc import Iterator
from pathlib import Path

from psycopg.pq import Conninfo
from sqlalchemy.engine import URL

_VERIFY = "verify-full"
_LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})


def verifying(url: URL) -> URL:
    """The address with `sslmode=verify-full`, unless it names another mode or means this machine.

    A service of libpq, which the address may name, says itself how it is reached.
    """
    if url.query.keys() & {"sslmode", "service"} or all(map(_is_local, _hosts(url))):
        return url
    return url.update_query_dict({"sslmode": _VERIFY})


def trusted_roots(url: URL) -> dict[str, str]:
    """For libpq: the roots that this machine trusts, where nobody has named others.

    A file ~/.postgresql/root.crt is libpq's own default and goes before them.
    """
    is_named = "sslrootcert" in url.query or _default("sslrootcert") or _root_file().exists()
    if url.query.get("sslmode") != _VERIFY or is_named:
        return {}
    return {"sslrootcert": "system"}


def _hosts(url: URL) -> Iterator[str]:
    named = url.query.get("host", url.host or _default("host"))
    for part in (named,) if isinstance(named, str) else named:
        yield from part.split(",")


def _is_local(host: str) -> bool:
    """A name of this machine, or the folder of a socket."""
    return host in _LOCAL or host.startswith(("/", "@"))


def _default(keyword: str) -> str:
    """What libpq takes from the environment where the address says nothing."""
    found = next(one for one in Conninfo.get_defaults() if one.keyword == keyword.encode())
    return (found.val or b"").decode(errors="replace")


def _root_file() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", ""), "postgresql", "root.crt")
    return Path.home() / ".postgresql" / "root.crt"
