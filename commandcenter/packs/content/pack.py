"""A city pack as read from its files: immutable, checked, independent of the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapely import MultiPolygon, Polygon

from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.posts import Posts
from commandcenter.models.city.rules import ReopenPolicy
from commandcenter.models.city.street_offices import StreetOffices
from commandcenter.models.clocks.calendar_rules import CalendarRules
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.packs.content.parts import (
    AreaLevel,
    GridLayer,
    PackReason,
    PackSource,
    PackTier,
    WallScene,
)
from commandcenter.words import Name


@dataclass(frozen=True, slots=True)
class PackArea:
    code: str
    level: str
    name: Name
    parent: str | None
    outline: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class PackGrid:
    code: str
    community: str
    layer: str
    outline: Polygon


@dataclass(frozen=True, slots=True)
class PackRoad:
    name: Name
    road_class: str
    points: tuple[tuple[float, float], ...]  # longitude, latitude


@dataclass(frozen=True, slots=True)
class PackCategory:
    code: str
    kind: CategoryKind
    class_code: str
    class_name: Name
    name: Name


@dataclass(frozen=True, slots=True)
class PackCondition:
    """A filing condition: fixes limit, closing condition and the department that is proposed."""

    category: str
    number: int
    text: Name
    limits: tuple[TimeLimit, ...]
    closing: Name
    department: str
    reopen: ReopenPolicy

    @property
    def limit(self) -> TimeLimit:
        """The first part; most conditions have no other."""
        return self.limits[0]


@dataclass(frozen=True, slots=True)
class PackDepartment:
    code: str
    name: Name
    parent: str | None


@dataclass(frozen=True, slots=True)
class PatrolArea:
    """A set of adjacent unit grids that one inspector walks."""

    code: str
    name: Name
    grids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CityPack:
    """All of a pack. `settings_text` is city.toml as written, `digest` a SHA-256 of all files.

    `task_limits` holds only what the pack states; `closings` the categories and conditions
    (`CATEGORY/NUMBER`) that a kind of closing fits, None where every kind fits all; `reasons` the
    codes that it adds.
    """

    name: str
    code: str
    title: Name
    time_zone: str
    languages: tuple[str, ...]
    levels: tuple[AreaLevel, ...]
    layers: tuple[GridLayer, ...]
    areas: tuple[PackArea, ...]
    grids: tuple[PackGrid, ...]
    roads: tuple[PackRoad, ...]
    categories: tuple[PackCategory, ...]
    conditions: tuple[PackCondition, ...]
    departments: tuple[PackDepartment, ...]
    patrols: tuple[PatrolArea, ...]
    sources: tuple[PackSource, ...]
    posts: Posts
    stage_limits: Mapping[Stage, TimeLimit]
    calendar: CalendarRules
    warning_marks: tuple[float, ...]
    kpi_targets: Mapping[str, float]
    texts: Mapping[str, Name]
    scenes: tuple[WallScene, ...]
    modules: tuple[str, ...]
    transfer_cap: int
    keep_originals: bool
    lock_after_minutes: int
    task_limits: Mapping[str, TimeLimit]
    closings: Mapping[str, tuple[str, ...]] | None
    street_offices: StreetOffices
    reasons: Mapping[Step, tuple[PackReason, ...]]
    tiers: Mapping[str, PackTier]
    settings_text: str
    digest: str

    def case_layer(self) -> GridLayer:
        return next(layer for layer in self.layers if layer.carries_cases)
