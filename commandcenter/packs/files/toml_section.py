"""A section of a pack's settings: values asked for by key and type, each fault with its line."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from math import inf
from typing import Any, TypeVar

from commandcenter.errors import CommandCenterError
from commandcenter.packs.files.faults import Faults
from commandcenter.packs.files.pack_files import has_controls
from commandcenter.words import Name

LONGEST_TEXT = 200
IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")

Value = TypeVar("Value")
Table = dict[str, Any]

#: What is said of a value that is not of its type.
_NOT_A: dict[type, str] = {
    str: "pack-setting-not-text",
    bool: "pack-setting-not-true-or-false",
    int: "pack-setting-not-whole-number",
    float: "pack-setting-not-number",
    list: "pack-setting-not-list",
    dict: "pack-setting-not-section",
}


def read_settings(file: str, text: str | None, faults: Faults) -> "Section":
    """The whole file as one section; an empty one that notes nothing more when it is not TOML."""
    if text is None:
        return Section({}, "", _Lines({}), file, Faults())
    try:
        return Section(tomllib.loads(text), "", _Lines.of(text), file, faults)
    except (ValueError, RecursionError) as error:  # a number without end is a plain ValueError
        faults.add(file, None, "pack-toml-broken", reason=error)
        return Section({}, "", _Lines({}), file, Faults())


@dataclass(frozen=True, slots=True)
class Section:
    """Readers note faults and go on with an empty value, because a pack with faults is not used."""

    values: Table
    path: str
    lines: "_Lines"
    file: str
    faults: Faults

    def only(self, *keys: str) -> None:
        """Note every unknown key, so that spelling mistakes are noticed."""
        for key in self.values:
            if key not in keys:
                self.fault(key, "pack-setting-unknown", known=", ".join(keys))

    def text(self, key: str) -> str:
        words = str(self._typed(key, str, ""))
        if key in self.values and (not words.strip() or len(words) > LONGEST_TEXT):
            self.fault(key, "pack-setting-length", longest=LONGEST_TEXT)
        elif has_controls(words):
            self.fault(key, "pack-setting-control-character")
        return words

    def identifier(self, key: str) -> str:
        """A code of the program's own: small letters, digits, hyphens, underlines."""
        word = self.text(key)
        if word and not IDENTIFIER.fullmatch(word):
            self.fault(key, "pack-id-malformed", id=word[:60])
        return word

    def name(self, key: str) -> Name:
        pair = self.section(key)
        pair.only("zh", "en")
        return Name(zh=pair.text("zh"), en=pair.text("en"))

    def whole(self, key: str, *, least: int, most: int) -> int:
        number = int(self._typed(key, int, least))
        if not least <= number <= most:
            self.fault(key, "pack-setting-range", least=least, most=most)
        return number

    def number(self, key: str, *, most: float) -> float:
        """A number above 0."""
        number = _float(self._typed(key, float, most))
        if not 0 < number <= most:  # also refuses what is not a number
            self.fault(key, "pack-setting-positive", most=most)
        return number

    def flag(self, key: str) -> bool:
        return bool(self._typed(key, bool, False))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words, each once."""
        words = self._listed(key, str)
        if len(set(words)) < len(words):
            self.fault(key, "pack-setting-twice")
        return words

    def numbers(self, key: str) -> tuple[float, ...]:
        return tuple(_float(number) for number in self._listed(key, float))

    def section(self, key: str) -> "Section":
        """A section that is missing is noted once and then asked for nothing more."""
        values: Table | None = self._typed(key, dict, None)
        if values is None:
            return self._below(key, {}, Faults())
        return self._below(key, values, self.faults)

    def section_if_any(self, key: str) -> "Section":
        """An optional section; empty if it is missing."""
        return self.section(key) if key in self.values else self._below(key, {}, self.faults)

    def sections(self, key: str) -> tuple["Section", ...]:
        """The tables of `[[key]]`."""
        listed: tuple[Table, ...] = self._listed(key, dict)
        return tuple(
            self._below(f"{key}[{at}]", values, self.faults) for at, values in enumerate(listed)
        )

    def parsed(self, key: str, parse: Callable[[str], Value]) -> Value | None:
        """The result of `parse` for a text; None, with the fault noted, if it refuses."""
        words: str | None = self._typed(key, str, None)
        try:
            return None if words is None else parse(words)
        except CommandCenterError as reason:
            self.faults.adopt(self.file, self.line(key), reason)
            return None

    def __iter__(self) -> Iterator[str]:
        """The keys that are there."""
        return iter(self.values)

    def fault(self, key: str, error_id: str, /, **params: object) -> None:
        self.faults.add(
            self.file, self.line(key), error_id, setting=self._dotted(key)[:120], **params
        )

    def line(self, key: str) -> int | None:
        return self.lines.of_key(self._dotted(key))

    def _typed(self, key: str, kind: type, otherwise: Any) -> Any:
        if key not in self.values:
            self.fault(key, "pack-setting-missing")
            return otherwise
        value = self.values[key]
        if not _is(value, kind):
            self.fault(key, _NOT_A[kind])
            return otherwise
        return value

    def _listed(self, key: str, kind: type) -> tuple[Any, ...]:
        values = self._typed(key, list, [])
        if all(_is(value, kind) for value in values):
            return tuple(values)
        self.fault(key, _NOT_A[kind])
        return ()

    def _dotted(self, key: str) -> str:
        return ".".join(part for part in (self.path, key) if part)

    def _below(self, key: str, values: Table, faults: Faults) -> "Section":
        return Section(values, self._dotted(key), self.lines, self.file, faults)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Which line a setting stands on. TOML's parser does not tell; headers and keys do."""

    numbers: dict[str, int]

    @classmethod
    def of(cls, text: str) -> "_Lines":
        numbers: dict[str, int] = {}
        here = ""
        tables: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _HEADER.match(line):
                here = _table_name(header, tables)
                numbers.setdefault(here, number)
                numbers.setdefault(here.partition("[")[0], number)
            elif key := _KEY.match(line):
                numbers.setdefault(f"{here}.{key[1]}" if here else key[1], number)
        return cls(numbers)

    def of_key(self, dotted: str) -> int | None:
        """The line of the setting, else of the nearest section around it."""
        while dotted:
            if dotted in self.numbers:
                return self.numbers[dotted]
            dotted = _around(dotted)
        return None


def _around(dotted: str) -> str:
    """`a.b[1].c` stands in `a.b[1]`, and that in the list `a.b`."""
    if dotted.endswith("]"):
        return dotted.rpartition("[")[0]
    return dotted.rpartition(".")[0]


def _table_name(header: "re.Match[str]", tables: dict[str, int]) -> str:
    name = header[2].replace('"', "")
    if header[1] == "[":
        return name
    tables[name] = tables.get(name, -1) + 1
    return f"{name}[{tables[name]}]"


def _is(value: object, kind: type) -> bool:
    """As a person means it: a whole number is a number, true is none, a date is no text."""
    if isinstance(value, bool):
        return kind is bool
    if isinstance(value, (date, datetime, time)):
        return False
    return isinstance(value, (int, float) if kind is float else kind)


def _float(number: float) -> float:
    """TOML knows whole numbers beyond all floating ones."""
    try:
        return float(number)
    except OverflowError:
        return inf
