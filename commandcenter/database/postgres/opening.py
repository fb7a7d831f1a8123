"""An engine over lines that are known to be alive when they leave the pool."""

from typing import Any

import psycopg
from psycopg.pq import Conninfo
from sqlalchemy import Dialect, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import InvalidatePoolError

from commandcenter.database.postgres.encoding import in_utf8
from commandcenter.database.postgres.line import GREETING_SECONDS, Line, open_line
from commandcenter.database.postgres.tls import trusted_roots
from commandcenter.patience import QUEUE_SECONDS


def open_postgres(url: URL, **pool: int) -> Engine:
    """`pool` has the sizes that SQLAlchemy takes; bound values never go into a log."""
    engine = create_engine(url, pool_timeout=QUEUE_SECONDS, hide_parameters=True, **pool)

    @event.listens_for(engine, "do_connect")
    def _connect(
        _dialect: Dialect, _record: object, arguments: object, named: dict[str, object]
    ) -> Line:
        return in_utf8(open_line(**named, **trusted_roots(url)))

    @event.listens_for(engine, "checkout")
    def _greet(line: Any, _record: Any, _fairy: Any) -> None:
        """Replaces the pool's own ping, which waits without a limit."""
        try:
            with line.answering_within(GREETING_SECONDS):
                engine.dialect.do_ping(line)
        except psycopg.Error:
            raise InvalidatePoolError() from None

    @event.listens_for(engine, "connect")
    def _belongs(_line: Any, record: Any) -> None:
        record.info["pool"] = engine.pool

    @event.listens_for(engine, "checkin")
    def _close_late(line: Any, record: Any) -> None:
        """A connection that was in use when the engine was disposed of comes back to a pool that
        nobody has any longer: it would stay open until the garbage collector finds it."""
        if line is not None and record.info.get("pool") is not engine.pool:
            line.close()

    return engine


def role_of(url: URL) -> str:
    """The role that connects: the one that the address names, else libpq's default."""
    defaults = {option.keyword: option.val for option in Conninfo.get_defaults()}
    return url.username or (defaults.get(b"user") or b"").decode(errors="replace")
