"""Limits connections to the gateway: their number, their number per address, and their duration."""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Limits:
    """`header_seconds` from the beginning of a connection, or the end of an answer, until a request
    has come with all its headers."""

    connections: int = 1000
    connections_of_one: int = 128
    header_seconds: float = 10.0


class Crowd:
    """All connections, the oldest first.

    If there are too many, the oldest connection without a request is closed, never one whose
    request is being answered. So a slow client cannot keep others out.
    """

    def __init__(self, limits: Limits, *, proxies: Sequence[str] = ()) -> None:
        """`proxies` bring the requests of many: for them only the limit for all holds."""
        self.limits = limits
        self._proxies: list[_Network] = [ipaddress.ip_network(proxy) for proxy in proxies]
        self._all: dict[Visitor, str] = {}

    def enter(self, visitor: "Visitor", address: str) -> bool:
        """Add a connection; False if there are too many and none can be closed."""
        if not self._is_proxy(address) and not self._has_room(
            lambda: [other for other, its in self._all.items() if its == address],
            self.limits.connections_of_one,
        ):
            return False
        if not self._has_room(lambda: list(self._all), self.limits.connections):
            return False
        self._all[visitor] = address
        return True

    def leave(self, visitor: "Visitor") -> None:
        self._all.pop(visitor, None)

    def _has_room(self, those: "Callable[[], list[Visitor]]", most: int) -> bool:
        found = those()
        if len(found) < most:
            return True
        oldest = next((visitor for visitor in found if visitor.asks_nothing), None)
        if oldest is None:
            return False
        self.leave(oldest)
        oldest.send_away()
        return True

    def _is_proxy(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self._proxies)


class Visitor(H11Protocol):
    """A connection of uvicorn, with limits that uvicorn lacks."""

    def __init__(self, crowd: Crowd, **made_by_uvicorn: Any) -> None:
        super().__init__(**made_by_uvicorn)
        self._crowd = crowd
        self._patience: Any = None

    @property
    def asks_nothing(self) -> bool:
        """Whether no request is being read or answered."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if self._crowd.enter(self, self.client[0] if self.client else ""):
            self._await_headers()
        else:
            self.send_away()

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.leave(self)
        self._calm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.asks_nothing:
            self._calm()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.asks_nothing and not self.transport.is_closing():
            self._await_headers()

    def send_away(self) -> None:
        """Close the connection at once, without sending the rest."""
        self.transport.abort()

    def _await_headers(self) -> None:
        self._calm()
        self._patience = self.loop.call_later(self._crowd.limits.header_seconds, self.send_away)

    def _calm(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None
