"""The rules and unit grids in force, read once per pack version."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.database.this_centre import held_centres, this_centre
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.city.centre import PackVersion
from commandcenter.models.city.content import (
    CalendarVersion,
    Category,
    Department,
    FilingCondition,
    UnitGrid,
)
from commandcenter.models.city.datum import Datum
from commandcenter.models.city.grid_index import GridCell, GridIndex
from commandcenter.models.city.posts import Axis, Post, Posts
from commandcenter.models.city.rules import (
    TASK_LIMITS,
    TRANSFER_CAP,
    WARNING_MARKS,
    CategoryRule,
    CityRules,
    ConditionRule,
    ReopenPolicy,
    closings_of,
)
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.models.city.street_offices import StreetOffices
from commandcenter.models.clocks.staged_limit import read_limits
from commandcenter.models.clocks.time_limit import TimeLimit, parse_limit
from commandcenter.models.clocks.working_calendar import (
    CalendarRules,
    WorkingCalendar,
    working_calendar,
)
from commandcenter.models.figures.cubes import SumShape
from commandcenter.words import Name, term

#: Where a writing session keeps the rule book of its database.
RULE_BOOK = "rule_book"
#: A task that a stage waits for takes no longer than the stage, unless the pack says otherwise.
_STAGE_OF_TASK = {"confirm": Stage.CONFIRMING, "inspect": Stage.INSPECTING}


@dataclass(frozen=True)
class _Page:
    rules: CityRules
    settings: dict[str, Any]
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

    def settings(self, session: Session) -> dict[str, Any]:
        """Settings of the pack without a table (layers, sources, scenes, targets), as JSON."""
        return self._current(session).settings

    def sum_shape(self, session: Session, centre: str | None = None) -> SumShape:
        """What sums are kept by, at home or in another centre: time zone and levels of areas."""
        return self._current(session, centre).sum_shape

    def grid_index(self, session: Session) -> GridIndex:
        """The spatial index of the case layer."""
        rules = self.rules(session)
        if self._grids is None or self._grids[:2] != (rules.centre, rules.version):
            layers = self.settings(session)["layers"]
            layer = next(layer["id"] for layer in layers if layer["carries_cases"])
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
    settings = json.loads(
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
    stage_limits = _limits(settings["stage_limits"])
    rules = CityRules(
        centre=centre,
        version=version,
        calendar_version=current,
        zone=ZoneInfo(time_zone),
        calendar=calendars[current],
        calendars=calendars,
        stage_limits=stage_limits,
        categories=_categories(session, centre),
        conditions=_conditions(session, centre, settings.get("closings")),
        departments=frozenset(
            session.scalars(
                select(Department.code).where(
                    Department.centre == centre, Department.until.is_(None)
                )
            )
        ),
        posts=posts_of(settings),
        sources={
            source["id"]: SourceKind(source.get("kind", source["id"]))  # once the id was the kind
            for source in settings["sources"]
        },
        open_sources=frozenset(
            source["id"] for source in settings["sources"] if source["open_to_residents"]
        ),
        # a pack that was installed by an earlier program says nothing of these
        street_offices=StreetOffices(settings.get("street_offices", {})),
        datums={
            source["id"]: Datum(source.get("datum", Datum.WGS84)) for source in settings["sources"]
        },
        transfer_cap=settings.get("transfer_cap", TRANSFER_CAP),
        keep_originals=settings.get("keep_originals", False),
        task_limits=_task_limits(stage_limits, _limits(settings.get("task_limits", {}))),
        warning_marks=warning_marks_of(settings["warning_marks"]),
        reasons={
            step: tuple(reason["code"] for reason in reasons)
            for step, reasons in settings.get("reasons", {}).items()
        },
    )
    return _Page(rules, settings, SumShape.of(rules.zone, settings["levels"]))


#: Posts as packs could have them before a pack named its own, in their order.
_FORMER_POSTS = {
    "call-taker": Axis.SUPERVISION,
    "shift-chief": Axis.SUPERVISION,
    "inspector": Axis.SUPERVISION,
    "dispatcher": Axis.COMMAND,
    "department": Axis.DEPARTMENT,
    "leader": Axis.COMMAND,
    "supervisor": Axis.OVERSEE,
    "administrator": Axis.OVERSEE,
    "wall": Axis.OVERSEE,
}


def posts_of(settings: Mapping[str, Any]) -> Posts:
    """The posts in stored settings, also in those of earlier programs (post → steps)."""
    listed = settings["posts"]
    if isinstance(listed, Mapping):
        listed = [
            {
                "id": post,
                "zh": term("post", post, "zh"),
                "en": term("post", post, "en"),
                "axis": axis,
                "steps": listed[post],
            }
            for post, axis in _FORMER_POSTS.items()
            if post in listed
        ]
    return Posts(
        tuple(
            Post(one["id"], Name(one["zh"], one["en"]), Axis(one["axis"]), frozenset(one["steps"]))
            for one in listed
        ),
        settings["merged_centre"],
    )


def _limits(texts: Mapping[str, str]) -> dict[str, TimeLimit]:
    return {name: parse_limit(text) for name, text in texts.items()}


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
