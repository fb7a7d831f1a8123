"""The rules and the grid of the centre as they stand now, read once a pack version."""

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.errors import Unavailable
from commandcenter.models.city.centre import Centre, PackVersion
from commandcenter.models.city.content import (
    CalendarVersion,
    Category,
    Department,
    FilingCondition,
    UnitGrid,
)
from commandcenter.models.city.grid_index import GridCell, GridIndex
from commandcenter.models.city.rules import CategoryRule, CityRules, ConditionRule
from commandcenter.models.clocks.time_limit import TimeLimit, Unit, parse_limit
from commandcenter.models.clocks.working_calendar import (
    CalendarRules,
    WorkingCalendar,
    working_calendar,
)


@dataclass(frozen=True)
class _Page:
    rules: CityRules
    settings: dict[str, Any]


class RuleBook:
    """What changes only with the pack: kept in memory, checked against the stored version."""

    def __init__(self) -> None:
        self._page: _Page | None = None
        self._grids: tuple[str, int, GridIndex] | None = None

    def rules(self, session: Session) -> CityRules:
        """The rules in force. Unavailable where no city was installed."""
        return self._current(session).rules

    def settings(self, session: Session) -> dict[str, Any]:
        """What the pack says and no table holds (layers, sources, scenes, targets), as JSON."""
        return self._current(session).settings

    def grid_index(self, session: Session) -> GridIndex:
        """The spatial index of the case layer."""
        rules = self.rules(session)
        if self._grids is None or self._grids[:2] != (rules.centre, rules.version):
            layers = self.settings(session)["layers"]
            layer = next(layer["id"] for layer in layers if layer["carries_cases"])
            cells = session.execute(
                select(UnitGrid.code, UnitGrid.community, UnitGrid.outline).where(
                    UnitGrid.until.is_(None), UnitGrid.layer == layer
                )
            )
            index = GridIndex([GridCell(*cell) for cell in cells])
            self._grids = (rules.centre, rules.version, index)
        return self._grids[2]

    def _current(self, session: Session) -> _Page:
        centre = session.execute(select(Centre.code, Centre.pack_version, Centre.time_zone)).first()
        if centre is None:
            raise Unavailable("database-not-made")
        page = self._page
        if page is None or (page.rules.centre, page.rules.version) != centre[:2]:
            page = self._page = _read(session, *centre)
        return page


def _read(session: Session, centre: str, version: int, time_zone: str) -> _Page:
    settings = json.loads(
        session.scalars(
            select(PackVersion.settings).where(
                PackVersion.centre == centre, PackVersion.version == version
            )
        ).one()
    )
    calendars = _calendars(session)
    current = session.scalars(
        select(CalendarVersion.version).where(CalendarVersion.until.is_(None))
    ).one()
    rules = CityRules(
        centre=centre,
        version=version,
        calendar_version=current,
        zone=ZoneInfo(time_zone),
        calendar=calendars[current],
        calendars=calendars,
        stage_limits={name: parse_limit(text) for name, text in settings["stage_limits"].items()},
        categories=_categories(session),
        conditions=_conditions(session),
        departments=frozenset(
            session.scalars(select(Department.code).where(Department.until.is_(None)))
        ),
        posts={post: frozenset(steps) for post, steps in settings["posts"].items()},
        sources=frozenset(source["id"] for source in settings["sources"]),
        open_sources=frozenset(
            source["id"] for source in settings["sources"] if source["open_to_residents"]
        ),
        merged_centre=settings["merged_centre"],
    )
    return _Page(rules, settings)


def _calendars(session: Session) -> dict[int, WorkingCalendar]:
    """Every version: clocks that started under an older one go on by it."""
    rows = session.execute(select(CalendarVersion.version, CalendarVersion.rules))
    return {
        version: working_calendar(CalendarRules.from_document(json.loads(rules)))
        for version, rules in rows
    }


def _categories(session: Session) -> dict[str, CategoryRule]:
    rows = session.scalars(select(Category).where(Category.until.is_(None)))
    return {row.code: CategoryRule(row.code, row.kind, row.version) for row in rows}


def _conditions(session: Session) -> dict[tuple[str, int], ConditionRule]:
    rows = session.scalars(select(FilingCondition).where(FilingCondition.until.is_(None)))
    return {
        (row.category, row.number): ConditionRule(
            row.category,
            row.number,
            TimeLimit(Fraction(row.amount), Unit(row.unit)),
            row.department,
            row.version,
        )
        for row in rows
    }
