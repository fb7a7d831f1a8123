"""Asking the feed with `wait`, and hearing what it answers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
from fastapi import FastAPI

from commandcenter.clock import steady_seconds

Key = Callable[[str], dict[str, str]]
Client = httpx2.AsyncClient
#: Seconds; what is promised is far less, and a busy machine adds to it.
SOON = 15.0


def wait_for_changes(
    door: Client, headers: dict[str, str], after: str = "0", seconds: float = 60, **more: object
) -> "asyncio.Task[httpx2.Response]":
    question: Any = {"after": after, "wait": seconds, **more}
    return asyncio.create_task(door.get("/feed", params=question, headers=headers))


async def until(are: int, app: FastAPI) -> None:
    """Waits until this number of requests wait."""
    async with asyncio.timeout(SOON):
        while app.state.door.news.waiting != are:
            await asyncio.sleep(0.01)


async def timed(asking: Awaitable[httpx2.Response]) -> tuple[httpx2.Response, float]:
    begun = steady_seconds()
    return await asking, steady_seconds() - begun


def heard(answer: httpx2.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    return [(change["number"], change["step"]) for change in answer.json()["changes"]]
