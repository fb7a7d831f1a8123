"""Why a span of time is counted or skipped, said in both languages."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from commandcenter.resources import resource


class ReasonId(StrEnum):
    """The kinds of reasons; their sentences stand in `resources/translations/reasons.toml`."""

    WORKING_TIME = "working-time"
    WORKING_DAY = "working-day"
    MAKE_UP_DAY = "make-up-day"
    CONTINUOUS = "continuous"
    BREAK = "break"
    OUTSIDE_HOURS = "outside-hours"
    REST_DAY = "rest-day"
    HOLIDAY = "holiday"
    SUSPENSION = "suspension"
    REST_OF_DAY = "rest-of-day"
    EXTENSION = "extension"
    UNCOVERED_YEAR = "uncovered-year"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `name` and `source` say which holiday or make-up day and who set it."""

    id: ReasonId
    name: str = ""
    source: str = ""
    number: int = 0  # of the extension that pays for the span, or the year that no table covers

    def said(self, language: str) -> str:
        """The reason as a short phrase of the given language."""
        phrase = str(_catalogue()["reasons"][self.id][language])
        name = _catalogue()["names"].get(self.name, {}).get(language, self.name)
        said = phrase.format(name=name, source=self.source, number=self.number)
        if self.number and self.id is not ReasonId.UNCOVERED_YEAR:
            paid_by = str(_catalogue()["reasons"][ReasonId.EXTENSION][language])
            said = paid_by.format(number=self.number, reason=said)
        return said


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(resource("translations", "reasons.toml").read_text(encoding="utf-8"))
