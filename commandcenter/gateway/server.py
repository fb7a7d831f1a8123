"""The gateway on its socket: uvicorn, with limits for connections and log messages."""

import gc
import logging
import socket
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import uvicorn
from fastapi import FastAPI

from commandcenter.clock import steady_seconds
from commandcenter.gateway.connections import Connections, LimitedConnection, Limits
from commandcenter.gateway.rare_words import limit_words

_LAST_REQUESTS_SECONDS = 5
#: How soon a working thread gives way. The holder of the writers' queue lets go of Python at each
#: statement; with Python's own five milliseconds everybody waits for it to come back.
_GIVES_WAY_SECONDS = 0.0005
#: Descriptors that are no connections: the database, the log, photos on their way.
_OTHER_DESCRIPTORS = 128


class DoorServer(uvicorn.Server):
    """When it shuts down, it first answers the callers that wait for changes."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        cast(FastAPI, self.config.app).state.door.news.end()
        await super().shutdown(sockets)


def make_server(
    app: FastAPI, *, proxies: Sequence[str] = (), limits: Limits | None = None
) -> DoorServer:
    """A server, not running yet; `proxies`: addresses whose `X-Forwarded-For` is trusted."""
    connections = Connections(limits or Limits(connections=_connection_limit()), proxies=proxies)
    config = uvicorn.Config(
        app,
        http=cast(Any, partial(LimitedConnection, connections)),
        ws="none",
        log_level="warning",
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=_LAST_REQUESTS_SECONDS,
    )
    for name in ("uvicorn.error", "asyncio"):  # what anybody can make them write
        limit_words(logging.getLogger(name), seconds=steady_seconds)
    return DoorServer(config)


def serve(app: FastAPI, listener: socket.socket, *, proxies: Sequence[str]) -> None:
    """Serve until the process receives a signal to stop."""
    sys.setswitchinterval(_GIVES_WAY_SECONDS)
    gc.freeze()  # what is there by now stays: no hunt for garbage has to look through it again
    make_server(app, proxies=proxies).run(sockets=[listener])


def _connection_limit() -> int:
    """As many as this process may open files, minus those that it needs itself."""
    most = Limits().connections
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return most
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return most if files < 0 else max(_OTHER_DESCRIPTORS, min(most, files - _OTHER_DESCRIPTORS))
