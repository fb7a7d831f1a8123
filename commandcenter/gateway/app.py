"""The HTTP gateway: routes, callers, and refusals as HTTP responses."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import Depends, FastAPI, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from commandcenter import __version__
from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.contract.documents import (
    ReportIn,
    figure_json,
    health_json,
    receipt_json,
    remarks_json,
    step_fields,
    taken_json,
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
from commandcenter.gateway.case_routes import case_document, get_case, get_cases, get_photo
from commandcenter.gateway.door import (
    Caller,
    Code,
    Door,
    DoorState,
    Holder,
    IdempotencyKey,
    Number,
    Patience,
    address_of,
    only_known,
)
from commandcenter.gateway.feed_routes import get_feed
from commandcenter.gateway.memory_budget import MemoryBudget
from commandcenter.gateway.problems import add_problems, language_of, shape_refusal
from commandcenter.gateway.rate_limit import RateLimit
from commandcenter.gateway.reading import answers
from commandcenter.gateway.step_bodies import DocumentedApp, request_body, step_names
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.figures.kpi import KPIS
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.services.access import KeyHolder
from commandcenter.services.statistics import By, FigureQuery

StepName = Annotated[str, Path(json_schema_extra={"enum": [*step_names()]})]


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
    app = DocumentedApp(
        title="Command centre",
        version=__version__,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    door = app.state.door = DoorState(center, residents, patience)
    add_problems(app, door.zone)
    app.post("/reports", status_code=201)(post_report)
    body = {"requestBody": request_body()}
    app.post("/cases/{number}/steps/{step}", openapi_extra=body, responses=answers.STEP)(post_step)
    _add_reading(app)
    app.get("/kpi", dependencies=[Depends(only_known)])(get_kpi)
    app.get("/health")(get_health)
    app.head("/health", include_in_schema=False)(get_health)
    return app


def _add_reading(app: FastAPI) -> None:
    known = [Depends(only_known)]
    photo = "/cases/{number}/photos/{sha256}"
    app.get("/cases", dependencies=known, responses=answers.CASES)(get_cases)
    app.get("/cases/{number}", responses=answers.CASE)(get_case)
    app.get(photo, responses=answers.PHOTO, response_class=Response)(get_photo)
    app.head(photo, include_in_schema=False)(get_photo)
    app.get("/feed", dependencies=known, responses=answers.FEED)(get_feed)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.door.news.close()


async def post_report(
    request: Request, door: Door, caller: Caller, key: IdempotencyKey = None
) -> JSONResponse:
    """Store a report: 201, or 200 with the same number where the key came before."""
    address = address_of(request)
    if caller is None and not door.residents.allow(address):  # before anything is read
        raise TooMany("too-many-reports")
    memory = door.holder_memory if caller else door.resident_memory
    sender = _Sender(caller, key, address, language_of(request))
    return await _in_turn(door, request, memory, partial(_report, door, sender))


async def _in_turn(
    door: DoorState, request: Request, memory: MemoryBudget, read: Callable[[RawBody], _Work]
) -> JSONResponse:
    """Read and work in threads, so that the gateway keeps answering; requests with photos wait for
    a slot."""
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
    """The sender of a report: the holder of a key or a resident, the address, and the language."""

    caller: KeyHolder | None
    key: str | None
    address: str
    language: str


def _report(door: DoorState, sender: _Sender, raw: RawBody) -> _Work:
    try:
        body = raw.read()
        wanted = _shaped(body.fields)
        _check_source(door, sender.caller, wanted.source)
    except CommandCenterError:
        if sender.caller is None and not raw.is_large:  # a large body has cost the gateway time
            door.residents.give_back(sender.address)
        raise
    return _Work(body.has_photos, partial(_receive, door, sender, wanted, body))


def _receive(door: DoorState, sender: _Sender, wanted: ReportIn, body: Body) -> JSONResponse:
    receipt = door.center.intake.receive(
        wanted.report(door.zone, body.photos),
        by=sender.caller.actor if sender.caller else RESIDENT,
        key=sender.key,
    )
    document = receipt_json(receipt, door.zone, sender.language)
    return JSONResponse(document, 201 if receipt.new else 200)


def _shaped(fields: dict[str, object]) -> ReportIn:
    try:
        return ReportIn.model_validate(fields)
    except ValidationError as error:
        raise shape_refusal(error.errors()[0]) from None


def _check_source(door: DoorState, caller: KeyHolder | None, source: str) -> None:
    """A source the pack does not know: 422; a known one that the caller may not use: 403."""
    if caller.may_report(source) if caller else source in door.center.access.open_sources():
        return  # a key for all sources: the intake says which there are
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
    step: StepName,
    key: IdempotencyKey = None,
) -> JSONResponse:
    """Take one step on a case, with the version that the caller saw."""

    wanted = partial(_take, door, holder, number, step, key, language_of(request))

    def read(raw: RawBody) -> _Work:
        body = raw.read()
        return _Work(body.has_photos, partial(wanted, body))

    return await _in_turn(door, request, door.holder_memory, read)


def _take(
    door: DoorState,
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
    try:
        case = case_document(door, taken.number, holder.viewer)
    except NotFound:  # the step took the case from the caller's department
        case = taken_json(taken)
    return JSONResponse(case | remarks_json(taken.remarks, door.zone, language))


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError:
        raise NotFound("step-unknown", step=name[:40]) from None


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
    source: Code = None,
) -> JSONResponse:
    """The same figures as the command line."""
    query = FigureQuery(
        first_day,
        last_day,
        area=area,
        department=department,
        category=category,
        post=post,
        source=source,
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
        marks = door.center.heartbeats.marks()
        return JSONResponse({"status": "ok", "version": __version__, **health_json(marks)})

    return await door.looks.run(look)
