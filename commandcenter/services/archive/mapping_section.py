"""A section of an import mapping: values asked for by key and type, each fault with its line."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from commandcenter.errors import CommandCenterError
from commandcenter.packs.content.values import LONGEST_TEXT, has_controls
from commandcenter.packs.files.faults import Faults
from commandcenter.packs.files.toml_lines import TomlLines
from commandcenter.words import Name

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
    """The file as one section; if it is not TOML, an empty section that notes no further faults."""
    if text is None:
        return Section({}, "", TomlLines({}), file, Faults())
    try:
        return Section(tomllib.loads(text), "", TomlLines.of(text), file, faults)
    except (ValueError, RecursionError) as error:  # a number without end is a plain ValueError
        faults.add(file, None, "pack-toml-broken", reason=error)
        return Section({}, "", TomlLines({}), file, Faults())


@dataclass(frozen=True, slots=True)
class Section:
    """Readers note faults and go on with an empty value, because a pack with faults is not used."""

    values: Table
    path: str
    lines: TomlLines
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

    def name(self, key: str) -> Name:
        pair = self.section(key)
        pair.only("zh", "en")
        return Name(zh=pair.text("zh"), en=pair.text("en"))

    def whole(self, key: str, *, least: int, most: int) -> int:
        number = int(self._typed(key, int, least))
        if not least <= number <= most:
            self.fault(key, "pack-setting-range", least=least, most=most)
        return number

    def flag(self, key: str) -> bool:
        return bool(self._typed(key, bool, False))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words, each once."""
        words = self._listed(key, str)
        if len(set(words)) < len(words):
            self.fault(key, "pack-setting-twice")
        return words

    def section(self, key: str) -> "Section":
        """A missing section is noted once; no further faults are noted for it."""
        values: Table | None = self._typed(key, dict, None)
        if values is None:
            return self._below(key, {}, Faults())
        return self._below(key, values, self.faults)

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


def _is(value: object, kind: type) -> bool:
    """As a person means it: a whole number is a number, true is none, a date is no text."""
    if isinstance(value, bool):
        return kind is bool
    if isinstance(value, (date, datetime, time)):
        return False
    return isinstance(value, (int, float) if kind is float else kind)
