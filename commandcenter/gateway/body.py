"""Reads request bodies: strict JSON or a form with photos, both limited in size."""

import asyncio
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request

from commandcenter.errors import InvalidInput, Malformed, TooLarge
from commandcenter.gateway.form import read_form
from commandcenter.models.cases.rules.lifecycle import PHOTO_FIELDS
from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.models.plain_text import is_blank

MAX_PLAIN = 1 << 20
MAX_WITH_PHOTOS = 30 << 20
#: Commas and opening brackets that a JSON may hold, those in its texts among them: many times what
#: nine photos, every field and the longest texts need.
MAX_PARTS = 20_000
_MAX_DEPTH = 20
#: A form knows only text; these are the fields that are none.
_NUMBERS_IN_FORMS: Mapping[str, Callable[[str], float]] = {
    "latitude": float,
    "longitude": float,
    "version": int,
}
_FORM = "multipart/form-data"
_MAX_FORM_FIELDS = 40
_LONGEST_NUMBER = 40
_LONGEST_NAME = 80
_HALF_PAIR = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON object, and the files of a form, each with the name of its part."""

    fields: dict[str, object]
    files: tuple[tuple[str, PhotoUpload], ...] = ()

    @property
    def photos(self) -> tuple[PhotoUpload, ...]:
        return tuple(photo for _, photo in self.files)

    def photos_by_field(self) -> dict[str, list[PhotoUpload]]:
        """Photos by the fields of a step; a part with any other name counts as `photo`."""
        found: dict[str, list[PhotoUpload]] = {}
        for name, photo in self.files:
            field = name if name in PHOTO_FIELDS else "photo"
            found.setdefault(field, []).append(photo)
        return found

    @property
    def has_photos(self) -> bool:
        return bool(self.files) or _has_photos(self.fields)


@dataclass(frozen=True, slots=True)
class RawBody:
    """An unread body; reading it takes time and therefore needs a thread."""

    request: Request
    kind: str
    content: bytes

    @property
    def is_large(self) -> bool:
        """Whether reading it takes as much memory as photos do."""
        return len(self.content) > MAX_PLAIN

    def read(self) -> Body:
        """Read the body. Malformed if it is neither JSON nor a form. Not for the event loop's
        thread."""
        if self.kind == _FORM:
            return asyncio.run(_read_form(self.request, self.content))
        return Body(_read_json(self.content))


async def receive_body(request: Request, *, within: float, hold: Callable[[int], None]) -> RawBody:
    """Receive the body of a request within `within` seconds.

    TooLarge, raised before all of it is read; Malformed where it does not arrive in time. `hold`
    is called with the size in bytes each time it grows.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MAX_WITH_PHOTOS:
        raise TooLarge("body-too-large", most=MAX_WITH_PHOTOS >> 20)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        async with asyncio.timeout(within):
            content = await _receive_bounded(request, hold, is_json=kind != _FORM)
    except TimeoutError:
        raise Malformed("body-too-slow", seconds=round(within)) from None
    return RawBody(request, kind, content)


async def _receive_bounded(
    request: Request, hold: Callable[[int], None], *, is_json: bool
) -> bytes:
    chunks, size, parts = [], 0, 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MAX_WITH_PHOTOS:
                raise TooLarge("body-too-large", most=MAX_WITH_PHOTOS >> 20)
            hold(size)
            parts += _parts(chunk) if is_json else 0
            _refuse_many(parts)
            chunks.append(chunk)
    except ClientDisconnect:
        raise Malformed("body-cut-off") from None
    return b"".join(chunks)


def _parts(chunk: bytes) -> int:
    """No fewer than the values that it will become; counted, because that needs no parser."""
    return chunk.count(b",") + chunk.count(b"{") + chunk.count(b"[")


def _refuse_many(parts: int) -> None:
    if parts > MAX_PARTS:
        raise Malformed("json-too-many-parts", most=MAX_PARTS)


def _read_json(content: bytes) -> dict[str, object]:
    _refuse_many(_parts(content))  # a form holds one, too
    try:
        document = json.loads(
            content.decode("utf-8-sig"),
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_finite,
            object_pairs_hook=_no_doubles,
        )
        _look_through(document, "body", depth=0)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Malformed("json-unreadable") from None
    if not isinstance(document, dict):
        raise Malformed("json-not-object")
    if len(content) > MAX_PLAIN and not _has_photos(document):
        raise TooLarge("body-too-large", most=MAX_PLAIN >> 20)
    return document


def _has_photos(fields: Mapping[str, object]) -> bool:
    return any(fields.get(name) for name in ("photos", *PHOTO_FIELDS))


def _no_constant(name: str) -> NoReturn:
    """NaN and Infinity are not JSON."""
    raise Malformed("json-constant", name=name)


def _whole(text: str) -> int:
    """Python refuses thousands of digits, and no field of ours has dozens."""
    if len(text) > _LONGEST_NUMBER:
        raise Malformed("json-number", text=f"{text[:_LONGEST_NUMBER]}…")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Malformed("json-number", text=text[:_LONGEST_NUMBER])
    return number


def _look_through(value: object, place: str, *, depth: int) -> None:
    """Malformed for what is nested deeper than anything of ours, InvalidInput for half pairs."""
    if depth > _MAX_DEPTH:
        raise Malformed("json-too-deep", most=_MAX_DEPTH)
    if isinstance(value, str):
        _refuse_half_pairs(value, place)
    elif isinstance(value, list):
        for part in value:
            _look_through(part, place, depth=depth + 1)
    elif isinstance(value, dict):
        for name, part in value.items():
            _refuse_half_pairs(name, place)
            _look_through(part, name, depth=depth + 1)


def _refuse_half_pairs(text: str, place: str) -> None:
    """JSON can escape one half of a surrogate pair; no answer and no database could say it."""
    if not text.isascii() and (found := _HALF_PAIR.search(text)):
        code, position = f"U+{ord(found[0]):04X}", found.start() + 1
        raise InvalidInput(
            "control-character", field=place, name=place, code=code, position=position
        )


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for pair in pairs:
        _add_once(document, *pair)
    return document


def _add_once(fields: dict[str, Any], name: str, value: object) -> None:
    """Refuse two values for one field: nobody can say which was meant."""
    if name in fields:
        shown = _HALF_PAIR.sub("\ufffd", name)[:_LONGEST_NAME]
        raise Malformed("field-twice", field=shown, name=shown)
    fields[name] = value


async def _read_form(request: Request, content: bytes) -> Body:
    """A form: fields as text, files as photos, or a part `report` with the JSON.

    A part without a byte is what is sent where no file was chosen and nothing filled in.
    """
    fields: dict[str, object] = {}
    blank: dict[str, str] = {}
    files: list[tuple[str, PhotoUpload]] = []
    form = await read_form(
        request.headers, content, max_files=_MAX_FORM_FIELDS, max_fields=_MAX_FORM_FIELDS
    )
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if content := await value.read():
                    files.append((name, PhotoUpload((value.filename or name)[:200], content)))
            elif is_blank(value):
                blank[name] = value
            elif name == "report":
                for inner, part in _read_json(value.encode()).items():
                    _add_once(fields, inner, part)
            else:
                _add_once(fields, name, _read(name, value))
    finally:
        await form.close()
    return Body(blank | fields, tuple(files))


def _read(name: str, text: str) -> str | float:
    reader = _NUMBERS_IN_FORMS.get(name)
    if reader is None:
        return text
    try:
        return reader(text)
    except ValueError:
        error_id = "field-not-number" if reader is int else "field-not-decimal"
        raise InvalidInput(error_id, field=name, name=name) from None
