"""The route for the feed: answered at once, or as soon as there is a change."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from commandcenter.clock import steady_seconds
from commandcenter.contract.documents import change_json
from commandcenter.gateway.door import Door, DoorState, Holder, caller_of
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.change_feed import Change

_MOST_CHANGES = 1000
#: Characters; a city's cursor names each of its districts.
_LONGEST_CURSOR = 2000
_LONGEST_WAIT = 60.0
_Look = Callable[..., tuple[list[Change], str]]


@dataclass(frozen=True, slots=True)
class _Question:
    """A read of the feed; equal for callers that see the same cases from the same cursor on."""

    after: str
    viewer: Viewer
    limit: int


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the feed; `body` is its JSON, shared by all callers that asked the same."""

    is_empty: bool
    following: str
    body: bytes


async def get_feed(
    request: Request,
    door: Door,
    holder: Holder,
    after: Annotated[str, Query(max_length=_LONGEST_CURSOR)] = "0",
    limit: Annotated[int, Query(ge=1, le=_MOST_CHANGES)] = 100,
    wait: Annotated[float, Query(ge=0, le=_LONGEST_WAIT)] = 0.0,
) -> Response:
    """The changes after a cursor, in order; pass `next` as `after` to go on.

    If there are none yet, the answer comes as soon as there is one that the key may see, or after
    `wait` seconds with an empty list. `next` is then `after` itself, or a later cursor if there
    were only changes that the key may not see.
    """
    begun = steady_seconds()
    question = _Question(after, replace(holder.viewer, name=""), limit)
    look = partial(_look, door, door.center.change_feed.since, question)
    page = await door.readers.run(look)
    if wait and page.is_empty:
        with door.news.place():
            page = await _heard(door, request, page, question, until=begun + wait)
        if not page.is_empty:  # the key may have been revoked meanwhile
            await caller_of(request, door, request.headers.get("authorization"))
    return Response(page.body, media_type=JSONResponse.media_type)


async def _heard(
    door: DoorState, request: Request, page: _Page, question: _Question, *, until: float
) -> _Page:
    """The first page with a change; an empty page when the time is over or the caller is gone.

    Unavailable as soon as the database does not answer.
    """
    gone = asyncio.ensure_future(_gone(request))
    try:
        while page.is_empty and not gone.done() and not door.news.is_over:
            tidings = door.news.tidings()
            asked = replace(question, after=page.following)
            look = partial(_look, door, door.center.change_feed.first_since, asked)
            page = await door.news.answer(tidings.look(asked, partial(door.feed_looks.run, look)))
            left = until - steady_seconds()
            if left <= 0:
                break
            if page.following == asked.after:  # else there may be more
                await asyncio.wait(
                    {tidings.written, gone}, timeout=left, return_when=asyncio.FIRST_COMPLETED
                )
                if tidings.away:
                    raise tidings.away
        return page
    finally:
        gone.cancel()


async def _gone(request: Request) -> None:
    """Returns when the caller has disconnected; anything it still sends is thrown away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _look(door: DoorState, look: _Look, question: _Question) -> _Page:
    changes, following = look(question.after, viewer=question.viewer, limit=question.limit)
    lines = [change_json(change, door.zone) for change in changes]
    body = JSONResponse({"changes": lines, "next": following}).body
    return _Page(not lines, following, bytes(body))
