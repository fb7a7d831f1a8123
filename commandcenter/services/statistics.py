"""Statistics: figures with numerator and denominator, and exactly the cases behind them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.stage import ENDED
from commandcenter.models.cases.viewing import sees
from commandcenter.models.figures.kpi import KPIS, Kpi, Unit
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.figure_sums import AskedFigures, By, FigureQuery, Sums, week_of


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` = numerator / denominator for rates and means, the number itself for counts."""

    id: str
    first_day: date
    last_day: date
    by: By | None
    key: str | None
    numerator: float
    denominator: float | None
    unit: Unit
    as_of: datetime

    @property
    def value(self) -> float | None:
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class DepartmentLoad:
    """What a department has in hand, and how much of it is overdue."""

    department: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Situation:
    """What the wall shows of now: the five figures and the load of the departments."""

    reported_today: int
    open: int
    due_within_hour: int
    overdue: int
    on_time_this_week: Figure
    loads: tuple[DepartmentLoad, ...]
    as_of: datetime


class Statistics:
    """Every screen, file and caller asks here: a figure has one definition and one query."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def figures(
        self,
        ids: Iterable[str],
        query: FigureQuery,
        *,
        viewer: Viewer,
        by: By | None = None,
        level: str | None = None,
    ) -> list[Figure]:
        """The figures, broken down by `by`; areas at `level` (else the second of the pack)."""
        kpis = [_kpi(name) for name in ids]
        query.check()
        with self._database.read() as session:
            asked = AskedFigures(session, self._database, query, viewer)
            sums = asked.by_post() if by is By.POST else asked.sums(by, level)
        if by is By.WEEK:
            sums = {week: sums.get(week, {}) for week in _weeks(query)}
        keys = sorted(sums) if by else [None]
        return [
            _figure(kpi, query, by, key, sums.get(key or "", {}), asked.now)
            for kpi in kpis
            if not (by is By.POST and kpi.unit is Unit.RATE)
            for key in keys
        ]

    def cases_behind(
        self, kpi_id: str, query: FigureQuery, *, viewer: Viewer, numerator_only: bool = False
    ) -> list[str]:
        """The numbers of the cases a figure counts: those of its denominator, if it has one."""
        kpi = _kpi(kpi_id)
        query.check()
        measure = kpi.numerator if numerator_only or not kpi.denominator else kpi.denominator
        with self._database.read() as session:
            asked = AskedFigures(session, self._database, query, viewer)
            conditions = (asked.condition(measure), asked.filters())
            return list(
                session.scalars(select(Case.number).where(*conditions).order_by(Case.number))
            )

    def situation(self, *, viewer: Viewer) -> Situation:
        """The state of the centre now."""
        now = self._database.clock()
        with self._database.read() as session:
            zone = self._database.rule_book.rules(session).zone
            loads = tuple(_loads(session, viewer, now))
            is_open = Case.stage.not_in(ENDED) & sees(viewer)
            soon = Case.queue_at.between(now, now + timedelta(hours=1))
            due_soon = session.scalar(select(func.count()).where(is_open, soon)) or 0
            open_now = session.scalar(select(func.count()).where(is_open)) or 0
            overdue = session.scalar(select(func.count()).where(is_open, _late_at(now))) or 0
        today = now.astimezone(zone).date()
        monday = today - timedelta(days=today.weekday())
        (reported,) = self.figures(["reported"], FigureQuery(today, today), viewer=viewer)
        (on_time,) = self.figures(
            ["on_time_handling_rate"], FigureQuery(monday, today), viewer=viewer
        )
        return Situation(int(reported.numerator), open_now, due_soon, overdue, on_time, loads, now)


def _late_at(now: datetime) -> ColumnElement[bool]:
    """The SQL twin of `ClockHands.late`."""
    return func.coalesce(Case.handling_ended_at, now) > Case.due_at


def _kpi(name: str) -> Kpi:
    if name not in KPIS:
        raise InvalidInput("figure-unknown", field="id", id=name, known=", ".join(KPIS))
    return KPIS[name]


def _figure(
    kpi: Kpi, query: FigureQuery, by: By | None, key: str | None, sums: Sums, now: datetime
) -> Figure:
    numerator: float = sums.get(kpi.numerator, 0)
    denominator = sums.get(kpi.denominator, 0) if kpi.denominator else None
    if kpi.scale != 1:
        numerator = numerator / kpi.scale
    return Figure(
        kpi.id, query.first_day, query.last_day, by, key, numerator, denominator, kpi.unit, now
    )


def _loads(session: Session, viewer: Viewer, now: datetime) -> Iterator[DepartmentLoad]:
    """Departments with work in hand, the fullest first."""
    in_hand = Case.department.is_not(None) & Case.handling_ended_at.is_(None)
    late = func.sum(case((_late_at(now), 1), else_=0))
    query = (
        select(Case.department, func.count(), late)
        .where(Case.stage.not_in(ENDED), in_hand, sees(viewer))
        .group_by(Case.department)
        .order_by(func.count().desc(), Case.department)
    )
    for department, n, overdue in session.execute(query):
        yield DepartmentLoad(department, n, int(overdue))


def _weeks(query: FigureQuery) -> list[str]:
    days = (query.last_day - query.first_day).days
    return list(
        dict.fromkeys(week_of(query.first_day + timedelta(days=n)) for n in range(days + 1))
    )
