"""Limits connections to the gateway: their number, their number per address, and their duration."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Limits:
    """`header_seconds` from the beginning of a connection, or the end of an answer, until a request
    has come with all its headers. A caller that waits for changes holds a connection meanwhile:
    with two hundred of them, an address can still send reports.
    """

    connections: int = 1000
    connections_per_address: int = 256
    header_seconds: float = 10.0


class Connections:
    """All connections, the oldest first.

    If there are too many, the oldest connection without a request is closed, never one whose
    request is being answered. So a slow client cannot keep others out.
    """

    def __init__(self, limits: Limits, *, proxies: Sequence[str] = ()) -> None:
        """`proxies` bring the requests of many: for them only the limit for all holds."""
        self.limits = limits
        self._proxies: list[_Network] = [ipaddress.ip_network(proxy) for proxy in proxies]
        self._all: dict[LimitedConnection, str] = {}

    def add(self, connection: "LimitedConnection", address: str) -> bool:
        """Add a connection; False if there are too many and none can be closed."""
        if not self._is_proxy(address) and not self._make_space(
            lambda: [other for other, its in self._all.items() if its == address],
            self.limits.connections_per_address,
        ):
            return False
        if not self._make_space(lambda: list(self._all), self.limits.connections):
            return False
        self._all[connection] = address
        return True

    def remove(self, connection: "LimitedConnection") -> None:
        self._all.pop(connection, None)

    def _make_space(self, those: "Callable[[], list[LimitedConnection]]", most: int) -> bool:
        found = those()
        if len(found) < most:
            return True
        oldest = next((connection for connection in found if connection.is_idle), None)
        if oldest is None:
            return False
        self.remove(oldest)
        oldest.close_now()
        return True

    def _is_proxy(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self._proxies)


class LimitedConnection(H11Protocol):
    """A connection of uvicorn, with limits that uvicorn lacks."""

    def __init__(self, connections: Connections, **made_by_uvicorn: Any) -> None:
        super().__init__(**made_by_uvicorn)
        self._connections = connections
        self._header_timer: Any = None

    @property
    def is_idle(self) -> bool:
        """Whether no request is being read or answered."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        # asyncio does so only for sockets that it opened itself. Without it the body of an answer
        # waits for the caller to confirm the headers, which callers put off for 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._connections.add(self, self.client[0] if self.client else ""):
            self._start_header_timer()
        else:
            self.close_now()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.remove(self)
        self._stop_header_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.is_idle:
            self._stop_header_timer()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.is_idle and not self.transport.is_closing():
            self._start_header_timer()

    def close_now(self) -> None:
        """Close the connection at once, without sending the rest."""
        self.transport.abort()

    def _start_header_timer(self) -> None:
        self._stop_header_timer()
        self._header_timer = self.loop.call_later(
            self._connections.limits.header_seconds, self.close_now
        )

    def _stop_header_timer(self) -> None:
        if self._header_timer:
            self._header_timer.cancel()
            self._header_timer = None
