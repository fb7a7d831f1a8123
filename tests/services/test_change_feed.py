"""Whoever waits for changes is told when the database is gone."""

import os
import socket

import psycopg

from commandcenter.database import Database
from commandcenter.services.change_feed import ChangeFeed, _PostgresWatch

_KEEPALIVE = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)


def _kept_alive(connection: psycopg.Connection) -> list[int]:
    """What the kernel holds of a connection: whether it asks, when first, how often, how long."""
    with socket.socket(fileno=os.dup(connection.fileno())) as line:
        asks = line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        return [asks, *(line.getsockopt(socket.IPPROTO_TCP, option) for option in _KEEPALIVE)]


def test_that_who_waits_notices_a_server_gone_silent_as_soon_as_who_asks(
    fresh_postgres: str,
) -> None:
    database = Database(fresh_postgres)
    with ChangeFeed(database).watch() as watch, database.engine.connect() as asking:
        assert isinstance(watch, _PostgresWatch)
        assert isinstance(asking.connection.driver_connection, psycopg.Connection)
        waiting, asked = watch._connection, asking.connection.driver_connection
        assert _kept_alive(waiting) == _kept_alive(asked) == [1, 5, 2, 3]
    database.close()
