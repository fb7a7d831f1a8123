"""The kinds of values that a pack's settings have, each checked as it is read.

A value that cannot be used raises `refused(...)`; whoever reads the settings adds file and line.
"""

import re
from collections.abc import Callable, Collection
from enum import StrEnum
from math import inf
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, PlainValidator, Strict
from pydantic_core import PydanticCustomError

from commandcenter.errors import CommandCenterError
from commandcenter.models.clocks.calendar_rules import CalendarRules
from commandcenter.models.clocks.time_limit import TimeLimit, parse_limit
from commandcenter.models.plain_text import INVISIBLE, LINE_ENDS
from commandcenter.words import Name

LONGEST_TEXT = 200
IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_DISTRICT = re.compile(r"[0-9]{6}")

Value = TypeVar("Value")


def refused(error_id: str, /, *, below: str = "", **params: object) -> PydanticCustomError:
    """A refusal of the catalogue; `below`: the part of the value that it is about."""
    said = {"error_id": error_id, "params": params, "below": below}
    return PydanticCustomError("refused", "{error_id}", said)


def has_controls(text: str) -> bool:
    """Whether a cell or a word holds what nobody can see, line ends included."""
    return bool(LINE_ENDS.search(text) or INVISIBLE.search(text))


def _text(words: str, *, below: str = "") -> str:
    if not words.strip() or len(words) > LONGEST_TEXT:
        raise refused("pack-setting-length", below=below, longest=LONGEST_TEXT)
    if has_controls(words):
        raise refused("pack-setting-control-character", below=below)
    return words


def _identifier(word: str) -> str:
    if not IDENTIFIER.fullmatch(word):
        raise refused("pack-id-malformed", id=word[:60])
    return word


def _district(code: str) -> str:
    if not _DISTRICT.fullmatch(code):
        raise refused("pack-district-code", code=code[:60])
    return code


def _time_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
        raise refused("pack-time-zone", zone=zone[:60]) from None
    return zone


def _name(name: Name) -> Name:
    _text(name.zh, below="zh")
    _text(name.en, below="en")
    return name


def _limit(words: object) -> TimeLimit:
    if isinstance(words, TimeLimit):
        return words
    if not isinstance(words, str):
        raise refused("pack-setting-not-text")
    try:
        return parse_limit(words)
    except CommandCenterError as reason:
        raise PydanticCustomError("adopted", "adopted", {"reason": reason}) from None


def _calendar(document: Any) -> CalendarRules:
    if isinstance(document, CalendarRules):
        return document
    try:
        return CalendarRules.from_document(document)
    except CommandCenterError as reason:
        raise ValueError(str(reason)) from None


def _float(number: object) -> object:
    """TOML knows whole numbers beyond all floating ones."""
    if isinstance(number, bool) or not isinstance(number, int):
        return number
    try:
        return float(number)
    except OverflowError:
        return inf


def between(least: int, most: int) -> AfterValidator:
    """A whole number between these two, both included."""

    def check(number: int) -> int:
        if not least <= number <= most:
            raise refused("pack-setting-range", least=least, most=most)
        return number

    return AfterValidator(check)


def positive(most: float) -> AfterValidator:
    """A number above 0, and a finite one."""

    def check(number: float) -> float:
        if not 0 < number <= most:  # also refuses what is not a number
            raise refused("pack-setting-positive", most=most)
        return number

    return AfterValidator(check)


def one_of(words: Collection[str]) -> BeforeValidator:
    """One of these words; for keys of a section: `key_of`."""
    return BeforeValidator(_chooser(words, "pack-setting-choice"))


def key_of(words: Collection[str]) -> BeforeValidator:
    """A key that the section knows."""
    return BeforeValidator(_chooser(words, "pack-setting-unknown"))


def _chooser(words: Collection[str], error_id: str) -> Callable[[object], object]:
    def check(word: object) -> object:
        if not isinstance(word, str):
            raise refused("pack-setting-not-text")
        if word not in words:
            raise refused(error_id, known=", ".join(words))
        return word

    return check


def each_once(listed: tuple[Value, ...]) -> tuple[Value, ...]:
    """A list without repetitions."""
    if len(set(listed)) < len(listed):
        raise refused("pack-setting-twice")
    return listed


def some_of(words: Collection[str]) -> BeforeValidator:
    """A list of some of these words, not empty."""

    def check(listed: object) -> object:
        if isinstance(listed, list) and (not listed or not set(map(str, listed)) <= {*words}):
            raise refused("pack-setting-choice", known=", ".join(words))
        return listed

    return BeforeValidator(check)


def words_of(kind: type[StrEnum]) -> tuple[str, ...]:
    """The words of an enum, as they stand in settings."""
    return tuple(str(word) for word in kind)


Text = Annotated[str, AfterValidator(_text)]
#: A code of the program's own: small letters, digits, hyphens, underlines.
Identifier = Annotated[Text, AfterValidator(_identifier)]
DistrictCode = Annotated[Text, AfterValidator(_district)]
TimeZone = Annotated[Text, AfterValidator(_time_zone)]
PackName = Annotated[Name, AfterValidator(_name)]
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict(), BeforeValidator(_float)]
#: A limit as people write it: 2工作日, 4 working hours.
Limit = Annotated[
    TimeLimit, PlainValidator(_limit), PlainSerializer(lambda limit: limit.text("zh"))
]
#: A calendar by the document that it writes itself.
StoredCalendar = Annotated[
    CalendarRules, PlainValidator(_calendar), PlainSerializer(lambda rules: rules.to_document())
]
