"""Warnings: which clocks have crossed a mark since last time, found by one index range."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, Select, Table, bindparam, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from commandcenter.bugs import kept_apart
from commandcenter.database import Database
from commandcenter.database.repositories.in_force import check_in_force
from commandcenter.models.base import Base
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import DEPARTMENT_CLOCKS, ClockName
from commandcenter.models.cases.rules.stage import ENDED
from commandcenter.models.cases.steps.case_moves import calendar_of
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.warning import CaseWarning, recipient_of
from commandcenter.models.cases.viewing import sees, visible_to
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.city.rules import CityRules
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.models.work.warning import WarningWatch, deliver_after, look

_AT_ONCE = 200
#: A clock that cannot be counted is waited for so long, and at least until the run after.
_PATIENCE = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_CLOCKS: Table = CaseClock.metadata.tables[CaseClock.__tablename__]
_LOOK_AGAIN = (
    update(_CLOCKS)
    .where(
        _CLOCKS.c.centre == bindparam("of_centre"),
        _CLOCKS.c.number == bindparam("of_number"),
        _CLOCKS.c.name == bindparam("of_name"),
        _CLOCKS.c.ordinal == bindparam("of_ordinal"),
    )
    .values(next_mark_at=bindparam("next_at"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRow:
    """A clock crossed a mark of its limit: 1 is the deadline. `held` ones nobody hears of."""

    number: str
    clock: ClockName
    ordinal: int
    mark: Fraction
    at: datetime
    deliver_after: datetime
    recipient_kind: AssigneeKind
    recipient: str
    held: bool


@dataclass(frozen=True, slots=True)
class Raised:
    """The numbers of warnings written: to be delivered, and held back."""

    warned: int
    held: int


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a clock looked like: warnings to write, and when to look again."""

    number: str
    version: int
    warnings: list[dict[str, Any]]
    look_again: dict[str, Any]

    def fresh_marks(self) -> list[datetime]:
        """The times of the marks whose warnings are to be delivered."""
        return [row["at"] for row in self.warnings if not row["held"]]


class Warnings:
    """Each mark of each clock is warned of once, when the clock crosses it.

    A mark is *crossed* when time passes it. One that lay in the past already when it came to be
    (an import, a demo's history, the first run after an upgrade, a calendar that was changed) is
    kept as a held warning: it can be counted and released, and floods nobody.

    The watch stops just before the first mark that was crossed and could not be written, so that
    the next run takes it as crossed since then. What is written twice over is written once.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def raise_due(self) -> Raised:
        """Write warnings for all marks crossed since the last call, with the times of crossing."""
        now = self._database.clock()
        with self._database.read() as session:
            rules = self._database.rule_book.rules(session)
            watched_until = session.scalar(_watched(rules))
            numbers = list(dict.fromkeys(session.scalars(_to_look_at(now, CaseClock.number))))
        held: list[bool] = []
        missed: list[datetime] = []
        for begin in range(0, len(numbers), _AT_ONCE):
            of_batch = numbers[begin : begin + _AT_ONCE]
            seen, uncounted = self._look(of_batch, rules, now, watched_until)
            written, moved = self._keep(seen)
            held += written
            missed += moved + _waited_for(uncounted, now, watched_until)
        self._watch(rules, min((at - _MOMENT for at in missed), default=now))
        return Raised(held.count(False), held.count(True))

    def held(self) -> int:
        """The number of held warnings whose clocks are still running."""
        with self._database.read() as session:
            return session.scalars(select(func.count()).where(*_HELD)).one()

    def release(self, *, viewer: Viewer) -> int:
        """Release the held warnings of clocks that are still running; returns how many.

        Of cases that the viewer may see. A department still hears of them in its hours only.
        """
        of_case = exists().where(_OF_CASE, sees(viewer))
        held = update(CaseWarning).where(*_HELD, of_case).values(held=False)
        with self._database.write() as session:
            check_in_force(session, viewer)
            done = session.scalars(
                held.returning(CaseWarning.number),
                execution_options={"synchronize_session": False},
            )
            return len(done.all())

    def of_case(self, number: str, *, viewer: Viewer) -> tuple[WarningRow, ...]:
        """The warnings of a case, oldest first."""
        query = _WARNINGS.where(Case.number == number)
        return self._rows(query.order_by(CaseWarning.at, CaseWarning.clock), viewer)

    def of_open_cases(self, *, viewer: Viewer) -> tuple[WarningRow, ...]:
        """All warnings of the cases that are open, the newest mark first."""
        query = _WARNINGS.where(Case.stage.not_in(ENDED))
        return self._rows(query.order_by(*_NEWEST_FIRST), viewer)

    def held_back(self, *, viewer: Viewer) -> tuple[WarningRow, ...]:
        """Those of clocks that still run which nobody has heard of yet, the newest mark first:
        held ones, and those that wait for the hours of a department."""
        waits = CaseWarning.deliver_after > self._database.clock()
        query = _WARNINGS.where(_RUNNING, or_(CaseWarning.held, waits))
        return self._rows(query.order_by(*_NEWEST_FIRST), viewer)

    def _rows(self, query: Select[CaseWarning], viewer: Viewer) -> tuple[WarningRow, ...]:
        with self._database.read() as session:
            check_in_force(session, viewer)
            return tuple(map(_row, session.scalars(visible_to(query, viewer))))

    def _look(
        self,
        numbers: Sequence[str],
        rules: CityRules,
        now: datetime,
        watched_until: datetime | None,
    ) -> tuple[list[_Seen], list[CaseClock]]:
        """The arithmetic, beside the queue. A clock that it fails on stops no other.

        Returns what was seen, and the clocks that could not be counted.
        """
        seen: list[_Seen] = []
        uncounted: list[CaseClock] = []
        columns = (CaseClock, Case.version, Case.department, Case.inspector, Case.suspended_until)
        query = _to_look_at(now, *columns).join(
            Case, (Case.centre == CaseClock.centre) & (Case.number == CaseClock.number)
        )
        with self._database.read() as session:
            for row in session.execute(query.where(CaseClock.number.in_(numbers))):
                with kept_apart(f"looking at the clocks of {row.CaseClock.number}"):
                    seen.append(_seen(row, rules, now, watched_until))
                    continue
                uncounted.append(row.CaseClock)
        return seen, uncounted

    def _keep(self, seen: Sequence[_Seen]) -> tuple[list[bool], list[datetime]]:
        """Write it, but for cases that have moved meanwhile: those are looked at next time.

        Returns whether each new warning is held, and the fresh marks of the cases that moved.
        """
        with self._database.write() as session:
            moved = select(Case.number, Case.version).where(
                Case.centre == THIS_CENTRE, Case.number.in_({one.number for one in seen})
            )
            versions: dict[str, int] = {
                number: version for number, version in session.execute(moved)
            }
            still = [one for one in seen if versions.get(one.number) == one.version]
            if still:
                session.connection().execute(_LOOK_AGAIN, [one.look_again for one in still])
            written = _written(session, [row for one in still for row in one.warnings])
        moved_on = (one for one in seen if versions.get(one.number) != one.version)
        return written, [at for one in moved_on for at in one.fresh_marks()]

    def _watch(self, rules: CityRules, until: datetime) -> None:
        """Time passes for the watch too where nothing was crossed."""
        mine = {"watched_until": until}
        with self._database.write() as session:
            session.execute(
                _insert(session, WarningWatch)
                .values(centre=rules.centre, **mine)
                .on_conflict_do_update(index_elements=["centre"], set_=mine)
            )


def _to_look_at(now: datetime, *columns: Any) -> Select[Any]:
    """Of the clocks whose next mark may have come, in the order of the index that finds them."""
    return (
        select(*columns)
        .where(CaseClock.centre == THIS_CENTRE, CaseClock.next_mark_at <= now)
        .order_by(CaseClock.next_mark_at)
    )


def _waited_for(
    uncounted: Sequence[CaseClock], now: datetime, watched_until: datetime | None
) -> list[datetime]:
    """The marks for which the watch stops; of a clock, the first that was crossed since last time.

    Where the watch stands just before it already, it was waited for in the run before: a clock
    that can never be counted must not stop the watch for ever.
    """
    if watched_until is None:
        return []
    waited_before, long_ago = watched_until + _MOMENT, now - _PATIENCE
    first = [
        min((at for at in _known_marks(clock) if watched_until < at <= now), default=None)
        for clock in uncounted
    ]
    return [at for at in first if at and (at > waited_before or at > long_ago)]


def _known_marks(clock: CaseClock) -> list[datetime]:
    """As they were stored when the clock could be counted."""
    return [at for at in (clock.next_mark_at, clock.warn_at, clock.due_at) if at is not None]


def _watched(rules: CityRules) -> Select[datetime]:
    return select(WarningWatch.watched_until).where(WarningWatch.centre == rules.centre)


_RUNNING = exists().where(
    CaseClock.centre == CaseWarning.centre,
    CaseClock.number == CaseWarning.number,
    CaseClock.name == CaseWarning.clock,
    CaseClock.ordinal == CaseWarning.ordinal,
    CaseClock.ended_at.is_(None),
)
_OF_CASE = (Case.centre == CaseWarning.centre) & (Case.number == CaseWarning.number)
_WARNINGS = select(CaseWarning).join(Case, _OF_CASE)
_NEWEST_FIRST = (
    CaseWarning.at.desc(),
    CaseWarning.number,
    CaseWarning.clock,
    CaseWarning.ordinal,
    CaseWarning.mark,
)
_HELD = (CaseWarning.centre == THIS_CENTRE, CaseWarning.held, _RUNNING)


def _seen(row: Row[Any], rules: CityRules, now: datetime, watched_until: datetime | None) -> _Seen:
    clock: CaseClock = row.CaseClock
    found = look(
        clock,
        calendar_of(clock, row.department, rules),
        rules.warning_marks,
        now=now,
        stands_until=row.suspended_until if clock.name in DEPARTMENT_CLOCKS else None,
    )
    recipient = recipient_of(
        clock.name, department=row.department, inspector=row.inspector, posts=rules.posts
    )
    key = {"number": clock.number, "ordinal": clock.ordinal, "centre": clock.centre}
    warnings = [
        {
            **key,
            "clock": clock.name,
            "mark": str(mark),
            "at": at,
            "deliver_after": deliver_after(clock, at, recipient, rules.calendar),
            "recipient_kind": recipient[0],
            "recipient": recipient[1],
            "held": watched_until is None or at <= watched_until,
        }
        for mark, at in found.crossed
    ]
    of_clock = {f"of_{name}": value for name, value in key.items()}
    look_again = {**of_clock, "of_name": clock.name, "next_at": found.next_at}
    return _Seen(clock.number, row.version, warnings, look_again)


def _written(session: Session, rows: Sequence[dict[str, Any]]) -> list[bool]:
    """Of the warnings that were not there yet: whether each is held."""
    if not rows:
        return []
    new = _insert(session, CaseWarning).on_conflict_do_nothing().returning(CaseWarning.held)
    return list(session.scalars(new, rows))


def _insert(session: Session, table: type[Base]) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def _row(warning: CaseWarning) -> WarningRow:
    return WarningRow(
        number=warning.number,
        clock=warning.clock,
        ordinal=warning.ordinal,
        mark=Fraction(warning.mark),
        at=warning.at,
        deliver_after=warning.deliver_after,
        recipient_kind=warning.recipient_kind,
        recipient=warning.recipient,
        held=warning.held,
    )
