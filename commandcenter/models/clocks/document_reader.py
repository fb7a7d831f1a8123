"""Reads the values of a calendar document; refusals name the place of the fault."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from commandcenter.errors import InvalidInput


class DocumentReader:
    """One table of the document; `place` is where it stands."""

    def __init__(self, document: object, place: str) -> None:
        self._place = place
        self._values: Mapping[str, object] = document if isinstance(document, Mapping) else {}
        if not isinstance(document, Mapping):
            raise self.refusal("", "a table is expected")

    def refusal(self, key: str, problem: str) -> InvalidInput:
        place = f"{self._place}.{key}" if key else self._place
        return InvalidInput("calendar-unreadable", field="calendar", place=place, problem=problem)

    def value(self, key: str) -> Any:
        if key not in self._values:
            raise self.refusal(key, "it is missing")
        return self._values[key]

    def names(self) -> list[str]:
        return list(self._values)

    def only(self, *keys: str) -> None:
        """InvalidInput for an unknown key, so that spelling mistakes are noticed."""
        for name in self._values:
            if name not in keys:
                raise self.refusal(name, f"known here are {', '.join(keys)}")

    def text(self, key: str) -> str:
        value = self.value(key)
        if not isinstance(value, str):
            raise self.refusal(key, "a text is expected")
        return value

    def one_of(self, key: str, words: type[StrEnum]) -> str:
        value = self.text(key)
        if value not in set(words):
            raise self.refusal(key, f"“{value}” is none of {', '.join(words)}")
        return value

    def number(self, key: str) -> Fraction:
        value = self.value(key)
        try:
            return Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            raise self.refusal(key, f"“{value}” is no number") from None

    def flag(self, key: str) -> bool:
        value = self.value(key)
        if not isinstance(value, bool):
            raise self.refusal(key, "true or false is expected")
        return value

    def integer(self, key: str) -> int:
        number = self.number(key)
        if number.denominator != 1:
            raise self.refusal(key, f"“{number}” is no whole number")
        return number.numerator

    def day(self, key: str) -> date:
        value = self.value(key)
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self.refusal(key, f"“{value}” is no date such as 2027-01-01") from None

    def month_day(self, key: str) -> tuple[int, int]:
        value = self.text(key)
        try:
            day = date.fromisoformat(f"2000-{value}")
        except ValueError:
            raise self.refusal(key, f"“{value}” is no day of the year such as 05-01") from None
        return day.month, day.day

    def entries(self, key: str) -> list["DocumentReader"]:
        value = self.value(key)
        if not isinstance(value, list | tuple):
            raise self.refusal(key, "a list is expected")
        return [DocumentReader(entry, f"{self._place}.{key}[{n}]") for n, entry in enumerate(value)]

    def table(self, key: str) -> "DocumentReader":
        return DocumentReader(self.value(key), f"{self._place}.{key}")
