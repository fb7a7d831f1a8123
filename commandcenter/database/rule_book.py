"""The rules and unit grids in force, read once per pack version."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.database.this_centre import held_centres, this_centre
from commandcenter.models.cases.rules.lifecycle import LEVEL_STEPS
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.city.centre import PackVersion
from commandcenter.models.city.content import (
    CalendarVersion,
    Category,
    Department,
    FilingCondition,
    UnitGrid,
)
from commandcenter.models.city.grid_index import GridCell, GridIndex
from commandcenter.models.city.rules import (
    TASK_LIMITS,
    WARNING_MARKS,
    CategoryRule,
    CityRules,
    ConditionRule,
    ReopenPolicy,
    closings_of,
)
from commandcenter.models.city.tiers import TierLimit, Tiers
from commandcenter.models.clocks.staged_limit import read_limits
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.clocks.working_calendar import (
    CalendarRules,
    WorkingCalendar,
    working_calendar,
)
from commandcenter.models.figures.cubes import SumShape
from commandcenter.packs.content.settings import TIERS, PackSettings

#: Where a writing session keeps the rule book of its database.
RULE_BOOK = "rule_book"
#: A task that a stage waits for takes no longer than the stage, unless the pack says otherwise.
_STAGE_OF_TASK = {"confirm": Stage.CONFIRMING, "inspect": Stage.INSPECTING}


@dataclass(frozen=True)
class _Page:
    rules: CityRules
    settings: PackSettings
    sum_shape: SumShape


class RuleBook:
    """Caches what changes only with the pack; the stored version is checked each time."""

    def __init__(self) -> None:
        self._pages: dict[str, _Page] = {}
        self._grids: tuple[str, int, GridIndex] | None = None

    def rules(self, session: Session, centre: str | None = None) -> CityRules:
        """The rules in force: of the home centre, or of another that the database holds.

        Unavailable where no city was installed.
        """
        return self._current(session, centre).rules

    def settings(self, session: Session) -> PackSettings:
        """What the pack says that has no table: layers, sources, posts, scenes, targets."""
        return self._current(session).settings

    def sum_shape(self, session: Session, centre: str | None = None) -> SumShape:
        """What sums are kept by, at home or in another centre: time zone and levels of areas."""
        return self._current(session, centre).sum_shape

    def grid_index(self, session: Session) -> GridIndex:
        """The spatial index of the case layer."""
        rules = self.rules(session)
        if self._grids is None or self._grids[:2] != (rules.centre, rules.version):
            layer = self.settings(session).case_layer.id
            cells = session.execute(
                select(UnitGrid.code, UnitGrid.community, UnitGrid.outline).where(
                    UnitGrid.centre == rules.centre,
                    UnitGrid.until.is_(None),
                    UnitGrid.layer == layer,
                )
            )
            index = GridIndex([GridCell(**cell._mapping) for cell in cells])
            self._grids = (rules.centre, rules.version, index)
        return self._grids[2]

    def _current(self, session: Session, code: str | None = None) -> _Page:
        centre = held_centres(session)[code] if code else this_centre(session)
        page = self._pages.get(centre.code)
        if page is None or page.rules.version != centre.pack_version:
            page = _read(session, centre.code, centre.pack_version, centre.time_zone)
            self._pages[centre.code] = page
        return page


def _read(session: Session, centre: str, version: int, time_zone: str) -> _Page:
    settings = PackSettings.read(
        session.scalars(
            select(PackVersion.settings).where(
                PackVersion.centre == centre, PackVersion.version == version
            )
        ).one()
    )
    calendars = _calendars(session, centre)
    current = session.scalars(
        select(CalendarVersion.version).where(
            CalendarVersion.centre == centre, CalendarVersion.until.is_(None)
        )
    ).one()
    stage_limits = {str(stage): limit for stage, limit in settings.stage_limits.items()}
    rules = CityRules(
        centre=centre,
        version=version,
        calendar_version=current,
        zone=ZoneInfo(time_zone),
        calendar=calendars[current],
        calendars=calendars,
        stage_limits=stage_limits,
        categories=_categories(session, centre),
        conditions=_conditions(session, centre, settings.closings),
        departments=frozenset(
            session.scalars(
                select(Department.code).where(
                    Department.centre == centre, Department.until.is_(None)
                )
            )
        ),
        posts=replace(settings.posts, switched_off=_switched_off(settings)),
        sources={source.id: source.kind for source in settings.sources},
        open_sources=frozenset(one.id for one in settings.sources if one.open_to_residents),
        street_offices=settings.street_offices,
        datums={source.id: source.datum for source in settings.sources},
        transfer_cap=settings.transfer_cap,
        keep_originals=settings.keep_originals,
        task_limits=_task_limits(stage_limits, settings.task_limits),
        warning_marks=warning_marks_of(settings.warning_marks),
        tiers=_tiers(settings),
        reasons={
            step: tuple(reason.code for reason in reasons)
            for step, reasons in settings.reasons.items()
        },
    )
    return _Page(rules, settings, SumShape.of(rules.zone, settings.level_widths))


def _switched_off(settings: PackSettings) -> frozenset[str]:
    """The steps of modules that the pack does not name."""
    return frozenset() if TIERS in settings.modules else LEVEL_STEPS


def _tiers(settings: PackSettings) -> Tiers:
    limits = {id: TierLimit(id, tier.limit, tier.then) for id, tier in settings.tiers.items()}
    return Tiers(settings.level_widths, limits)


def _task_limits(
    stage_limits: Mapping[str, TimeLimit], own: Mapping[str, TimeLimit]
) -> dict[str, TimeLimit]:
    by_stage = {
        task: stage_limits[stage] for task, stage in _STAGE_OF_TASK.items() if stage in stage_limits
    }
    return {**TASK_LIMITS, **by_stage, **own}


def warning_marks_of(own: Sequence[float]) -> tuple[Fraction, ...]:
    """Exact fractions: 0.8 is four fifths, not the nearest binary number."""
    return tuple(sorted({*WARNING_MARKS, *(Fraction(str(mark)) for mark in own)}))


def _calendars(session: Session, centre: str) -> dict[int, WorkingCalendar]:
    """Every version: clocks that started under an older one go on by it."""
    rows = session.execute(
        select(CalendarVersion.version, CalendarVersion.rules).where(
            CalendarVersion.centre == centre
        )
    )
    return {
        version: working_calendar(CalendarRules.from_document(json.loads(rules)))
        for version, rules in rows
    }


def _categories(session: Session, centre: str) -> dict[str, CategoryRule]:
    rows = session.scalars(
        select(Category).where(Category.centre == centre, Category.until.is_(None))
    )
    return {row.code: CategoryRule(row.code, row.kind, row.version) for row in rows}


def _conditions(
    session: Session, centre: str, closings: Mapping[str, Sequence[str]] | None
) -> dict[tuple[str, int], ConditionRule]:
    rows = session.scalars(
        select(FilingCondition).where(
            FilingCondition.centre == centre, FilingCondition.until.is_(None)
        )
    )
    return {(row.category, row.number): _condition(row, closings) for row in rows}


def _condition(row: FilingCondition, closings: Mapping[str, Sequence[str]] | None) -> ConditionRule:
    limit, *later = read_limits(row.amount, row.unit)
    return ConditionRule(
        row.category,
        row.number,
        limit,
        row.department,
        row.version,
        closings_of(closings, row.category, row.number),
        ReopenPolicy(row.reopen),
        tuple(later),
    )
