"""Connections that notice when the other end has gone without a word.

A cut cable, a stateful firewall or a proxy swallows packets and sends no reset: without limits of
our own whoever asks waits for minutes. Packets that nobody confirms are noticed by the kernel; a
server whose packets are confirmed by something in between is noticed by its silence.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from commandcenter.clock import steady_seconds
from commandcenter.database.postgres.tls import trusted_roots
from commandcenter.patience import QUEUE_SECONDS

_Found = TypeVar("_Found")

#: How long a connection that lies in the pool may take to say that it is there.
GREETING_SECONDS = 1.5
_STATEMENT_SECONDS = 15
#: The server ends a statement before this; after this time no answer will come at all.
_SILENT_SECONDS = _STATEMENT_SECONDS + 2.0
_INTERVAL = 0.1

#: For libpq: together with a greeting that fails, less than the five seconds of a request.
_LIMITS: dict[str, str | int] = {
    "connect_timeout": 2,  # seconds, the least that libpq takes
    "tcp_user_timeout": 1_500,  # milliseconds
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "options": f"-c lock_timeout={QUEUE_SECONDS}s -c idle_in_transaction_session_timeout=60s"
    f" -c statement_timeout={_STATEMENT_SECONDS}s -c timezone=UTC",
}


class Line(psycopg.Connection[Any]):
    """A connection that gives up a server that has fallen silent."""

    _patience = _SILENT_SECONDS

    @contextmanager
    def answering_within(self, seconds: float) -> Iterator[None]:
        """Statements inside the block are answered within this time, or the connection is
        closed."""
        self._patience = seconds
        try:
            yield
        finally:
            self._patience = _SILENT_SECONDS

    def wait(
        self, gen: PQGen[_Found], interval: float = _INTERVAL, timeout: float | None = None
    ) -> _Found:
        """Wait as psycopg does; OperationalError if the server is silent for too long. `timeout` is
        a limit of the caller."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        return super().wait(self._while_it_speaks(gen), interval)

    def _while_it_speaks(self, gen: PQGen[_Found]) -> PQGen[_Found]:
        """psycopg sends a 0 into the generator for each interval in which nothing came."""
        heard_at = steady_seconds()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    heard_at = steady_seconds()
                elif steady_seconds() - heard_at > self._patience:
                    self.close()
                    raise psycopg.OperationalError("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as end:
            found: _Found = end.value
            return found


@contextmanager
def unhurried(connection: Connection) -> Iterator[None]:
    """This transaction may take as long as it needs, as that of an upgrade does, in its statements
    and between them.

    A server that is gone is still noticed, by the packets that it does not confirm.
    """
    line = connection.connection.driver_connection
    if not isinstance(line, Line):  # a file
        yield
        return
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    with line.answering_within(math.inf):
        yield


def open_line(**arguments: Any) -> Line:
    """What `psycopg.connect` takes; our limits go before those of the address."""
    return Line.connect(**{**arguments, **_LIMITS})


def line_to(url: URL) -> Line:
    """A connection of its own, outside of any pool, on which every statement commits by itself."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return open_line(conninfo=address, autocommit=True, **trusted_roots(url))
