"""What a verb of a case is given, and what it leaves behind for history."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commandcenter.models.cases.case_clock import CaseClock
from commandcenter.models.cases.permission import PostRules
from commandcenter.models.city.rules import CityRules
from commandcenter.models.staff.actor import Actor


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who acts, when, and under which rules."""

    by: Actor
    at: datetime
    rules: CityRules

    def posts(self) -> PostRules:
        return PostRules(self.rules.posts, self.rules.merged_centre)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case lies: its point, and the grid and community that the index found."""

    unit_grid: str | None
    area: str | None


@dataclass(slots=True)
class Line:
    """What a verb adds to its line of history beside the columns it changes."""

    note: str | None = None
    photos: list[str] = field(default_factory=list)
    clocks: list[CaseClock] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
