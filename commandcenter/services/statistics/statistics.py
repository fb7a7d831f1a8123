"""Figures with numerator and denominator, and exactly the cases behind them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.repositories.in_force import check_in_force
from commandcenter.database.repositories.known_codes import check_codes, check_post
from commandcenter.database.repositories.viewed_centres import in_centre, in_centres
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.stage import ENDED, Stage
from commandcenter.models.figures.cubes import SumShape
from commandcenter.models.figures.kpi import KPIS, Basis, Kpi
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.statistics.query import By, FigureQuery, week_of
from commandcenter.services.statistics.rows import DepartmentLoad, Figure, Situation
from commandcenter.services.statistics.sums import AskedFigures, Sums

#: Twenty years: more than a centre has counted, and a few megabytes of figures.
MOST_WEEKS = 1_044
_OPEN = tuple(stage for stage in Stage if stage not in ENDED)


class Statistics:
    """The only source of figures for screens, files and other callers."""

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
        """The figures, broken down by `by`; areas at `level` (else the second of the pack).

        Empty weeks are included. Figures of due cases cannot be broken down by post.
        """
        kpis = [_kpi(name) for name in ids]
        if by is By.POST or query.post is not None:
            kpis = [kpi for kpi in kpis if kpi.basis is Basis.HAPPENED]
        with self._database.read() as session:
            return _figures(self._ask(session, query, viewer), kpis, by, level)

    def cases_behind(
        self, kpi_id: str, query: FigureQuery, *, viewer: Viewer, numerator_only: bool = False
    ) -> list[str]:
        """The numbers of the cases a figure counts: those of its denominator, if it has one."""
        kpi = _kpi(kpi_id)
        if query.post is not None and kpi.basis is Basis.DUE:
            raise InvalidInput("figure-not-of-posts", field="post", id=kpi_id)
        measure = kpi.numerator if numerator_only or not kpi.denominator else kpi.denominator
        with self._database.read() as session:
            asked = self._ask(session, query, viewer)
            counted = select(Case.number).where(asked.condition(measure), asked.filters())
            return list(session.scalars(counted.order_by(Case.number)))

    def situation(self, *, viewer: Viewer) -> Situation:
        """The current state of the centre, read in one transaction."""
        with self._database.read() as session:
            now = self._database.clock()
            today = now.astimezone(self._database.rule_book.rules(session).zone).date()
            monday = today - timedelta(days=today.weekday())
            of_today = self._ask(session, FigureQuery(today, today), viewer, now)
            of_week = self._ask(session, FigureQuery(monday, today), viewer, now)
            (reported,) = _figures(of_today, [KPIS["reported"]])
            (on_time,) = _figures(of_week, [KPIS["on_time_handling_rate"]])
            rows = list(_open_by_department(session, of_week.within_reach(), now))
        return Situation(
            reported_today=int(reported.numerator),
            open=sum(row.load.open for row in rows),
            due_within_hour=sum(row.due_within_hour for row in rows),
            overdue=sum(row.load.overdue for row in rows),
            on_time_this_week=on_time,
            loads=tuple(row.load for row in rows),
            as_of=now,
        )

    def _ask(
        self, session: Session, query: FigureQuery, viewer: Viewer, now: datetime | None = None
    ) -> AskedFigures:
        query.check()
        check_in_force(session, viewer)
        rule_book = self._database.rule_book
        settings = rule_book.settings(session)
        check_codes(
            session,
            settings,
            area=query.area,
            department=query.department,
            category=query.category,
            source=query.source,
        )
        check_post(session, query.post, rule_book.rules(session).posts)
        seen_by = in_centre(session, in_centres(session, viewer), query.centre)
        return AskedFigures(
            session,
            query,
            seen_by,
            rules=rule_book.rules(session),
            settings=settings,
            shape=self._common_shape(session, seen_by),
            now=now or self._database.clock(),
        )

    def _common_shape(self, session: Session, viewer: Viewer) -> SumShape | None:
        """What the sums of all centres that the viewer means are kept by; None if they differ."""
        shapes = [
            self._database.rule_book.sum_shape(session, centre) for centre in viewer.centres or ()
        ]
        return shapes[0] if shapes and all(shape == shapes[0] for shape in shapes) else None


@dataclass(frozen=True, slots=True)
class _OpenCases:
    load: DepartmentLoad
    due_within_hour: int


def _kpi(name: str) -> Kpi:
    if name not in KPIS:
        raise InvalidInput("figure-unknown", field="id", id=name, known=", ".join(KPIS))
    return KPIS[name]


def _figures(
    asked: AskedFigures, kpis: Sequence[Kpi], by: By | None = None, level: str | None = None
) -> list[Figure]:
    measures = {kpi.numerator for kpi in kpis}
    measures |= {kpi.denominator for kpi in kpis if kpi.denominator}
    keys: Sequence[str | None] = [None]
    if by is By.WEEK:
        keys = _weeks(asked.query)
    sums = asked.sums(measures, by, level)
    if by not in (None, By.WEEK):
        keys = sorted(sums)
    return [_figure(kpi, asked, by, key, sums.get(key or "", {})) for kpi in kpis for key in keys]


def _figure(kpi: Kpi, asked: AskedFigures, by: By | None, key: str | None, sums: Sums) -> Figure:
    numerator: float = sums.get(kpi.numerator, 0)
    if kpi.scale != 1:
        numerator /= kpi.scale
    return Figure(
        id=kpi.id,
        first_day=asked.query.first_day,
        last_day=asked.query.last_day,
        by=by,
        key=key,
        numerator=numerator,
        denominator=sums.get(kpi.denominator, 0) if kpi.denominator else None,
        unit=kpi.unit,
        as_of=asked.now,
    )


def _open_by_department(
    session: Session, within_reach: ColumnElement[bool], now: datetime
) -> Iterator[_OpenCases]:
    """Open cases by department, the fullest first; each row is a list of the casebook."""
    late = func.coalesce(Case.handling_ended_at, now) > Case.due_at  # as `ClockHands.late`
    soon = Case.queue_at.between(now, now + timedelta(hours=1)) & Case.standing.is_(False)
    department = func.coalesce(Case.department, "")
    query = (
        select(department, func.count(), _how_many(late), _how_many(soon))
        .where(Case.stage.in_(_OPEN), within_reach)
        .group_by(department)
        .order_by(func.count().desc(), department)
    )
    for code, n, overdue, due_soon in session.execute(query):
        yield _OpenCases(DepartmentLoad(code, n, overdue), due_soon)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _weeks(query: FigureQuery) -> list[str]:
    """InvalidInput for too many weeks."""
    days = (query.last_day - query.first_day).days
    if days // 7 > MOST_WEEKS:
        raise InvalidInput("weeks-too-many", field="to", weeks=days // 7, most=MOST_WEEKS)
    return list(
        dict.fromkeys(week_of(query.first_day + timedelta(days=n)) for n in range(days + 1))
    )
