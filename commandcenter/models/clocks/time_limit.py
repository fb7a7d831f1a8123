"""A time limit: an amount together with its unit."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from commandcenter.errors import InvalidInput

_LONGEST_DAYS = 3_650
_STEPS = 10_000  # an amount has at most four decimals, so that it can be written and read again


class Unit(StrEnum):
    """What a limit is counted in. Urgent and calendar units run day and night."""

    URGENT_HOURS = "urgent_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    URGENT_DAYS = "urgent_days"
    CALENDAR_DAYS = "calendar_days"

    @property
    def continuous(self) -> bool:
        return self not in _WORKING

    @property
    def in_hours(self) -> bool:
        return self in _IN_HOURS


_WORKING = frozenset({Unit.WORKING_HOURS, Unit.WORKING_DAYS})
_IN_HOURS = frozenset({Unit.URGENT_HOURS, Unit.WORKING_HOURS})

_CHINESE = {
    Unit.URGENT_HOURS: "紧急工作时",
    Unit.WORKING_HOURS: "工作时",
    Unit.WORKING_DAYS: "工作日",
    Unit.URGENT_DAYS: "紧急工作日",
    Unit.CALENDAR_DAYS: "自然日",
}
_ENGLISH = {
    Unit.URGENT_HOURS: "urgent hour",
    Unit.WORKING_HOURS: "working hour",
    Unit.WORKING_DAYS: "working day",
    Unit.URGENT_DAYS: "urgent day",
    Unit.CALENDAR_DAYS: "calendar day",
}
#: Less than an hour day and night is that many minutes; of working time it has to be said.
_MINUTES = {
    ("zh", Unit.URGENT_HOURS): ("分钟", ""),
    ("zh", Unit.WORKING_HOURS): ("工作分钟", ""),
    ("en", Unit.URGENT_HOURS): (" minute", "s"),
    ("en", Unit.WORKING_HOURS): (" working minute", "s"),
}
_UNITS = (
    {word: unit for unit, word in _CHINESE.items()}
    | {word: unit for unit, word in _ENGLISH.items()}
    | {f"{word}s": unit for unit, word in _ENGLISH.items()}
)
_WRITTEN = re.compile(r"(\d{1,9}(?:\.\d{1,4})?)\s*(\D+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long something may take: more than nothing, at most ten years."""

    amount: Fraction
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise InvalidInput("limit-not-positive", field="limit", amount=self.amount)
        if self.amount > _LONGEST_DAYS * (24 if self.unit.in_hours else 1):
            raise InvalidInput("limit-too-long", field="limit", days=_LONGEST_DAYS)
        if _STEPS % self.amount.denominator:
            raise InvalidInput("limit-too-fine", field="limit", amount=self.amount)

    def said(self, language: str) -> str:
        """The limit as text for people; less than an hour in minutes, if that is an integer."""
        minutes = self.amount * 60
        if not self.unit.in_hours or self.amount >= 1 or minutes.denominator != 1:
            return self.text(language)
        word, plural = _MINUTES[language, self.unit]
        return f"{minutes}{word}{plural if minutes > 1 else ''}"

    def text(self, language: str) -> str:
        """As people write it, and `parse_limit` reads it: `4工作时`, `4 working hours`."""
        amount = f"{float(self.amount):.4f}".rstrip("0").rstrip(".")
        if language == "zh":
            return f"{amount}{_CHINESE[self.unit]}"
        return f"{amount} {_ENGLISH[self.unit]}{'' if self.amount == 1 else 's'}"


def parse_limit(text: str) -> TimeLimit:
    """Read a limit as a pack or a person writes it, in Chinese or English."""
    written = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    unit = _UNITS.get(" ".join(written[2].split())) if written else None
    if written is None or unit is None:
        raise InvalidInput("limit-unreadable", field="limit", text=text)
    return TimeLimit(Fraction(written[1]), unit)
