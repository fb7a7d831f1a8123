"""The HTTP gateway: routes, callers, and refusals as HTTP responses."""

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

from commandcenter import __version__
from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.contract.documents import (
    ReportIn,
    case_json,
    change_json,
    figure_json,
    receipt_json,
    remarks_json,
    step_fields,
)
from commandcenter.errors import (
    CommandCenterError,
    InvalidInput,
    NotFound,
    NotIdentified,
    NotPermitted,
    TooMany,
)
from commandcenter.gateway.body import Body, RawBody, receive_body
from commandcenter.gateway.key_tries import KeyTries
from commandcenter.gateway.memory_budget import MemoryBudget
from commandcenter.gateway.problems import add_problems, language_of, shape_refusal
from commandcenter.gateway.rate_limit import RateLimit
from commandcenter.gateway.work_limiter import WorkLimiter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.figures.kpi import KPIS
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.models.staff.viewer import Viewer
from commandcenter.patience import QUEUE_SECONDS
from commandcenter.services.access import KeyHolder
from commandcenter.services.statistics import By, FigureQuery

_MOST_CHANGES = 1000
_KEY_LENGTH = 200
_NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")


#: A photo that is decoded takes up to 400 MB while it is, a large body 150 MB while it is read.
_PHOTOS_AT_ONCE = 2
#: Only one writes at a time; while it does, another reads what came in or puts an answer together.
#: More would only take Python from these two. Whoever asks the database finds one of its 20
#: connections free, of which the jobs beside the door take two.
_WRITERS_AT_ONCE, _READERS_AT_ONCE, _LOOKS_AT_ONCE = 2, 8, 2
#: What bodies may hold: of those who have a key, and of all others.
_BODY_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds the door waits: for a body to come in, for the turn of its photos, for a
    thread and then the writers' queue."""

    body: float = 30.0
    photos: float = 10.0
    turn: float = QUEUE_SECONDS


class _Door:
    """What every route needs: the centre, its zone, and who must wait for what."""

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


@dataclass(frozen=True, slots=True)
class _Work:
    """What a body asks for, ready to be done."""

    has_photos: bool
    do: Callable[[], JSONResponse]


def make_app(
    center: CommandCenter,
    *,
    resident_reports_a_minute: float = 6.0,
    patience: Patience = Patience(),
) -> FastAPI:
    """The application for an open centre; the caller closes the centre."""
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
    door = app.state.door = _Door(center, residents, patience)
    add_problems(app, door.zone)
    app.post("/reports", status_code=201)(post_report)
    app.post("/cases/{number}/steps/{step}")(post_step)
    app.get("/cases/{number}")(get_case)
    app.get("/feed", dependencies=[Depends(_only_known)])(get_feed)
    app.get("/kpi", dependencies=[Depends(_only_known)])(get_kpi)
    app.get("/health")(get_health)
    app.head("/health", include_in_schema=False)(get_health)
    return app


async def _only_known(request: Request) -> None:
    """A parameter that a route does not know is misspelt: what it limits would not be limited."""
    known = [str(parameter.alias) for parameter in request.scope["route"].dependant.query_params]
    for name in sorted(request.query_params.keys() - known):
        raise InvalidInput(
            "parameter-unknown", field=name[:40], name=name[:40], known=", ".join(known)
        )


async def _door(request: Request) -> _Door:
    door: _Door = request.app.state.door
    return door


Door = Annotated[_Door, Depends(_door)]


async def _caller(
    request: Request, door: Door, authorization: Annotated[str | None, Header()] = None
) -> KeyHolder | None:
    """Whose key came with the request; None without one. A key that nobody has is refused."""
    if not (authorization or "").strip():
        return None
    scheme, _, key = (authorization or "").strip().partition(" ")
    known = partial(
        door.key_tries.holder,
        key.strip() if scheme.lower() == "bearer" else "",
        _address(request),
        ask=door.center.access.holder,
    )
    return await door.readers.run(known)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


async def _holder(caller: Annotated[KeyHolder | None, Depends(_caller)]) -> KeyHolder:
    if caller is None:
        raise NotIdentified("key-missing")
    return caller


async def _number(number: Annotated[str, Path()]) -> str:
    """What cannot be a case number is none: 404, and no database is asked."""
    if not _NUMBER.fullmatch(number):
        raise NotFound("case-not-found", number=number[:40])
    return number


Caller = Annotated[KeyHolder | None, Depends(_caller)]
Holder = Annotated[KeyHolder, Depends(_holder)]
Number = Annotated[str, Depends(_number)]
Code = Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00-\x1f]*$")]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=_KEY_LENGTH)]


async def post_report(
    request: Request, door: Door, caller: Caller, key: IdempotencyKey = None
) -> JSONResponse:
    """Store a report: 201, or 200 with the same number where the key came before."""
    address = _address(request)
    if caller is None and not door.residents.allow(address):  # before anything is read
        raise TooMany("too-many-reports")
    memory = door.holder_memory if caller else door.resident_memory
    sender = _Sender(caller, key, address, language_of(request))
    return await _in_turn(door, request, memory, partial(_report, door, sender))


async def _in_turn(
    door: _Door, request: Request, memory: MemoryBudget, read: Callable[[RawBody], _Work]
) -> JSONResponse:
    """Read and work in threads, so that the door stays open; with photos, when it is their turn."""
    with memory.reservation() as hold:
        raw = await receive_body(request, within=door.body_seconds, hold=hold)
        if raw.is_large:
            return await door.photo_limiter.run(lambda: read(raw).do())
        found = await door.writers.run(partial(_at_once, read, raw))
        return found if isinstance(found, JSONResponse) else await door.photo_limiter.run(found.do)


def _at_once(read: Callable[[RawBody], _Work], raw: RawBody) -> JSONResponse | _Work:
    """What has no photos is done on the thread on which it was read; photos take their turn."""
    work = read(raw)
    return work if work.has_photos else work.do()


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who reports: the holder of a key or a resident, from where, and in which language."""

    caller: KeyHolder | None
    key: str | None
    address: str
    language: str


def _report(door: _Door, sender: _Sender, raw: RawBody) -> _Work:
    try:
        body = raw.read()
        wanted = _shaped(body.fields)
        _check_source(door, sender.caller, wanted.source)
    except CommandCenterError:
        if sender.caller is None and not raw.is_large:  # what is large cost the door its time
            door.residents.give_back(sender.address)
        raise
    return _Work(body.has_photos, partial(_receive, door, sender, wanted, body))


def _receive(door: _Door, sender: _Sender, wanted: ReportIn, body: Body) -> JSONResponse:
    receipt = door.center.intake.receive(
        wanted.report(door.zone, body.photos),
        by=sender.caller.actor if sender.caller else RESIDENT,
        key=sender.key,
    )
    document = receipt_json(receipt, door.zone, sender.language)
    return JSONResponse(document, 201 if receipt.new else 200)


def _shaped(fields: dict[str, Any]) -> ReportIn:
    try:
        return ReportIn.model_validate(fields)
    except ValidationError as error:
        raise shape_refusal(error.errors()[0]) from None


def _check_source(door: _Door, caller: KeyHolder | None, source: str) -> None:
    """A source the pack does not know: 422; a known one that the caller may not use: 403."""
    if caller.may_report(source) if caller else source in door.center.access.open_sources():
        return  # whoever may report as any source learns from the intake which there are
    if source not in door.center.access.sources():
        raise InvalidInput("source-unknown", field="source", source=source)
    if caller is None:
        raise NotIdentified("key-missing")
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

    wanted = partial(_take, door, holder, number, step, key, language_of(request))

    def read(raw: RawBody) -> _Work:
        body = raw.read()
        return _Work(body.has_photos, partial(wanted, body))

    return await _in_turn(door, request, door.holder_memory, read)


def _take(
    door: _Door,
    holder: KeyHolder,
    number: str,
    step: str,
    key: str | None,
    language: str,
    body: Body,
) -> JSONResponse:
    """The case as it stands then; with `remarks` where a photo was taken that lacks its end."""
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
    case = _case(door, taken.number, holder.viewer)
    return JSONResponse(case | remarks_json(taken.remarks, door.zone, language))


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError:
        raise NotFound("step-unknown", step=name[:40]) from None


async def get_case(door: Door, holder: Holder, number: Number) -> JSONResponse:
    return await door.readers.run(lambda: JSONResponse(_case(door, number, holder.viewer)))


def _case(door: _Door, number: str, viewer: Viewer) -> dict[str, Any]:
    case = door.center.casebook.case(number, viewer=viewer)
    return case_json(case, now=door.center.clock(), zone=door.zone)


async def get_feed(
    door: Door,
    holder: Holder,
    after: Annotated[str, Query(max_length=200)] = "0",
    limit: Annotated[int, Query(ge=1, le=_MOST_CHANGES)] = 100,
) -> JSONResponse:
    """The changes after a place in the feed, in order; `next` is where to go on."""

    def read() -> JSONResponse:
        feed = door.center.change_feed
        changes, cursor = feed.since(after, viewer=holder.viewer, limit=limit)
        lines = [change_json(change, door.zone) for change in changes]
        return JSONResponse({"changes": lines, "next": cursor})

    return await door.readers.run(read)


async def get_kpi(
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
) -> JSONResponse:
    """The same figures as the command line."""
    query = FigureQuery(
        first_day, last_day, area=area, department=department, category=category, post=post
    )

    def read() -> JSONResponse:
        figures = door.center.statistics.figures(
            ids or list(KPIS), query, viewer=holder.viewer, by=by, level=level
        )
        return JSONResponse([figure_json(figure, door.zone) for figure in figures])

    return await door.readers.run(read)


async def get_health(door: Door) -> JSONResponse:
    """Whether the database behind the door answers, and would take a report now."""

    def look() -> JSONResponse:
        door.center.check_writing()
        return JSONResponse({"status": "ok", "version": __version__})

    return await door.looks.run(look)
