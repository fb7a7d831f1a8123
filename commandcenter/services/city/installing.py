"""Stores a pack as versioned rows: a change adds a new version, nothing is edited.

Entries that an import added stay in force until a pack defines the same code.
"""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.errors import PackRefused
from commandcenter.models.base import Base
from commandcenter.models.city.calendar_override import overridden
from commandcenter.models.city.centre import THIS_CENTRE, PackVersion
from commandcenter.models.city.content import (
    Area,
    CalendarVersion,
    Category,
    Department,
    FilingCondition,
    PatrolArea,
    Road,
    UnitGrid,
)
from commandcenter.models.clocks.calendar_rules import DayOverride
from commandcenter.models.clocks.staged_limit import stored_limits
from commandcenter.packs.content.pack import CityPack
from commandcenter.services.city.calendar_days import calendar_text, own_days

_VERSIONED: tuple[type[Base], ...] = (
    Area,
    UnitGrid,
    Road,
    Category,
    FilingCondition,
    Department,
    PatrolArea,
    CalendarVersion,
)
_BOOKKEEPING = frozenset({"centre", "version", "until"})


def install_content(session: Session, pack: CityPack, version: int) -> None:
    wanted = _content(pack, version, own_days(session))
    grown = _grown_versions(session)
    faults = []
    for table in _VERSIONED:
        faults += _install_table(session, table, wanted[table], version, grown)
    if faults:
        raise PackRefused("pack-refused", faults=tuple(faults), pack=pack.name, count=len(faults))


def _grown_versions(session: Session) -> frozenset[int]:
    """The versions in which the pack stayed what it was: an import added to the city."""
    versions = session.execute(
        select(PackVersion.version, PackVersion.digest)
        .where(PackVersion.centre == THIS_CENTRE)
        .order_by(PackVersion.version)
    ).all()
    return frozenset(
        after.version for before, after in pairwise(versions) if before.digest == after.digest
    )


def _install_table(
    session: Session,
    table: type[Base],
    rows: Sequence[Base],
    version: int,
    grown: frozenset[int],
) -> list[str]:
    """End what changed or left, add what is new or changed; codes that are used a second time are
    faults."""
    key_names: tuple[str, ...] = table.KEY  # type: ignore[attr-defined]
    until: Any = table.until  # type: ignore[attr-defined]
    here: Any = table.centre == THIS_CENTRE  # type: ignore[attr-defined]
    compared = [c.key for c in table.__table__.columns if c.key not in _BOOKKEEPING]

    def key(row: Base) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in key_names)

    def content(row: Base) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in compared)

    current: dict[tuple[Any, ...], Any] = {
        key(row): row for row in session.scalars(select(table).where(here, until.is_(None)))
    }
    former = {key(row) for row in session.scalars(select(table).where(here, until.is_not(None)))}
    new = {key(row): row for row in rows}
    changed = {
        k for k, row in new.items() if k not in current or content(row) != content(current[k])
    }
    left = {k for k in current.keys() - new.keys() if current[k].version not in grown}
    for ended in left | (changed & current.keys()):
        current[ended].until = version
    session.add_all(new[k] for k in changed)
    again = sorted(new.keys() & (former - current.keys()))
    return [f"{table.__tablename__}: {'/'.join(map(str, k))} was withdrawn before" for k in again]


def _content(
    pack: CityPack, version: int, own: Sequence[DayOverride]
) -> dict[type[Base], list[Base]]:
    at: dict[str, Any] = {"centre": pack.code, "version": version}
    return {
        Area: [
            Area(
                **at,
                code=area.code,
                level=area.level,
                name_zh=area.name.zh,
                name_en=area.name.en,
                parent=area.parent,
                outline=shapely.to_wkb(area.outline),
            )
            for area in pack.areas
        ],
        UnitGrid: [
            UnitGrid(
                **at,
                code=grid.code,
                community=grid.community,
                layer=grid.layer,
                outline=shapely.to_wkb(grid.outline),
            )
            for grid in pack.grids
        ],
        Road: [Road(**at, code="roads", lines=_roads_text(pack))],
        Category: [
            Category(
                **at,
                code=category.code,
                kind=category.kind,
                class_code=category.class_code,
                class_zh=category.class_name.zh,
                class_en=category.class_name.en,
                name_zh=category.name.zh,
                name_en=category.name.en,
            )
            for category in pack.categories
        ],
        FilingCondition: [
            FilingCondition(
                **at,
                category=condition.category,
                number=condition.number,
                text_zh=condition.text.zh,
                text_en=condition.text.en,
                amount=stored_limits(condition.limits)[0],
                unit=stored_limits(condition.limits)[1],
                closing_zh=condition.closing.zh,
                closing_en=condition.closing.en,
                department=condition.department,
                reopen=condition.reopen,
            )
            for condition in pack.conditions
        ],
        Department: [
            Department(
                **at,
                code=department.code,
                name_zh=department.name.zh,
                name_en=department.name.en,
                parent=department.parent,
            )
            for department in pack.departments
        ],
        PatrolArea: [
            PatrolArea(
                **at,
                code=patrol.code,
                name_zh=patrol.name.zh,
                name_en=patrol.name.en,
                grids=" ".join(patrol.grids),
            )
            for patrol in pack.patrols
        ],
        CalendarVersion: [
            CalendarVersion(
                **at,
                code="centre",
                rules=calendar_text(overridden(pack.calendar, own)),
            )
        ],
    }


def _roads_text(pack: CityPack) -> str:
    roads = [[road.name.zh, road.name.en, road.road_class, road.points] for road in pack.roads]
    return json.dumps(roads, ensure_ascii=False)
