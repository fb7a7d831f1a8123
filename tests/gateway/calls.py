"""Calls that meet at one door: they share its event loop, as in a door that runs."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx2

_Answer = TypeVar("_Answer")


def call(app: Any, ask: Callable[[httpx2.AsyncClient], Awaitable[_Answer]]) -> _Answer:
    """What `ask` answers, with a client of this application."""

    async def asked() -> _Answer:
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://door", timeout=90) as door,
        ):
            return await ask(door)

    return asyncio.run(asked())
