"""The rules of a city as they stand in one version of its pack, in memory and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from commandcenter.errors import InvalidInput
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.clocks.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class CategoryRule:
    code: str
    kind: CategoryKind
    version: int


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """A filing condition: what filing fixes. `version` is kept by every case filed under it."""

    category: str
    number: int
    limit: TimeLimit
    department: str
    version: int


@dataclass(frozen=True)
class CityRules:
    """What a step needs to know of the city: kinds, conditions, limits, calendar, posts."""

    centre: str
    version: int
    calendar_version: int
    zone: ZoneInfo
    calendar: WorkingCalendar
    calendars: Mapping[int, WorkingCalendar]
    stage_limits: Mapping[str, TimeLimit]
    categories: Mapping[str, CategoryRule]
    conditions: Mapping[tuple[str, int], ConditionRule]
    departments: frozenset[str]
    posts: Mapping[str, frozenset[str]]
    open_sources: frozenset[str]
    sources: frozenset[str]
    merged_centre: bool

    def calendar_of(self, version: int) -> WorkingCalendar:
        """The calendar that a clock started under: a clock keeps it to its end."""
        return self.calendars[version]

    def category(self, code: str) -> CategoryRule:
        """InvalidInput for a code that the catalogue does not have."""
        if code not in self.categories:
            raise InvalidInput("category-unknown", field="category", code=code)
        return self.categories[code]

    def condition(self, category: str, number: int) -> ConditionRule:
        """InvalidInput where the category has no condition of this number."""
        rule = self.conditions.get((category, number))
        if rule is None:
            raise InvalidInput(
                "condition-unknown", field="condition", number=number, category=category
            )
        return rule

    def department(self, code: str, *, field: str = "department") -> str:
        """The code itself; InvalidInput for a department that is not in the pack."""
        if code not in self.departments:
            raise InvalidInput("department-unknown", field=field, code=code)
        return code
