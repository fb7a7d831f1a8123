"""What city.toml contains, as one model."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from commandcenter.models.city.posts import Posts
from commandcenter.packs.content.parts import PackPost, WallScene
from commandcenter.packs.content.settings import SharedSettings
from commandcenter.packs.content.values import (
    DistrictCode,
    Flag,
    Identifier,
    Number,
    PackName,
    Text,
    TimeZone,
    positive,
)

_STRICT = ConfigDict(extra="forbid")
_Hours = Annotated[Number, positive(24)]


@dataclass(frozen=True, slots=True, config=_STRICT)
class DepartmentHours:
    """Working hours of a department that has its own; the calendar's reader checks the rest."""

    seasons: object = None
    hours_a_day: _Hours | None = None
    keeps_holidays: object = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class CalendarSection:
    """Policy, seasons and holidays, which the calendar's reader checks."""

    hours_a_day: _Hours
    policy: object = None
    public_holidays: object = None
    seasons: object = None
    departments: Mapping[str, DepartmentHours] | None = None


class CityFile(SharedSettings):
    """All of city.toml. `street_offices`: the area that an office looks after, by office."""

    name: Identifier
    code: DistrictCode
    title: PackName
    time_zone: TimeZone
    posts: tuple[PackPost, ...]
    merged_centre: Flag
    wall_scenes: tuple[WallScene, ...]
    calendar: CalendarSection
    street_offices: Mapping[str, Text] = {}

    def all_posts(self) -> Posts:
        """The posts as rules ask them."""
        return Posts(tuple(one.post() for one in self.posts), self.merged_centre)
