"""The reasons for counting or skipping a period, and their sources, in both languages."""

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
    STATUTORY_DAY = "statutory-day"
    SUSPENSION = "suspension"
    INSPECTION = "inspection"
    CLOSED = "closed"
    MERGED = "merged"
    ELSEWHERE = "elsewhere"
    REST_OF_DAY = "rest-of-day"
    UNCOVERED_YEAR = "uncovered-year"


class Origin(StrEnum):
    """Where a reason comes from; the words stand in the same file, under `origins`."""

    WEEKLY_PATTERN = "weekly-pattern"
    SEASON = "season"  # the weekly pattern of one of several seasons; `source` = from when to when
    DEPARTMENT = "department"  # a department's own pattern: `name` = its code, `source` = season
    HOLIDAY_TABLE = "holiday-table"  # `source` = the package with its version
    LAW = "law"  # the year has no table yet; `source` = the package with its version
    OVERRIDE_TABLE = "override-table"  # `source` = what the table's line gives as its own
    UNIT = "unit"
    POLICY = "policy"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `name` and `source` say which holiday, make-up day or year, and who set it."""

    id: ReasonId
    name: str = ""
    source: str = ""
    extension: int = 0  # which one pays for the span; 0 = the limit itself
    origin: Origin = Origin.WEEKLY_PATTERN

    def said(self, language: str) -> str:
        """The reason as a short phrase of the given language."""
        catalogue = _catalogue()
        said = self._filled(catalogue["reasons"][self.id], language)
        if not self.extension:
            return said
        paid_by = str(catalogue["extension"][language])
        return paid_by.format(number=self.extension, reason=said)

    def origin_said(self, language: str) -> str:
        """Where the reason comes from: the weekly pattern, a table with its line, the case …"""
        return self._filled(_catalogue()["origins"][self.origin], language)

    def _filled(self, words: dict[str, str], language: str) -> str:
        name = _catalogue()["names"].get(self.name, {}).get(language, self.name)
        return str(words[language]).format(name=name, source=self.source)


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(resource("translations", "reasons.toml").read_text(encoding="utf-8"))
