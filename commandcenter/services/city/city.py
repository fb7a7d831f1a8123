"""The city: installs packs as versions; returns territory and catalogue to screens."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import shapely
from shapely import Polygon
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.sums.rebuilding import rebuild_sums
from commandcenter.errors import NotNow
from commandcenter.models.cases.rules.stage import Closing
from commandcenter.models.city.centre import THIS_CENTRE, Centre, PackVersion
from commandcenter.models.city.content import (
    Area,
    Category,
    Department,
    FilingCondition,
    PatrolArea,
    Road,
    UnitGrid,
)
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.calendar_rules import DayOverride
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.figures.cubes import SumShape
from commandcenter.packs.content.pack import CityPack, PackRoad
from commandcenter.packs.content.settings import PackSettings
from commandcenter.packs.overlay import read_overlay
from commandcenter.services.city.calendar_days import own_days, replace_own_days
from commandcenter.services.city.installing import install_content
from commandcenter.services.city.rows import (
    AreaRow,
    CategoryRow,
    CityFacts,
    ConditionRow,
    GridRow,
    Territory,
)
from commandcenter.words import Name

_Content = TypeVar("_Content", Area, Category, FilingCondition, PatrolArea, Road)


class City:
    """The centre's territory, catalogue and calendar."""

    def __init__(self, database: Database, *, overlay: Path | None = None) -> None:
        """`overlay` is a folder with the city's real roads, drawn instead of the schematic ones."""
        self._database = database
        self._overlay = overlay

    def install(self, pack: CityPack) -> int:
        """Install a pack, or what changed in it, as a new version; returns the version in force.

        NotNow for a database of another city; PackRefused where a code is used a second time.
        """
        with self._database.write() as session:
            centre = session.scalar(select(Centre).where(Centre.is_home))
            if centre and (centre.code, centre.city) != (pack.code, pack.name):
                raise NotNow("database-of-other-city", city=centre.city, other=pack.name)
            if centre is None:
                _refuse_taken(session, pack.code)
            latest = self._latest(session)
            if centre and latest and latest.digest == pack.digest:
                return centre.pack_version
            version = latest.version + 1 if latest else 1
            now = self._database.clock()
            settings = PackSettings.of(pack)
            former_shape = self._database.rule_book.sum_shape(session) if centre else None
            install_content(session, pack, version)
            session.add(
                PackVersion(
                    centre=pack.code,
                    version=version,
                    installed_at=now,
                    digest=pack.digest,
                    settings=settings.stored(),
                )
            )
            if centre:
                centre.pack_version = version
                centre.title_zh, centre.title_en = pack.title.zh, pack.title.en
                _keep_sums_by(session, centre, settings.level_widths, former_shape)
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
                        is_home=True,
                    )
                )
            return version

    def name(self) -> str | None:
        """The id of the installed city; None if there is none."""
        with self._database.read() as session:
            return session.scalar(select(Centre.city).where(Centre.is_home))

    def facts(self) -> CityFacts:
        """Names and catalogue in force; entries no longer in force keep their names."""
        with self._database.read() as session:
            rules = self._database.rule_book.rules(session)
            centre = session.get_one(Centre, rules.centre)
            return CityFacts(
                centre=centre.code,
                city=centre.city,
                title=Name(centre.title_zh, centre.title_en),
                time_zone=centre.time_zone,
                version=rules.version,
                categories=_categories(session, rules),
                departments=_names(session, Department),
                areas=_names(session, Area),
                settings=self._database.rule_book.settings(session),
                street_offices=rules.street_offices,
                posts=rules.posts,
                patrols=_patrols(session),
            )

    def territory(self) -> Territory:
        """Areas, cells of the case layer and roads, as coordinates."""
        with self._database.read() as session:
            layer = self._database.rule_book.settings(session).case_layer.id
            areas = session.scalars(_in_force(Area).order_by(Area.code))
            grids = session.execute(
                select(UnitGrid.code, UnitGrid.community, UnitGrid.outline)
                .where(
                    UnitGrid.centre == THIS_CENTRE,
                    UnitGrid.until.is_(None),
                    UnitGrid.layer == layer,
                )
                .order_by(UnitGrid.code)
            )
            drawn = session.scalars(_in_force(Road)).first()
            roads = tuple(_road(*road) for road in json.loads(drawn.lines if drawn else "[]"))
            return Territory(
                tuple(_area_row(area) for area in areas),
                tuple(GridRow(grid.code, grid.community, _ring(grid.outline)) for grid in grids),
                read_overlay(self._overlay, roads) if self._overlay else roads,
            )

    def grid_at(self, latitude: float, longitude: float) -> str | None:
        """The code of the unit grid that a point lies in; None outside every grid."""
        with self._database.read() as session:
            cell = self._database.rule_book.grid_index(session).cell_at(latitude, longitude)
        return cell.code if cell else None

    def calendar(self) -> WorkingCalendar:
        """The working calendar in force."""
        with self._database.read() as session:
            return self._database.rule_book.rules(session).calendar

    def calendar_overrides(self) -> tuple[DayOverride, ...]:
        """The centre's own holidays and make-up days, which take precedence over the pack's."""
        with self._database.read() as session:
            return own_days(session)

    def override_calendar(self, days: Sequence[DayOverride]) -> int:
        """Replace the table of own days; returns the version in force.

        Open cases are unchanged until they are recalculated. InvalidInput, and nothing is saved,
        for an unusable calendar: a day that occurs twice, or 60 days without working time.
        """
        with self._database.write() as session:
            return replace_own_days(session, days, self._database.clock())

    @staticmethod
    def _latest(session: Session) -> PackVersion | None:
        of_home = select(PackVersion).where(PackVersion.centre == THIS_CENTRE)
        return session.scalars(of_home.order_by(PackVersion.version.desc())).first()


def _refuse_taken(session: Session, code: str) -> None:
    """Refuse the code of a district that was replicated into this database."""
    held = session.get(Centre, code)
    if held is not None:
        raise NotNow("centre-code-taken", code=code, city=held.city)


def _in_force(table: type[_Content]) -> Select[_Content]:
    return select(table).where(table.centre == THIS_CENTRE, table.until.is_(None))


def _keep_sums_by(
    session: Session, centre: Centre, levels: Mapping[str, int], before: SumShape | None
) -> None:
    """Count all cases again if the pack has other levels of areas than before."""
    shape = SumShape.of(ZoneInfo(centre.time_zone), levels)
    if shape != before:
        rebuild_sums(session.connection(), centre.code, shape)


def _categories(session: Session, rules: CityRules) -> dict[str, CategoryRow]:
    conditions: dict[str, list[ConditionRow]] = {}
    for row in session.scalars(
        _in_force(FilingCondition).order_by(FilingCondition.category, FilingCondition.number)
    ):
        rule = rules.condition(row.category, row.number)
        conditions.setdefault(row.category, []).append(
            ConditionRow(
                row.number,
                Name(row.text_zh, row.text_en),
                row.amount,
                row.unit,
                Name(row.closing_zh, row.closing_en),
                row.department,
                tuple(closing for closing in Closing if rule.allows(closing)),
                rule.reopen,
            )
        )
    rows = session.scalars(_in_force(Category).order_by(Category.code))
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
        select(table.code, table.name_zh, table.name_en)
        .where(table.centre == THIS_CENTRE)
        .order_by(table.code, table.version)
    )
    return {row.code: Name(zh=row.name_zh, en=row.name_en) for row in rows}


def _patrols(session: Session) -> dict[str, Name]:
    return {
        grid: Name(area.name_zh, area.name_en)
        for area in session.scalars(_in_force(PatrolArea))
        for grid in area.grids.split()
    }


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
