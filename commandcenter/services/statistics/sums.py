"""Sums for figures: from the stored sums if possible, else counted from the cases."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from commandcenter.database.repositories.known_codes import level_width
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.viewing import sees
from commandcenter.models.city.rules import CityRules
from commandcenter.models.figures.cubes import SumShape
from commandcenter.models.figures.measure import Measure
from commandcenter.models.figures.stored_sums import SUMS
from commandcenter.models.staff.viewer import Viewer
from commandcenter.packs.content.settings import PackSettings
from commandcenter.services.statistics.conditions import (
    OWED,
    SINCE,
    also,
    case_key,
    in_area,
    moment_of,
)
from commandcenter.services.statistics.query import By, FigureQuery, week_of
from commandcenter.services.statistics.reading import Reading, reading_of

#: Sums by measure, for one key of a breakdown.
Sums = dict[Measure, int]
#: A measure, the key it counts under (a day for weeks), how many.
Row = tuple[Measure, Any, int]
_TICK = timedelta(microseconds=1)


class AskedFigures:
    """One query for figures: its days as moments, its filters, its sums."""

    def __init__(
        self,
        session: Session,
        query: FigureQuery,
        viewer: Viewer,
        *,
        rules: CityRules,
        settings: PackSettings,
        shape: SumShape | None,
        now: datetime,
    ) -> None:
        self.query = query
        self.now = now
        self._session = session
        self._viewer = viewer
        self._rules = rules
        self._settings = settings
        self._shape = shape
        self._from = _midnight(query.first_day, rules.zone)
        self._to = _midnight(query.last_day + timedelta(days=1), rules.zone)

    def sums(
        self, measures: Collection[Measure], by: By | None, level: str | None
    ) -> dict[str, Sums]:
        """Sums by key: from the stored sums if possible, else counted from the cases."""
        width = level_width(self._settings, level)
        fold = self._kind_of if by is By.SOURCE_KIND else _fold(by, width)
        found: dict[str, Sums] = defaultdict(lambda: defaultdict(int))
        for measure, key, n in self._rows(measures, by, width):
            found[fold(key)][measure] += n
        return {key: sums for key, sums in found.items() if any(sums.values())}

    def _kind_of(self, source: str) -> str:
        """The kind of a source; its own id where the pack no longer has it."""
        return str(self._rules.sources.get(source, source))

    def _rows(self, measures: Collection[Measure], by: By | None, width: int) -> Iterator[Row]:
        reading = reading_of(self.query, self._viewer, by, width=width, shape=self._shape)
        if reading is None:
            yield from self._counted_rows(measures, by)
            return
        yield from self._stored_rows(measures, reading)
        if Measure.DUE in measures:
            yield from ((Measure.DUE, key, -n) for key, n in self._not_yet_due(by))

    def condition(self, measure: Measure) -> ColumnElement[bool]:
        """Which cases a measure counts, in these days."""
        moment = moment_of(measure)
        condition: ColumnElement[bool] = (moment >= self._from) & (moment < self._to)
        condition &= also(measure, self.now)
        if self.query.post is not None:
            condition &= func.coalesce(case_key(By.POST, measure), "") == self.query.post
        return condition

    def within_reach(self) -> ColumnElement[bool]:
        """The cases that the viewer may see."""
        return sees(self._viewer)

    def filters(self) -> ColumnElement[bool]:
        condition = self.within_reach()
        if self.query.area is not None:
            condition &= in_area(func.coalesce(Case.area, ""), self.query.area)
        if self.query.department is not None:
            condition &= func.coalesce(Case.department, "") == self.query.department
        if self.query.category is not None:
            condition &= func.coalesce(Case.category, "") == self.query.category
        if self.query.source is not None:
            condition &= Case.source == self.query.source
        return condition

    def _stored_rows(self, measures: Collection[Measure], reading: Reading) -> Iterator[Row]:
        asked = list(measures)
        grouped = [SUMS.c[reading.group]] if reading.group else []
        query = (
            select(*grouped, *(func.sum(SUMS.c[measure]) for measure in asked))
            .where(
                SUMS.c.centre.in_(self._viewer.centres or ()),
                SUMS.c.cube == reading.cube,
                SUMS.c.day.between(self.query.first_day, self.query.last_day),
                *reading.limits,
            )
            .group_by(*grouped)
        )
        for row in self._session.execute(query):
            key, numbers = (row[0], row[1:]) if grouped else ("", row)
            for measure, n in zip(asked, numbers, strict=True):
                if n:
                    yield measure, reading.key(key), int(n)

    def _counted_rows(self, measures: Collection[Measure], by: By | None) -> Iterator[Row]:
        """The same sums from the cases: for limits and keys that the stored sums do not know."""
        for measure in measures:
            key = moment_of(measure) if by is By.WEEK else case_key(by, measure)
            counted = (
                select(key.label("key"), Case.handling_ended_at, SINCE.label("since"))
                .where(self.condition(measure), self.filters())
                .subquery()
            )
            if measure is Measure.HANDLING_SECONDS or by is By.WEEK:
                for value, ended, since in self._session.execute(select(counted)):
                    yield measure, self._as_day(value), _amount(measure, ended, since)
            else:
                grouped = select(counted.c.key, func.count()).group_by(counted.c.key)
                for value, n in self._session.execute(grouped):
                    yield measure, value, n

    def _not_yet_due(self, by: By | None) -> Iterator[tuple[object, int]]:
        """Due later than now and not handled: nobody can be asked for it yet."""
        key = Case.due_at if by is By.WEEK else case_key(by, Measure.DUE)
        query = (
            select(key, func.count())
            .where(
                Case.due_at > max(self._from - _TICK, self.now),
                Case.due_at < self._to,
                Case.handling_ended_at.is_(None),
                OWED,
                self.filters(),
            )
            .group_by(key)
        )
        for value, n in self._session.execute(query):
            yield self._as_day(value), n

    def _as_day(self, value: object) -> object:
        return value.astimezone(self._rules.zone).date() if isinstance(value, datetime) else value


def _fold(by: By | None, width: int) -> Callable[[Any], str]:
    if by is By.WEEK:
        return week_of
    if by is By.AREA:
        return lambda key: (key or "")[:width]
    return lambda key: str(key or "")


def _amount(measure: Measure, ended: datetime | None, since: datetime | None) -> int:
    """What a case adds to a measure: one, or its seconds."""
    if measure is not Measure.HANDLING_SECONDS or ended is None or since is None:
        return 1
    return round((ended - since).total_seconds())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
