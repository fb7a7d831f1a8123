"""What every route needs: the centre, the caller, and the limits on concurrent work."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Header, Path, Query, Request

from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.errors import InvalidInput, NotFound, NotIdentified
from commandcenter.gateway.key_tries import KeyTries
from commandcenter.gateway.memory_budget import MemoryBudget
from commandcenter.gateway.rate_limit import RateLimit
from commandcenter.gateway.reading.news import News
from commandcenter.gateway.work_limiter import WorkLimiter
from commandcenter.patience import QUEUE_SECONDS
from commandcenter.services.access import KeyHolder

_KEY_LENGTH = 200
CASE_NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")

#: A photo that is decoded takes up to 400 MB while it is, a large body 150 MB while it is read.
_PHOTOS_AT_ONCE = 2
#: Only one request writes at a time; meanwhile another is parsed, or its answer is built. More
#: threads would only take the interpreter from these two. Together with photos and the feed they
#: are fewer than the 20 connections of the database, two of which the jobs use.
_WRITERS_AT_ONCE, _READERS_AT_ONCE, _LOOKS_AT_ONCE = 2, 8, 2
#: Reads of the feed for callers that wait for changes; other readers do not queue behind them.
_FEED_LOOKS_AT_ONCE = 2
#: What bodies may hold: of those who have a key, and of all others.
_BODY_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Patience:
    """The limits in seconds: for receiving a body, for a slot for its photos, and for a thread and
    the writers' queue."""

    body: float = 30.0
    photos: float = 10.0
    turn: float = QUEUE_SECONDS


class DoorState:
    """The centre, its time zone, and the limits on concurrent work."""

    def __init__(self, center: CommandCenter, residents: RateLimit, patience: Patience) -> None:
        self.center = center
        self.zone = ZoneInfo(center.city.facts().time_zone)
        self.residents = residents
        self.key_tries = KeyTries(seconds=steady_seconds)
        self.body_seconds = patience.body
        self.resident_memory = MemoryBudget(_BODY_BYTES)
        self.holder_memory = MemoryBudget(_BODY_BYTES)
        self.photo_limiter = WorkLimiter(
            _PHOTOS_AT_ONCE, wait_seconds=patience.photos, refusal="photos-busy"
        )
        limiter = partial(WorkLimiter, wait_seconds=patience.turn, refusal="door-busy")
        self.writers = limiter(_WRITERS_AT_ONCE)
        self.readers = limiter(_READERS_AT_ONCE)
        self.looks = limiter(_LOOKS_AT_ONCE)
        self.feed_looks = limiter(_FEED_LOOKS_AT_ONCE)
        self.news = News(center.change_feed)


async def only_known(request: Request) -> None:
    """A parameter that a route does not know is misspelt: what it limits would not be limited."""
    known = [str(parameter.alias) for parameter in request.scope["route"].dependant.query_params]
    for name in sorted(request.query_params.keys() - known):
        raise InvalidInput(
            "parameter-unknown", field=name[:40], name=name[:40], known=", ".join(known)
        )


async def _door(request: Request) -> DoorState:
    door: DoorState = request.app.state.door
    return door


Door = Annotated[DoorState, Depends(_door)]


async def caller_of(
    request: Request, door: Door, authorization: Annotated[str | None, Header()] = None
) -> KeyHolder | None:
    """The holder of the key of a request; None without a key. An unknown key is refused."""
    if not (authorization or "").strip():
        return None
    scheme, _, key = (authorization or "").strip().partition(" ")
    known = partial(
        door.key_tries.holder,
        key.strip() if scheme.lower() == "bearer" else "",
        address_of(request),
        ask=door.center.access.holder,
    )
    return await door.readers.run(known)


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


async def _holder(caller: Annotated[KeyHolder | None, Depends(caller_of)]) -> KeyHolder:
    if caller is None:
        raise NotIdentified("key-missing")
    return caller


async def _number(number: Annotated[str, Path()]) -> str:
    """A text that cannot be a case number is answered with 404, without asking the database."""
    if not CASE_NUMBER.fullmatch(number):
        raise NotFound("case-not-found", number=number[:40])
    return number


Caller = Annotated[KeyHolder | None, Depends(caller_of)]
Holder = Annotated[KeyHolder, Depends(_holder)]
Number = Annotated[str, Depends(_number)]
Code = Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00-\x1f]*$")]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=_KEY_LENGTH)]
