"""The kinds of field that a step may have: how a value is read, and its JSON Schema."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.report import (
    MAX_DESCRIPTION,
    MAX_PHOTOS,
    MAX_SHORT_TEXT,
    PhotoUpload,
    check_line,
    check_point,
    check_text,
)
from commandcenter.models.cases.rules.stage import Closing
from commandcenter.models.moments import YEARS
from commandcenter.models.plain_text import is_blank, tidied

JsonSchema = dict[str, object]

_MOST_LISTED = 20
_MOST_DIGITS = 8
_POINT = frozenset({"latitude", "longitude"})


class Kind(ABC):
    """Reads what was sent for a field. `schema` describes what may be sent in JSON."""

    @abstractmethod
    def read(self, value: object, name: str) -> object:
        """The value. InvalidInput, naming the field, for what it cannot be."""

    @abstractmethod
    def schema(self) -> JsonSchema: ...


@dataclass(frozen=True, slots=True)
class Line(Kind):
    """Text on one line, of 1 to `most` characters."""

    most: int = MAX_SHORT_TEXT

    def read(self, value: object, name: str) -> str:
        if not isinstance(value, str):
            raise InvalidInput("field-not-text", field=name, name=name)
        text = tidied(value)
        check_line(name, text, self.most)
        return text

    def schema(self) -> JsonSchema:
        return {"type": "string", "minLength": 1, "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class LongText(Kind):
    """Text of 1 to `most` characters, also on several lines."""

    most: int = MAX_DESCRIPTION

    def read(self, value: object, name: str) -> str:
        if not isinstance(value, str):
            raise InvalidInput("field-not-text", field=name, name=name)
        text = tidied(value)
        check_text(name, text, self.most)
        return text

    def schema(self) -> JsonSchema:
        return {"type": "string", "minLength": 1, "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Lines(Kind):
    """From `least` to `most` texts: a list, or words separated by commas."""

    least: int = 0
    most: int = _MOST_LISTED

    def read(self, value: object, name: str) -> tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value if value is not None else ()
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            raise InvalidInput("field-not-text", field=name, name=name)
        if len(parts) > self.most:
            raise InvalidInput("field-too-many", field=name, name=name, most=self.most)
        given = tuple(tidied(part).strip() for part in parts if not is_blank(part))
        for part in given:
            check_line(name, part, MAX_SHORT_TEXT)
        if len(given) < self.least:
            raise InvalidInput("field-missing", field=name, name=name)
        return given

    def schema(self) -> JsonSchema:
        several = {
            "type": "array",
            "items": Line().schema(),
            "minItems": self.least,
            "maxItems": self.most,
        }
        return {"anyOf": [several, {"type": "string", "description": "separated by commas"}]}


@dataclass(frozen=True, slots=True)
class OneOfLines(Kind):
    """One text; a list that contains only one is as good."""

    def read(self, value: object, name: str) -> str:
        found = Lines(least=1).read(value, name)
        if len(found) != 1:
            raise InvalidInput("field-missing", field=name, name=name)
        return found[0]

    def schema(self) -> JsonSchema:
        one = Line().schema()
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": 1}]}


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """An integer, or its digits: forms and the command line send only text."""

    def read(self, value: object, name: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise InvalidInput("field-not-number", field=name, name=name)
        if isinstance(value, str) and not _is_number(value):
            raise InvalidInput("field-not-number", field=name, name=name)
        return int(value)

    def schema(self) -> JsonSchema:
        digits = {"type": "string", "pattern": f"^[0-9]{{1,{_MOST_DIGITS}}}$"}
        return {"anyOf": [{"type": "integer"}, digits]}


@dataclass(frozen=True, slots=True)
class ClosingWay(Kind):
    """A way of closing a case."""

    def read(self, value: object, name: str) -> Closing:
        text = Line().read(value, name)
        try:
            return Closing(text)
        except ValueError:
            known = ", ".join(Closing)
            raise InvalidInput("closing-unknown", field=name, closing=text, known=known) from None

    def schema(self) -> JsonSchema:
        return {"type": "string", "enum": list(map(str, Closing))}


@dataclass(frozen=True, slots=True)
class Photos(Kind):
    """Photos: one file, or up to `most`. In JSON a photo is `{name, base64}`."""

    most: int = MAX_PHOTOS

    def read(self, value: object, name: str) -> tuple[PhotoUpload, ...]:
        if value is None:
            return ()
        photos = value if isinstance(value, list | tuple) else (value,)
        if not all(isinstance(photo, PhotoUpload) for photo in photos) or len(photos) > self.most:
            raise InvalidInput("field-not-photo", field=name, name=name)
        return tuple(photos)

    def schema(self) -> JsonSchema:
        text = {"type": "string"}
        photo = {
            "type": "object",
            "properties": {"name": text, "base64": {**text, "contentEncoding": "base64"}},
            "required": ["name", "base64"],
            "additionalProperties": False,
        }
        return {"anyOf": [photo, {"type": "array", "items": photo, "maxItems": self.most}]}


@dataclass(frozen=True, slots=True)
class Moment(Kind):
    """A moment, or a day: then its midnight. No year in which nobody plans."""

    def read(self, value: object, name: str) -> datetime:
        moment = _moment_of(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.year not in YEARS:
            raise InvalidInput("field-not-moment", field=name, name=name)
        return moment

    def schema(self) -> JsonSchema:
        return {"type": "string", "examples": ["2026-11-22T14:30+08:00", "2026-11-22"]}


@dataclass(frozen=True, slots=True)
class Point(Kind):
    """Latitude and longitude in degrees: `{latitude, longitude}`, `[latitude, longitude]`, or both
    with a comma between them."""

    def read(self, value: object, name: str) -> tuple[float, float]:
        parts: object = value.split(",") if isinstance(value, str) else value
        if isinstance(parts, Mapping):
            parts = [parts.get("latitude"), parts.get("longitude"), *(parts.keys() - _POINT)]
        try:
            latitude, longitude = map(float, parts if isinstance(parts, Iterable) else ())
        except (TypeError, ValueError):
            raise InvalidInput("field-not-place", field=name, name=name) from None
        check_point(latitude, longitude, within=f"{name}.")
        return latitude, longitude

    def schema(self) -> JsonSchema:
        degrees = {"latitude": _degrees(90), "longitude": _degrees(180)}
        named = {
            "type": "object",
            "properties": degrees,
            "required": list(degrees),
            "additionalProperties": False,
        }
        pair = {"type": "array", "prefixItems": list(degrees.values()), "minItems": 2}
        text = {"type": "string", "examples": ["39.93,116.41"]}
        return {"anyOf": [named, {**pair, "maxItems": 2}, text]}


def _moment_of(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def _degrees(most: int) -> JsonSchema:
    return {"type": "number", "minimum": -most, "maximum": most}
