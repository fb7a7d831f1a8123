"""The answers of the reading routes, for the OpenAPI document."""

from typing import Any

_Schema = dict[str, Any]
_Answers = dict[int | str, dict[str, Any]]


def _object(fields: dict[str, _Schema], *, optional: tuple[str, ...] = ()) -> _Schema:
    needed = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": needed}


def _list_of(item: _Schema) -> _Schema:
    return {"type": "array", "items": item}


def _or_null(kind: str, **more: object) -> _Schema:
    return {"type": [kind, "null"], **more}


_TEXT, _NUMBER, _YES_OR_NO = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
_PERHAPS_TEXT, _DEGREES = _or_null("string"), _or_null("number")
_MOMENT, _PERHAPS_MOMENT = {**_TEXT, "format": "date-time"}, _or_null("string", format="date-time")
_CLOCK = _object(
    {
        "name": _TEXT,
        "started_at": _MOMENT,
        "limit": _PERHAPS_TEXT,
        "due_at": _PERHAPS_MOMENT,
        "ended_at": _PERHAPS_MOMENT,
    }
)
#: As `contract.documents.case_json` writes it.
CASE_SCHEMA = _object(
    {
        "number": _TEXT,
        "version": _NUMBER,
        "stage": _TEXT,
        "kind": _PERHAPS_TEXT,
        "category": _PERHAPS_TEXT,
        "condition": _PERHAPS_TEXT,
        "unit_grid": _PERHAPS_TEXT,
        "latitude": _DEGREES,
        "longitude": _DEGREES,
        "address": _PERHAPS_TEXT,
        "description": _TEXT,
        "source": _TEXT,
        "external_reference": _PERHAPS_TEXT,
        "observed_at": _PERHAPS_MOMENT,
        "reported_at": _MOMENT,
        "filed_at": _PERHAPS_MOMENT,
        "dispatched_at": _PERHAPS_MOMENT,
        "finished_at": _PERHAPS_MOMENT,
        "closed_at": _PERHAPS_MOMENT,
        "department": _PERHAPS_TEXT,
        "assisting": _list_of(_TEXT),
        "due_at": _PERHAPS_MOMENT,
        "stage_due_at": _PERHAPS_MOMENT,
        "light": _or_null("string", enum=["green", "yellow", "red", None]),
        "late": _YES_OR_NO,
        "standing": _YES_OR_NO,
        "photos": _list_of({**_TEXT, "pattern": "^[0-9a-f]{64}$"}),
        "clocks": _list_of(_CLOCK),
    }
)
#: As `contract.documents.change_json` writes it.
CHANGE_SCHEMA = _object(
    {
        "sequence": _NUMBER,
        "subject": _TEXT,
        "number": _TEXT,
        "step": _TEXT,
        "stage": _TEXT,
        "version": _NUMBER,
        "actor": _TEXT,
        "at": _MOMENT,
    }
)
_PROBLEM = _object(
    {"type": _TEXT, "title": _TEXT, "detail": _TEXT, "status": _NUMBER, "field": _TEXT},
    optional=("field",),
)
_REFUSALS = {
    401: "The key is missing or unknown.",
    403: "The key may not take this step.",
    404: "It does not exist, or the key may not see it.",
    409: "The case has changed since `version`, or does not allow this step now.",
    422: "A parameter or field is wrong; `field` names it.",
    429: "Too many unknown keys came from this address.",
    503: "The database or the door is busy or away; `Retry-After` says when to come again.",
}


def _answers(what: str, schema: _Schema, *refusals: int) -> _Answers:
    shown = {200: {"description": what, "content": {"application/json": {"schema": schema}}}}
    return shown | _refusals(*refusals)


def _refusals(*statuses: int) -> _Answers:
    content = {"application/problem+json": {"schema": _PROBLEM}}
    return {status: {"description": _REFUSALS[status], "content": content} for status in statuses}


CASE = _answers("The case.", CASE_SCHEMA, 401, 404, 422, 429, 503)
STEP = _answers(
    "The case after the step; with `remarks` if a photo lacks its end.",
    CASE_SCHEMA,
    *(401, 403, 404, 409, 422, 429, 503),
)
CASES = _answers(
    "A page of cases by number; `next` is null after the last.",
    _object({"cases": _list_of(CASE_SCHEMA), "next": _PERHAPS_TEXT}),
    *(401, 422, 429, 503),
)
FEED = _answers(
    "Changes in order; pass `next` as `after` to go on.",
    _object({"changes": _list_of(CHANGE_SCHEMA), "next": _TEXT}),
    *(401, 422, 429, 503),
)
_TAG = {"ETag": {"description": "The SHA-256 of the photo, in quotes.", "schema": _TEXT}}
PHOTO: _Answers = {
    200: {
        "description": "The photo, without metadata.",
        "content": {"image/jpeg": {"schema": {**_TEXT, "format": "binary"}}},
        "headers": _TAG,
    },
    304: {"description": "`If-None-Match` names this photo.", "headers": _TAG},
    **_refusals(401, 404, 422, 429, 503),
}
