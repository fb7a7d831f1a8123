"""Sums for figures: the kept ones where those can tell, counted from the cases where not."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, literal, or_, select, true
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.event_log import EventLogEntry
from commandcenter.models.cases.stage import Stage, Step
from commandcenter.models.cases.viewing import sees
from commandcenter.models.figures.tally import Measure, Tally
from commandcenter.models.staff.account import Account
from commandcenter.models.staff.viewer import Viewer

#: Sums by measure, for one key of a breakdown.
Sums = dict[Measure, int]


class By(StrEnum):
    """What figures can be broken down by."""

    AREA = "area"
    DEPARTMENT = "department"
    POST = "post"
    CATEGORY = "category"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """Which cases figures speak of. Days are the city's, inclusive; `area` is a code's prefix."""

    first_day: date
    last_day: date
    area: str | None = None
    department: str | None = None
    category: str | None = None

    def check(self) -> None:
        if self.last_day < self.first_day:
            raise InvalidInput(
                "days-reversed", field="to", first=self.first_day, last=self.last_day
            )


class AskedFigures:
    """One question to one database: the days as moments, the filters, the sums."""

    def __init__(
        self, session: Session, database: Database, query: FigureQuery, viewer: Viewer
    ) -> None:
        self._session = session
        self._query = query
        self._viewer = viewer
        self._settings = database.rule_book.settings(session)
        self._zone = database.rule_book.rules(session).zone
        self.now = database.clock()
        self._from = _midnight(query.first_day, self._zone)
        self._to = _midnight(query.last_day + timedelta(days=1), self._zone)

    def sums(self, by: By | None, level: str | None) -> dict[str, Sums]:
        """Sums by key; of kept sums where those can tell, of the cases themselves where not."""
        kept = self._viewer.source is None
        rows = self._kept_rows(by) if kept else self._counted_rows(by)
        fold = self._fold(by, level)
        found: dict[str, Sums] = defaultdict(lambda: defaultdict(int))
        for measure, key, n in rows:
            found[fold(key)][measure] += n
        if kept:
            for key, n in self._not_yet_due(by):
                found[fold(key)][Measure.DUE] -= n
        return found

    def by_post(self) -> dict[str, Sums]:
        """Sums by the post of whoever took the step; keys and the program have the post ''."""
        found: dict[str, Sums] = defaultdict(lambda: defaultdict(int))
        for measure, step in _STEP_OF.items():
            moment = _moment_of(measure)
            query = (
                select(Account.post, Case.handling_ended_at, _SINCE)
                .select_from(Case)
                .join(
                    EventLogEntry,
                    (EventLogEntry.centre == Case.centre)
                    & (EventLogEntry.number == Case.number)
                    & (EventLogEntry.step == step)
                    & (EventLogEntry.at == moment),
                )
                .outerjoin(
                    Account,
                    (Account.centre == EventLogEntry.centre)
                    & (Account.name == EventLogEntry.actor),
                )
                .where(self.condition(measure), self.filters())
            )
            for post, ended, since in self._session.execute(query):
                found[str(post or "")][measure] += _amount(measure, ended, since)
        return found

    def condition(self, measure: Measure) -> ColumnElement[bool]:
        """Which cases a measure counts, in these days."""
        moment = _moment_of(measure)
        within: ColumnElement[bool] = (moment >= self._from) & (moment < self._to)
        return within & _extra(measure, self.now)

    def filters(self) -> ColumnElement[bool]:
        condition = sees(self._viewer)
        if self._query.area is not None:
            condition &= Case.area.startswith(self._query.area, autoescape=True)
        if self._query.department is not None:
            condition &= func.coalesce(Case.department, "") == self._query.department
        if self._query.category is not None:
            condition &= func.coalesce(Case.category, "") == self._query.category
        return condition

    def _kept_rows(self, by: By | None) -> Iterable[tuple[Measure, Any, int]]:
        key = _TALLY_KEY[by]
        query = select(Tally.measure, *([key] if key is not None else []), func.sum(Tally.n)).where(
            Tally.day.between(self._query.first_day, self._query.last_day),
            Tally.n != 0,
            *self._tally_filters(),
        )
        query = query.group_by(Tally.measure, *([key] if key is not None else []))
        for row in self._session.execute(query):
            yield row[0], row[1] if key is not None else "", int(row[-1])

    def _tally_filters(self) -> Iterator[ColumnElement[bool]]:
        for area in (self._viewer.area, self._query.area):
            if area is not None:
                yield Tally.area.startswith(area, autoescape=True)
        for department in (self._viewer.department, self._query.department):
            if department is not None:
                yield Tally.department == department
        if self._query.category is not None:
            yield Tally.category == self._query.category

    def _counted_rows(self, by: By | None) -> Iterable[tuple[Measure, Any, int]]:
        """The same sums from the cases, for viewers whose limit the kept sums do not know."""
        for measure in Measure:
            key = _CASE_KEY[by] if by is not By.WEEK else _moment_of(measure)
            query = select(key, Case.handling_ended_at, _SINCE).where(
                self.condition(measure), self.filters()
            )
            for value, ended, since in self._session.execute(query):
                yield measure, self._as_day(value), _amount(measure, ended, since)

    def _not_yet_due(self, by: By | None) -> Iterable[tuple[Any, int]]:
        """Due later than now and not handled: nobody can be asked for it yet."""
        key = _CASE_KEY[by] if by is not By.WEEK else Case.due_at
        query = select(key).where(
            Case.due_at >= max(self._from, self.now),
            Case.due_at < self._to,
            Case.due_at > self.now,
            Case.handling_ended_at.is_(None),
            Case.stage != Stage.VOIDED,
            self.filters(),
        )
        return [(self._as_day(value), 1) for value in self._session.scalars(query)]

    def _as_day(self, value: object) -> object:
        return value.astimezone(self._zone).date() if isinstance(value, datetime) else value

    def _fold(self, by: By | None, level: str | None) -> Callable[[Any], str]:
        if by is By.WEEK:
            return week_of
        if by is By.AREA:
            width = self._width(level)
            return lambda key: (key or "")[:width]
        return lambda key: key or ""

    def _width(self, level: str | None) -> int:
        levels = {entry["id"]: int(entry["width"]) for entry in self._settings["levels"]}
        wanted = level or list(levels)[min(1, len(levels) - 1)]
        if wanted not in levels:
            raise InvalidInput(
                "level-unknown", field="level", level=wanted, known=", ".join(levels)
            )
        return levels[wanted]


_TALLY_KEY: Mapping[By | None, Any] = {
    None: None,
    By.AREA: Tally.area,
    By.DEPARTMENT: Tally.department,
    By.CATEGORY: Tally.category,
    By.WEEK: Tally.day,
}
_CASE_KEY: Mapping[By | None, Any] = {
    None: literal(""),
    By.AREA: Case.area,
    By.DEPARTMENT: Case.department,
    By.CATEGORY: Case.category,
}
_MOMENTS: Mapping[Measure, Any] = {
    Measure.REPORTED: Case.reported_at,
    Measure.FILED: Case.filed_at,
    Measure.DISPATCHED: Case.dispatched_at,
    Measure.HANDLED: Case.handling_ended_at,
    Measure.HANDLING_SECONDS: Case.handling_ended_at,
    Measure.HANDLING_KNOWN: Case.handling_ended_at,
    Measure.CLOSED: Case.closed_at,
}
_STEP_OF: Mapping[Measure, Step] = {
    Measure.REPORTED: Step.REPORT,
    Measure.FILED: Step.FILE,
    Measure.DISPATCHED: Step.DISPATCH,
    Measure.HANDLED: Step.FINISH,
    Measure.HANDLING_SECONDS: Step.FINISH,
    Measure.HANDLING_KNOWN: Step.FINISH,
    Measure.CLOSED: Step.CLOSE,
}


def _moment_of(measure: Measure) -> Any:
    """The column whose day a measure looks at; the due day for the measures of what was due."""
    return _MOMENTS.get(measure, Case.due_at)


_NOT_VOIDED = Case.stage != Stage.VOIDED
_HANDLED = Case.handling_ended_at.is_not(None) & _NOT_VOIDED
_ON_TIME = (Case.handling_ended_at <= Case.due_at) & _NOT_VOIDED
_CLOSED = Case.closed_at.is_not(None)
_SINCE = case((Case.imported, Case.reported_at), else_=Case.filed_at)


def _extra(measure: Measure, now: datetime) -> ColumnElement[bool]:
    """What else must be true of a case for a measure to count it; the twin of `contributions`."""
    match measure:
        case Measure.DUE:
            return _NOT_VOIDED & or_(Case.due_at <= now, Case.handling_ended_at.is_not(None))
        case Measure.DUE_HANDLED:
            return _HANDLED
        case Measure.DUE_HANDLED_ON_TIME:
            return _ON_TIME
        case Measure.DUE_CLOSED:
            return _HANDLED & _CLOSED
        case Measure.DUE_CLOSED_ON_TIME:
            return _ON_TIME & _CLOSED
        case Measure.HANDLING_KNOWN | Measure.HANDLING_SECONDS:
            return _SINCE.is_not(None)
        case _:
            return true()


def _amount(measure: Measure, ended: datetime | None, since: datetime | None) -> int:
    """What a case adds to a measure: one, or its seconds."""
    if measure is not Measure.HANDLING_SECONDS or ended is None or since is None:
        return 1
    return round((ended - since).total_seconds())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def week_of(day: date) -> str:
    """The ISO week of a day, `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
