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
    WHOLE_DAY = "whole-day"
    MAKE_UP_DAY = "make-up-day"
    CONTINUOUS = "continuous"
    BREAK = "break"
    OUTSIDE_HOURS = "outside-hours"
    REST_DAY = "rest-day"
    HOLIDAY = "holiday"
    SUSPENSION = "suspension"
    REST_OF_DAY = "rest-of-day"
    UNCOVERED_YEAR = "uncovered-year"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `name` and `source` say which holiday, make-up day or year, and who set it."""

    id: ReasonId
    name: str = ""
    source: str = ""
    extension: int = 0  # which one pays for the span; 0 = the limit itself

    def said(self, language: str) -> str:
        """The reason as a short phrase of the given language."""
        catalogue = _catalogue()
        name = catalogue["names"].get(self.name, {}).get(language, self.name)
        said = str(catalogue["reasons"][self.id][language]).format(name=name, source=self.source)
        if not self.extension:
            return said
        paid_by = str(catalogue["extension"][language])
        return paid_by.format(number=self.extension, reason=said)


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(resource("translations", "reasons.toml").read_text(encoding="utf-8"))
