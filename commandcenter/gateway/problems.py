"""Refusals as HTTP problem documents, in the caller's language and the city's time zone."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from commandcenter.contract.documents import in_city_time
from commandcenter.errors import (
    CommandCenterError,
    InvalidInput,
    Malformed,
    NotFound,
    NotIdentified,
    TooLarge,
    TooMany,
    Unavailable,
)
from commandcenter.words import refusal_text

_MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = "5"
#: By then an address may try one key more, and as a rule report once more.
_RETRY_AFTER_TOO_MANY = "10"
_LONGEST_PATH = 100
_WHERE = frozenset({"query", "body", "path", "header"})
#: What the shape of a field lacks, by pydantic's name for it, in our words.
_SHAPES: Mapping[str, str] = {
    "missing": "field-missing",
    "extra_forbidden": "report-field-unknown",
    "string_type": "field-not-text",
    "string_too_long": "field-too-long",
    "string_pattern_mismatch": "field-with-controls",
    "float_type": "field-not-decimal",
    "float_parsing": "field-not-decimal",
    "int_type": "field-not-number",
    "int_parsing": "field-not-number",
    "int_parsing_size": "field-not-number",
    "int_from_float": "field-not-number",
    "greater_than_equal": "field-too-small",
    "less_than_equal": "field-too-great",
    "datetime_type": "field-not-moment",
    "value_error": "field-not-moment",  # raised by ourselves, for moments alone
    "date_parsing": "field-not-day",
    "date_from_datetime_parsing": "field-not-day",
    "date_from_datetime_inexact": "field-not-day",
    "enum": "field-not-of-list",
    "list_type": "field-not-list",
    "too_long": "field-too-many",
    "model_type": "field-not-object",
}


class MethodNotAllowed(CommandCenterError):
    """The path exists, but not for this method."""

    status: ClassVar[int] = 405


def add_problems(app: FastAPI, zone: ZoneInfo) -> None:
    """Answer every refusal with a problem document."""

    @app.exception_handler(CommandCenterError)
    async def refused(request: Request, error: CommandCenterError) -> JSONResponse:
        return _problem(request, error, zone)

    @app.exception_handler(RequestValidationError)
    async def misshaped(request: Request, error: RequestValidationError) -> JSONResponse:
        return _problem(request, shape_refusal(error.errors()[0]), zone)

    @app.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> JSONResponse:
        return _problem(request, _routing_refusal(request, error), zone, error.headers)

    @app.exception_handler(Exception)
    async def bug(request: Request, error: Exception) -> JSONResponse:
        """The last hook of a request: the server logs the bug in full, the caller gets one line."""
        document = {
            "type": "urn:commandcenter:bug",
            "title": "bug",
            "detail": refusal_text("bug", language_of(request)),
            "status": 500,
        }
        return JSONResponse(document, 500, media_type=_MEDIA_TYPE)


def shape_refusal(found: Any) -> InvalidInput:
    """The first error of pydantic as a refusal that names the field."""
    places = [str(part) for part in found["loc"] if part not in _WHERE]
    if found["loc"][0] == "query":  # a parameter that may be repeated has no places of its own
        places = places[:1]
    field = ".".join(places) or "body"
    error_id = _SHAPES.get(found["type"], "field-misshapen")
    return InvalidInput(error_id, field=field, name=field, **_limits(found.get("ctx", {})))


def _limits(context: Mapping[str, object]) -> dict[str, object]:
    """The bounds that a sentence may name."""
    limits = {
        "least": context.get("ge"),
        "most": context.get("le", context.get("max_length")),
        "known": ", ".join(re.findall("'([^']*)'", str(context.get("expected", "")))),
    }
    return {name: value for name, value in limits.items() if value not in (None, "")}


def _routing_refusal(request: Request, error: HTTPException) -> CommandCenterError:
    """The router knows of two: no such address, and not this method."""
    path = request.url.path[:_LONGEST_PATH]
    if error.status_code == MethodNotAllowed.status:
        allowed = (error.headers or {}).get("Allow", "")
        return MethodNotAllowed(
            "method-not-allowed", path=path, method=request.method, allowed=allowed
        )
    return NotFound("address-not-found", path=path)


def _problem(
    request: Request,
    error: CommandCenterError,
    zone: ZoneInfo,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    document = in_city_time(error, zone).document(language_of(request))
    sent = {**(headers or {}), **_headers(error)}
    return JSONResponse(document, error.status, sent, media_type=_MEDIA_TYPE)


def _headers(error: CommandCenterError) -> dict[str, str]:
    if isinstance(error, NotIdentified):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, TooMany):
        return {"Retry-After": _RETRY_AFTER_TOO_MANY}
    if isinstance(error, Unavailable):
        return {"Retry-After": _RETRY_SECONDS}
    if isinstance(error, Malformed | TooLarge):  # perhaps not read to its end: nothing may follow
        return {"Connection": "close"}
    return {}


def language_of(request: Request) -> str:
    """The caller's language: Chinese if requested, else English."""
    return "zh" if request.headers.get("accept-language", "").startswith("zh") else "en"
