"""The fields of a step, read and checked once for buttons, HTTP and command line alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.lifecycle import Need, Rule
from commandcenter.models.cases.rules.moments import YEARS
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
from commandcenter.models.plain_text import is_blank, tidied

_MOST_LISTED = 20
_POINT = frozenset({"latitude", "longitude"})


@dataclass(frozen=True, slots=True)
class StepFields:
    """What came with a step; '' or empty = not given, but `assisting` may be empty on purpose.

    `until` without an offset is the city's time; `into` is one case number, or the categories that
    a case is split into; `place` is latitude and longitude.
    """

    category: str = ""
    reason: str = ""
    inspector: str = ""
    note: str | None = None
    condition: int = 0
    department: str = ""
    assisting: tuple[str, ...] | None = None
    closing: Closing | None = None
    photos: tuple[PhotoUpload, ...] = ()
    before: tuple[PhotoUpload, ...] = ()
    after: tuple[PhotoUpload, ...] = ()
    until: datetime | None = None
    crew: str = ""
    decision: str = ""
    into: tuple[str, ...] = ()
    kind: str = ""
    place: tuple[float, float] | None = None


def read_fields(rule: Rule, raw: Mapping[str, object]) -> StepFields:
    """The fields that the table's row wants, out of what was sent.

    `raw` holds text, numbers, lists of text and, under `photo`, PhotoUploads. InvalidInput, naming
    the field, for one that is missing, unknown to the step, or not what it should be. Every step
    may carry a note. A text with nothing in it is as good as none.
    """
    allowed = {*rule.needs, *rule.takes, Need.NOTE}
    for name in raw:
        if name not in allowed:
            known = ", ".join(sorted(allowed))
            raise InvalidInput("field-unknown", field=name, name=name, known=known)
    raw = {name: value for name, value in raw.items() if not _says_nothing(name, value)}
    for need in rule.needs:
        if raw.get(need) in (None, [], ()):
            raise InvalidInput("field-missing", field=need, name=need)
    found = {_READERS[name][0]: _READERS[name][1](raw) for name in raw}
    for need in rule.needs:
        if found[_READERS[need][0]] == ():
            raise InvalidInput("field-missing", field=need, name=need)
    return StepFields(**found)


def _says_nothing(name: str, value: object) -> bool:
    """Nobody at all may assist, and that is something to say."""
    return isinstance(value, str) and is_blank(value) and name != Need.ASSISTING


def _text(raw: Mapping[str, object], name: Need) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidInput("field-not-text", field=name, name=name)
    text = tidied(value)
    check_line(name, text, MAX_SHORT_TEXT)
    return text


def _note(raw: Mapping[str, object]) -> str | None:
    return _long_text(raw, Need.NOTE) or None


def _long_text(raw: Mapping[str, object], name: Need) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidInput("field-not-text", field=name, name=name)
    text = tidied(value)
    check_text(name, text, MAX_DESCRIPTION)
    return text


def _number(raw: Mapping[str, object], name: Need) -> int:
    """A number, or its digits: the command line knows only text."""
    value = raw.get(name)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise InvalidInput("field-not-number", field=name, name=name)
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 9):
        raise InvalidInput("field-not-number", field=name, name=name)
    return int(value)


def _texts(raw: Mapping[str, object], name: Need) -> tuple[str, ...]:
    """A list, or words separated by commas."""
    value = raw.get(name)
    parts = value.split(",") if isinstance(value, str) else value
    if parts is None:
        return ()
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise InvalidInput("field-not-text", field=name, name=name)
    if len(parts) > _MOST_LISTED:
        raise InvalidInput("field-too-many", field=name, name=name, most=_MOST_LISTED)
    given = [tidied(part).strip() for part in parts if not is_blank(part)]
    for part in given:
        check_line(name, part, MAX_SHORT_TEXT)
    return tuple(given)


def _closing(raw: Mapping[str, object]) -> Closing | None:
    value = _text(raw, Need.CLOSING)
    if not value:
        return None
    try:
        return Closing(value)
    except ValueError:
        known = ", ".join(Closing)
        raise InvalidInput(
            "closing-unknown", field=Need.CLOSING, closing=value, known=known
        ) from None


def _photos(raw: Mapping[str, object], name: Need) -> tuple[PhotoUpload, ...]:
    value = raw.get(name)
    if value is None:
        return ()
    photos = value if isinstance(value, list | tuple) else (value,)
    if not all(isinstance(photo, PhotoUpload) for photo in photos) or len(photos) > MAX_PHOTOS:
        raise InvalidInput("field-not-photo", field=name, name=name)
    return tuple(photos)


def _moment(raw: Mapping[str, object]) -> datetime | None:
    """A moment, or a day: then its midnight. None of a year in which nobody plans."""
    value = raw.get(Need.UNTIL)
    if value is None:
        return None
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.year not in YEARS:
        raise InvalidInput("field-not-moment", field=Need.UNTIL, name=Need.UNTIL)
    return moment


def _place(raw: Mapping[str, object]) -> tuple[float, float] | None:
    """`{latitude, longitude}`, or both with a comma between them."""
    value = raw.get(Need.PLACE)
    if value is None:
        return None
    parts: object = value.split(",") if isinstance(value, str) else value
    if isinstance(parts, Mapping):
        parts = [parts.get("latitude"), parts.get("longitude"), *(parts.keys() - _POINT)]
    try:
        latitude, longitude = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise InvalidInput("field-not-place", field=Need.PLACE, name=Need.PLACE) from None
    check_point(latitude, longitude, within=f"{Need.PLACE}.")
    return latitude, longitude


#: The attribute that each field fills, and who reads it. What was not sent keeps its default.
_READERS: Mapping[str, tuple[str, Callable[[Mapping[str, object]], Any]]] = {
    Need.CATEGORY: ("category", partial(_text, name=Need.CATEGORY)),
    Need.REASON: ("reason", partial(_text, name=Need.REASON)),
    Need.INSPECTOR: ("inspector", partial(_text, name=Need.INSPECTOR)),
    Need.NOTE: ("note", _note),
    Need.CONDITION: ("condition", partial(_number, name=Need.CONDITION)),
    Need.DEPARTMENT: ("department", partial(_text, name=Need.DEPARTMENT)),
    Need.ASSISTING: ("assisting", partial(_texts, name=Need.ASSISTING)),
    Need.CLOSING: ("closing", _closing),
    Need.PHOTO: ("photos", partial(_photos, name=Need.PHOTO)),
    Need.BEFORE: ("before", partial(_photos, name=Need.BEFORE)),
    Need.AFTER: ("after", partial(_photos, name=Need.AFTER)),
    Need.UNTIL: ("until", _moment),
    Need.CREW: ("crew", partial(_text, name=Need.CREW)),
    Need.DECISION: ("decision", partial(_long_text, name=Need.DECISION)),
    Need.INTO: ("into", partial(_texts, name=Need.INTO)),
    Need.KIND: ("kind", partial(_text, name=Need.KIND)),
    Need.PLACE: ("place", _place),
}

#: The fields that carry files.
PHOTO_FIELDS = (Need.PHOTO, Need.BEFORE, Need.AFTER)
