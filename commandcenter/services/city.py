"""The city: its pack installed as versions; its territory and catalogue as screens read them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import shapely
from shapely import Polygon
from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.centre_clock import CentreClock
from commandcenter.errors import NotNow, PackRefused
from commandcenter.models.base import Base
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.centre import Centre, PackVersion
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
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.packs.overlay import read_overlay
from commandcenter.packs.pack import CityPack, Name, PackRoad

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
    """What every screen knows of its city. `settings` is the rest of the pack, as JSON."""

    centre: str
    city: str
    title: Name
    time_zone: str
    version: int
    categories: dict[str, CategoryRow]
    departments: dict[str, Name]
    areas: dict[str, Name]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The centre's clock at a glance. `speed` is None where the time is real."""

    moment: datetime
    speed: float | None


class City:
    """The centre's territory and catalogue, its calendar and its clock."""

    def __init__(self, database: Database, *, overlay: Path | None = None) -> None:
        """`overlay` is a folder with the city's real roads, drawn instead of the schematic ones."""
        self._database = database
        self._overlay = overlay

    def install(self, pack: CityPack) -> int:
        """Install a pack, or what changed in it, as a new version; returns the version in force.

        NotNow for a database of another city; PackRefused where a code is used a second time.
        """
        with self._database.write() as session:
            centre = session.scalars(select(Centre)).first()
            if centre and (centre.code, centre.city) != (pack.code, pack.name):
                raise NotNow("database-of-other-city", city=centre.city, other=pack.name)
            latest = self._latest(session)
            if centre and latest and latest.digest == pack.digest:
                return centre.pack_version
            version = latest.version + 1 if latest else 1
            now = self._database.clock()
            _install_content(session, pack, version)
            session.add(
                PackVersion(
                    centre=pack.code,
                    version=version,
                    installed_at=now,
                    digest=pack.digest,
                    settings=json.dumps(_settings(pack), ensure_ascii=False, sort_keys=True),
                )
            )
            if centre:
                centre.pack_version = version
                centre.title_zh, centre.title_en = pack.title.zh, pack.title.en
            else:
                session.add(
                    Centre(
                        code=pack.code,
                        city=pack.name,
                        title_zh=pack.title.zh,
                        title_en=pack.title.en,
                        time_zone=pack.time_zone,
                        pack_version=version,
                        made_at=now,
                    )
                )
            return version

    def name(self) -> str | None:
        """The city that was installed; None where none was."""
        with self._database.read() as session:
            return session.scalar(select(Centre.city))

    def facts(self) -> CityFacts:
        """Names and catalogue in force; what is no longer in force keeps its name."""
        with self._database.read() as session:
            rules = self._database.rule_book.rules(session)
            centre = session.scalars(select(Centre)).one()
            return CityFacts(
                centre=centre.code,
                city=centre.city,
                title=Name(centre.title_zh, centre.title_en),
                time_zone=centre.time_zone,
                version=rules.version,
                categories=_categories(session),
                departments=_names(session, Department),
                areas=_names(session, Area),
                settings=self._database.rule_book.settings(session),
            )

    def territory(self) -> Territory:
        """Areas, cells of the case layer and roads, as coordinates."""
        with self._database.read() as session:
            layers = self._database.rule_book.settings(session)["layers"]
            layer = next(layer["id"] for layer in layers if layer["carries_cases"])
            areas = session.scalars(select(Area).where(Area.until.is_(None)).order_by(Area.code))
            grids = session.execute(
                select(UnitGrid.code, UnitGrid.community, UnitGrid.outline)
                .where(UnitGrid.until.is_(None), UnitGrid.layer == layer)
                .order_by(UnitGrid.code)
            )
            lines = session.scalars(select(Road.lines).where(Road.until.is_(None))).first()
            roads = tuple(_road(*road) for road in json.loads(lines or "[]"))
            return Territory(
                tuple(_area_row(area) for area in areas),
                tuple(GridRow(code, community, _ring(wkb)) for code, community, wkb in grids),
                read_overlay(self._overlay, roads) if self._overlay else roads,
            )

    def calendar(self) -> WorkingCalendar:
        """The working calendar in force."""
        with self._database.read() as session:
            return self._database.rule_book.rules(session).calendar

    def clock_reading(self) -> ClockReading:
        """What the centre's clock shows; Unavailable where the database does not answer."""
        with self._database.read():
            clock = self._database.clock
            speed = clock.speed if isinstance(clock, CentreClock) else None
            return ClockReading(clock(), speed)

    @staticmethod
    def _latest(session: Session) -> PackVersion | None:
        return session.scalars(select(PackVersion).order_by(PackVersion.version.desc())).first()


def _install_content(session: Session, pack: CityPack, version: int) -> None:
    wanted = _content(pack, version)
    faults = []
    for table in _VERSIONED:
        faults += _install_table(session, table, wanted[table], version)
    if faults:
        raise PackRefused("pack-refused", faults=tuple(faults), pack=pack.name, count=len(faults))


def _install_table(
    session: Session, table: type[Base], rows: Sequence[Base], version: int
) -> list[str]:
    """End what changed or left, add what is new or changed; the codes that come back as faults."""
    key_names: tuple[str, ...] = table.KEY  # type: ignore[attr-defined]
    until: Any = table.until  # type: ignore[attr-defined]
    compared = [c.key for c in table.__table__.columns if c.key not in _BOOKKEEPING]

    def key(row: Base) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in key_names)

    def content(row: Base) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in compared)

    current = {key(row): row for row in session.scalars(select(table).where(until.is_(None)))}
    former = {key(row) for row in session.scalars(select(table).where(until.is_not(None)))}
    new = {key(row): row for row in rows}
    changed = {
        k for k, row in new.items() if k not in current or content(row) != content(current[k])
    }
    for gone in (current.keys() - new.keys()) | (changed & current.keys()):
        current[gone].until = version  # type: ignore[attr-defined]
    session.add_all(new[k] for k in changed)
    again = sorted(new.keys() & (former - current.keys()))
    return [f"{table.__tablename__}: {'/'.join(map(str, k))} was withdrawn before" for k in again]


def _content(pack: CityPack, version: int) -> dict[type[Base], list[Base]]:
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
                amount=str(condition.limit.amount),
                unit=str(condition.limit.unit),
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
                rules=json.dumps(pack.calendar.to_document(), ensure_ascii=False, sort_keys=True),
            )
        ],
    }


def _roads_text(pack: CityPack) -> str:
    roads = [[road.name.zh, road.name.en, road.road_class, road.points] for road in pack.roads]
    return json.dumps(roads, ensure_ascii=False)


def _settings(pack: CityPack) -> dict[str, Any]:
    """What of the pack has no table of its own."""
    return {
        "languages": list(pack.languages),
        "levels": [
            {"id": level.id, "zh": level.name.zh, "en": level.name.en, "width": level.width}
            for level in pack.levels
        ],
        "layers": [
            {
                "id": layer.id,
                "zh": layer.name.zh,
                "en": layer.name.en,
                "segments": [[segment.name, segment.width] for segment in layer.segments],
                "carries_cases": layer.carries_cases,
            }
            for layer in pack.layers
        ],
        "sources": [
            {
                "id": str(source.source),
                "zh": source.name.zh,
                "en": source.name.en,
                "open_to_residents": source.open_to_residents,
            }
            for source in pack.sources
        ],
        "posts": {str(post): sorted(map(str, steps)) for post, steps in pack.posts.items()},
        "stage_limits": {
            str(stage): limit.text("zh") for stage, limit in pack.stage_limits.items()
        },
        "warning_marks": list(pack.warning_marks),
        "kpi_targets": dict(pack.kpi_targets),
        "texts": {key: {"zh": text.zh, "en": text.en} for key, text in pack.texts.items()},
        "modules": list(pack.modules),
        "merged_centre": pack.merged_centre,
    }


def _categories(session: Session) -> dict[str, CategoryRow]:
    conditions: dict[str, list[ConditionRow]] = {}
    for row in session.scalars(
        select(FilingCondition)
        .where(FilingCondition.until.is_(None))
        .order_by(FilingCondition.category, FilingCondition.number)
    ):
        conditions.setdefault(row.category, []).append(
            ConditionRow(
                row.number,
                Name(row.text_zh, row.text_en),
                row.amount,
                row.unit,
                Name(row.closing_zh, row.closing_en),
                row.department,
            )
        )
    rows = session.scalars(select(Category).where(Category.until.is_(None)).order_by(Category.code))
    return {
        row.code: CategoryRow(
            row.code,
            row.kind,
            row.class_code,
            Name(row.class_zh, row.class_en),
            Name(row.name_zh, row.name_en),
            tuple(conditions.get(row.code, ())),
        )
        for row in rows
    }


def _names(session: Session, table: type[Area] | type[Department]) -> dict[str, Name]:
    rows: Iterable[Any] = session.execute(
        select(table.code, table.name_zh, table.name_en).order_by(table.code, table.version)
    )
    return {code: Name(zh, en) for code, zh, en in rows}


def _area_row(area: Area) -> AreaRow:
    outline = shapely.from_wkb(area.outline)
    polygons = getattr(outline, "geoms", [outline])
    return AreaRow(
        area.code,
        area.level,
        Name(area.name_zh, area.name_en),
        area.parent,
        tuple(
            tuple(
                tuple((x, y) for x, y in ring.coords)
                for ring in (polygon.exterior, *polygon.interiors)
            )
            for polygon in polygons
        ),
    )


def _ring(wkb: bytes) -> tuple[tuple[float, float], ...]:
    cell = cast(Polygon, shapely.from_wkb(wkb))
    return tuple((x, y) for x, y in cell.exterior.coords)


def _road(zh: str, en: str, road_class: str, points: list[list[float]]) -> PackRoad:
    return PackRoad(Name(zh, en), road_class, tuple((x, y) for x, y in points))
