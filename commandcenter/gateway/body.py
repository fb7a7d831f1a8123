"""Reading what comes in at the web door: bounded, strict JSON or a form with photos."""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from commandcenter.errors import InvalidInput, Malformed, TooLarge
from commandcenter.models.cases.report import MAX_PHOTOS, PhotoUpload

MAX_PLAIN = 1 << 20
MAX_WITH_PHOTOS = 30 << 20
_NUMBERS_IN_FORMS = frozenset({"latitude", "longitude"})
_MAX_FORM_FIELDS = 40


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON object, and the photos that came beside it in a form."""

    fields: dict[str, Any]
    photos: tuple[PhotoUpload, ...] = ()


async def read_body(request: Request) -> Body:
    """TooLarge before it is read whole, Malformed for what is neither JSON nor a form."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MAX_WITH_PHOTOS:
        raise TooLarge("body-too-large", most=MAX_WITH_PHOTOS >> 20)
    content = await _read_bounded(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _read_form(request, content)
    return Body(_read_json(content))


async def _read_bounded(request: Request) -> bytes:
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MAX_WITH_PHOTOS:
                raise TooLarge("body-too-large", most=MAX_WITH_PHOTOS >> 20)
            chunks.append(chunk)
    except ClientDisconnect:
        raise Malformed("body-cut-off") from None
    return b"".join(chunks)


def _read_json(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(
            content.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_doubles
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Malformed("json-unreadable") from None
    if not isinstance(document, dict):
        raise Malformed("json-not-object")
    if len(content) > MAX_PLAIN and not (document.get("photos") or document.get("photo")):
        raise TooLarge("body-too-large", most=MAX_PLAIN >> 20)
    return document


def _no_constant(name: str) -> NoReturn:
    """NaN and Infinity are not JSON."""
    raise Malformed("json-constant", name=name)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise Malformed("json-field-twice")
    return document


async def _read_form(request: Request, content: bytes) -> Body:
    """A form: fields as text, files under any name as photos, or a part `report` with the JSON."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    replayed = Request(request.scope, receive)
    fields: dict[str, Any] = {}
    photos: list[PhotoUpload] = []
    try:
        form = await replayed.form(max_files=MAX_PHOTOS, max_fields=_MAX_FORM_FIELDS)
    except HTTPException:
        raise Malformed("form-unreadable") from None
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                photos.append(PhotoUpload((value.filename or name)[:200], await value.read()))
            elif name == "report":
                fields |= _read_json(value.encode())
            else:
                fields[name] = _number(name, value) if name in _NUMBERS_IN_FORMS else value
    finally:
        await form.close()
    return Body(fields, tuple(photos))


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InvalidInput("field-not-number", field=name, name=name) from None
