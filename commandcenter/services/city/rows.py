"""The immutable rows that the city service returns: territory, catalogue and facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from commandcenter.models.cases.rules.stage import Closing
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.posts import Posts
from commandcenter.models.city.rules import ReopenPolicy
from commandcenter.models.city.street_offices import StreetOffices
from commandcenter.packs.content.pack import PackRoad
from commandcenter.packs.content.settings import PackSettings
from commandcenter.words import Name


@dataclass(frozen=True, slots=True)
class AreaRow:
    """`outline`: polygons as lists of rings of (longitude, latitude)."""

    code: str
    level: str
    name: Name
    parent: str | None
    outline: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    code: str
    community: str
    ring: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ConditionRow:
    number: int
    text: Name
    limit_amount: str
    limit_unit: str
    closing: Name
    department: str
    closings: tuple[Closing, ...]
    reopen: ReopenPolicy


@dataclass(frozen=True, slots=True)
class CategoryRow:
    code: str
    kind: CategoryKind
    class_code: str
    class_name: Name
    name: Name
    conditions: tuple[ConditionRow, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """What a map draws below the cases."""

    areas: tuple[AreaRow, ...]
    grids: tuple[GridRow, ...]
    roads: tuple[PackRoad, ...]


@dataclass(frozen=True, slots=True)
class CityFacts:
    """The facts about its city for every screen. `settings`: the rest of the pack;
    `patrols`: the patrol area of each unit grid that has one."""

    centre: str
    city: str
    title: Name
    time_zone: str
    version: int
    categories: dict[str, CategoryRow]
    departments: dict[str, Name]
    areas: dict[str, Name]
    settings: PackSettings
    street_offices: StreetOffices
    posts: Posts
    patrols: Mapping[str, Name]

    def post_name(self, post: str) -> Name:
        """The name of a post; its id where the pack no longer has it."""
        return self.posts[post].name
