"""The web door: routes, callers, and refusals as HTTP."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, Header, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from commandcenter import __version__
from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.errors import InvalidInput, NotFound, NotIdentified, NotPermitted, TooMany
from commandcenter.gateway.body import Body, read_body
from commandcenter.gateway.key_tries import KeyTries
from commandcenter.gateway.photo_turns import PhotoTurns
from commandcenter.gateway.problems import add_problems, language_of, shape_refusal
from commandcenter.gateway.rate_limit import RateLimit
from commandcenter.gateway.schemas import (
    ReportIn,
    case_json,
    change_json,
    figure_json,
    receipt_json,
    step_fields,
)
from commandcenter.models.cases.stage import Step
from commandcenter.models.figures.kpi import KPIS
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.access import KeyHolder
from commandcenter.services.statistics import By, FigureQuery

_MOST_CHANGES = 1000
_KEY_LENGTH = 200
_NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds the door waits: for a body to come in, for the turn of its photos."""

    body: float = 30.0
    photos: float = 10.0


@dataclass(frozen=True, slots=True)
class _Door:
    """What every route needs: the centre, its zone, and who must wait for what."""

    center: CommandCenter
    zone: ZoneInfo
    residents: RateLimit
    key_tries: KeyTries
    photo_turns: PhotoTurns
    body_seconds: float


def make_app(
    center: CommandCenter,
    *,
    resident_reports_a_minute: float = 6.0,
    patience: Patience = Patience(),
) -> FastAPI:
    """The application over an open centre; whoever made the centre closes it."""
    zone = ZoneInfo(center.city.facts().time_zone)
    residents = RateLimit(
        burst=max(1, round(resident_reports_a_minute)),
        a_minute=resident_reports_a_minute,
        seconds=steady_seconds,
    )
    # no pages of documentation: they would load their parts from the internet
    app = FastAPI(
        title="Command centre",
        version=__version__,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    turns = PhotoTurns(wait_seconds=patience.photos)
    app.state.door = _Door(
        center, zone, residents, KeyTries(seconds=steady_seconds), turns, patience.body
    )
    add_problems(app, zone)
    app.post("/reports", status_code=201)(post_report)
    app.post("/cases/{number}/steps/{step}")(post_step)
    app.get("/cases/{number}")(get_case)
    app.get("/feed", dependencies=[Depends(_only_known)])(get_feed)
    app.get("/kpi", dependencies=[Depends(_only_known)])(get_kpi)
    app.get("/health")(get_health)
    return app


def _only_known(request: Request) -> None:
    """A parameter that a route does not know is misspelt: what it limits would not be limited."""
    known = [str(parameter.alias) for parameter in request.scope["route"].dependant.query_params]
    for name in sorted(request.query_params.keys() - known):
        raise InvalidInput(
            "parameter-unknown", field=name[:40], name=name[:40], known=", ".join(known)
        )


def _door(request: Request) -> _Door:
    door: _Door = request.app.state.door
    return door


def _caller(
    request: Request, authorization: Annotated[str | None, Header()] = None
) -> KeyHolder | None:
    """Whose key came with the request; None without one. A key that nobody has is refused."""
    if not (authorization or "").strip():
        return None
    scheme, _, key = (authorization or "").strip().partition(" ")
    door = _door(request)
    return door.key_tries.holder(
        key.strip() if scheme.lower() == "bearer" else "",
        _address(request),
        ask=door.center.access.holder,
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _holder(caller: Annotated[KeyHolder | None, Depends(_caller)]) -> KeyHolder:
    if caller is None:
        raise NotIdentified("key-missing")
    return caller


def _number(number: Annotated[str, Path()]) -> str:
    """What cannot be a case number is none: 404, and no database is asked."""
    if not _NUMBER.fullmatch(number):
        raise NotFound("case-not-found", number=number[:40])
    return number


Door = Annotated[_Door, Depends(_door)]
Caller = Annotated[KeyHolder | None, Depends(_caller)]
Holder = Annotated[KeyHolder, Depends(_holder)]
Number = Annotated[str, Depends(_number)]
Code = Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00-\x1f]*$")]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=_KEY_LENGTH)]


async def post_report(
    request: Request, door: Door, caller: Caller, key: IdempotencyKey = None
) -> JSONResponse:
    """Store a report: 201, or 200 with the same number where the key came before."""
    body = await read_body(request, within=door.body_seconds)
    receive = partial(_receive, door, caller, body, key, _address(request), language_of(request))
    return await _in_turn(door, body, receive)


async def _in_turn(door: _Door, body: Body, work: Callable[[], JSONResponse]) -> JSONResponse:
    """In a thread, so that the door stays open meanwhile; with photos, when it is their turn."""
    if not body.has_photos:
        return await run_in_threadpool(work)
    async with door.photo_turns.turn():
        return await run_in_threadpool(work)


def _receive(
    door: _Door,
    caller: KeyHolder | None,
    body: Body,
    key: str | None,
    address: str,
    language: str,
) -> JSONResponse:
    wanted = _shaped(body.fields)
    _check_source(door, caller, wanted.source)
    if caller is None and not door.residents.allow(address):
        raise TooMany("too-many-reports")
    receipt = door.center.intake.receive(
        wanted.report(door.zone, body.photos),
        by=caller.actor if caller else RESIDENT,
        key=key,
    )
    return JSONResponse(receipt_json(receipt, door.zone, language), 201 if receipt.new else 200)


def _shaped(fields: dict[str, Any]) -> ReportIn:
    try:
        return ReportIn.model_validate(fields)
    except ValidationError as error:
        raise shape_refusal(error.errors()[0]) from None


def _check_source(door: _Door, caller: KeyHolder | None, source: str) -> None:
    """A source the pack does not know: 422; a known one that the caller may not use: 403."""
    if source not in door.center.access.sources():
        raise InvalidInput("source-unknown", field="source", source=source)
    if caller is None:
        if source not in door.center.access.open_sources():
            raise NotIdentified("key-missing")
    elif not caller.may_report(source):
        raise NotPermitted("source-of-other-key", field="source", source=source)


async def post_step(
    request: Request,
    door: Door,
    holder: Holder,
    number: Number,
    step: str,
    key: IdempotencyKey = None,
) -> JSONResponse:
    """Take one step on a case, with the version that the caller saw."""
    body = await read_body(request, within=door.body_seconds)
    return await _in_turn(door, body, partial(_take, door, holder, number, step, body, key))


def _take(
    door: _Door, holder: KeyHolder, number: str, step: str, body: Body, key: str | None
) -> JSONResponse:
    fields = dict(body.fields)
    version = fields.pop("version", None)
    if isinstance(version, bool) or not isinstance(version, int):
        raise InvalidInput(
            "field-missing" if version is None else "field-not-number",
            field="version",
            name="version",
        )
    taken = door.center.desk.take(
        number,
        _step(step),
        step_fields(fields | body.photos_by_field()),
        version=version,
        by=holder.actor,
        viewer=holder.viewer,
        key=key,
    )
    return JSONResponse(_case(door, taken.number, holder.viewer))


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError:
        raise NotFound("step-unknown", step=name[:40]) from None


def get_case(door: Door, holder: Holder, number: Number) -> dict[str, Any]:
    return _case(door, number, holder.viewer)


def _case(door: _Door, number: str, viewer: Viewer) -> dict[str, Any]:
    case = door.center.casebook.case(number, viewer=viewer)
    return case_json(case, now=door.center.clock(), zone=door.zone)


def get_feed(
    door: Door,
    holder: Holder,
    after: Annotated[str, Query(max_length=200)] = "0",
    limit: Annotated[int, Query(ge=1, le=_MOST_CHANGES)] = 100,
) -> dict[str, Any]:
    """The changes after a place in the feed, in order; `next` is where to go on."""
    changes, cursor = door.center.change_feed.since(after, viewer=holder.viewer, limit=limit)
    return {"changes": [change_json(change, door.zone) for change in changes], "next": cursor}


def get_kpi(
    door: Door,
    holder: Holder,
    first_day: Annotated[date, Query(alias="from")],
    last_day: Annotated[date, Query(alias="to")],
    by: By | None = None,
    level: Code = None,
    ids: Annotated[list[str] | None, Query(alias="id")] = None,
    area: Code = None,
    department: Code = None,
    category: Code = None,
    post: Code = None,
) -> list[dict[str, Any]]:
    """The same figures as the command line."""
    query = FigureQuery(
        first_day, last_day, area=area, department=department, category=category, post=post
    )
    figures = door.center.statistics.figures(
        ids or list(KPIS), query, viewer=holder.viewer, by=by, level=level
    )
    return [figure_json(figure, door.zone) for figure in figures]


def get_health(door: Door) -> dict[str, str]:
    """Whether the door and the database behind it answer."""
    door.center.check()
    return {"status": "ok", "version": __version__}
