"""The rules of a city in one version of its pack, immutable and in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from commandcenter.errors import InvalidInput
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.datum import Datum
from commandcenter.models.city.posts import Posts
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.models.city.street_offices import StreetOffices
from commandcenter.models.city.tiers import Tiers
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.clocks.working_calendar import WorkingCalendar

#: After this number of granted returns a case goes to a joint meeting.
TRANSFER_CAP = 3
#: The marks of a limit that warn in every city: four fifths of it, and its end.
WARNING_MARKS = (Fraction(4, 5), Fraction(1))
#: How long a task may wait for its answer where the pack says nothing.
TASK_LIMITS: Mapping[str, TimeLimit] = {
    "confirm": TimeLimit(Fraction(4), Unit.WORKING_HOURS),
    "inspect": TimeLimit(Fraction(4), Unit.WORKING_HOURS),
    "supervise": TimeLimit(Fraction(1), Unit.WORKING_DAYS),
    "urge": TimeLimit(Fraction(4), Unit.WORKING_HOURS),
    "audit": TimeLimit(Fraction(1), Unit.WORKING_DAYS),
    "tell": TimeLimit(Fraction(4), Unit.WORKING_HOURS),
}
_DONE = "done"


class ReopenPolicy(StrEnum):
    """What happens to the limit when a closed case is reopened."""

    CONTINUE = "continue"  # what was left of it
    NEW_LIMIT = "new_limit"  # all of it once more


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
    closings: frozenset[str] | None = None  # None: every kind of closing
    reopen: ReopenPolicy = ReopenPolicy.CONTINUE
    later_parts: tuple[TimeLimit, ...] = ()  # what follows `limit`, each with its own clock

    @property
    def limits(self) -> tuple[TimeLimit, ...]:
        """The parts, one after the other; most conditions have one."""
        return (self.limit, *self.later_parts)

    def allows(self, closing: str) -> bool:
        """Whether a case may be closed this way: `done` always, others as the pack says."""
        return closing == _DONE or self.closings is None or closing in self.closings


def closings_of(
    listed: Mapping[str, Sequence[str]] | None, category: str, number: int
) -> frozenset[str] | None:
    """The kinds whose list names the condition or its category; None without lists."""
    if listed is None:
        return None
    names = {category, f"{category}/{number}"}
    return frozenset(closing for closing, codes in listed.items() if names & set(codes))


@dataclass(frozen=True)
class CityRules:
    """What steps need to know about the city: categories, conditions, limits, calendar, posts."""

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
    posts: Posts
    open_sources: frozenset[str]
    sources: Mapping[str, SourceKind]
    street_offices: StreetOffices = field(default_factory=StreetOffices)
    transfer_cap: int = TRANSFER_CAP
    keep_originals: bool = False
    task_limits: Mapping[str, TimeLimit] = field(default_factory=lambda: TASK_LIMITS)
    warning_marks: tuple[Fraction, ...] = WARNING_MARKS
    #: The levels whose desks dispatch, and how long each may take.
    tiers: Tiers = field(default_factory=Tiers)
    #: The reason codes that the pack adds to those of every city, by step.
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: What the points of a source are measured from, where that is not WGS-84.
    datums: Mapping[str, Datum] = field(default_factory=dict)

    @property
    def sources_of_departments(self) -> frozenset[str]:
        """As what departments report."""
        return frozenset(
            source for source, kind in self.sources.items() if kind is SourceKind.DEPARTMENT
        )

    def datum_of(self, source: str) -> Datum:
        """The datum of a source's points, unless a point states its own."""
        return self.datums.get(source, Datum.WGS84)

    def calendar_of(self, version: int) -> WorkingCalendar:
        """The calendar in the version under which a clock started; a clock keeps it to its end."""
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

    def routed_department(self, rule: ConditionRule, area: str | None) -> str:
        """The department that handles a case of this condition in this area; for street offices,
        that of the area."""
        return self.street_offices.office(rule.department, area)

    def department(self, code: str, *, field: str = "department") -> str:
        """The code itself; InvalidInput for a department that is not in the pack."""
        if code not in self.departments:
            raise InvalidInput("department-unknown", field=field, code=code)
        return code
