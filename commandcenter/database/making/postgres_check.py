"""Checks that a PostgreSQL server can be used, before a centre is created on it."""

from commandcenter.database.database import Database
from commandcenter.errors import Unavailable


def check_server(database: Database) -> None:
    """Unavailable if the server does not answer or does not admit this role."""
    try:
        with database.raw_read():
            pass
    except Unavailable as refusal:
        if refusal.error_id != "database-away":
            raise
        error_id = "server-refuses" if refusal.params.get("answered") else "server-not-there"
        facts = {name: str(refusal.params.get(name, "")) for name in ("role", "database", "reason")}
        address = database.url.render_as_string()
        raise Unavailable(error_id, address=address, **facts) from refusal
