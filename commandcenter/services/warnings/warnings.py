"""Warnings: which clocks have crossed a mark since last time, found by one index range."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.repositories.in_force import check_in_force
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.city.rules import CityRules
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.clock import ClockColumns
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.warning import WarningWatch
from commandcenter.services.warnings.clock_looks import ClockLooks, insert_into
from commandcenter.services.warnings.rows import Raised, WarningRow

_AT_ONCE = 200
#: How long the watch waits for a clock that cannot be calculated; at least until the next run.
_PATIENCE = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)


class Warnings:
    """Each mark of each clock is warned of once, when the clock crosses it.

    A mark is *crossed* when time passes it. One that lay in the past already when it came to be (an
    import, a demo's history, the first run after an upgrade, a calendar that was changed) is kept
    as a held warning: it can be counted and released, and floods nobody.

    The watch stops just before the first mark that was crossed and could not be written, so that
    the next run takes it as crossed since then. A warning that exists already is not written again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def raise_due(self) -> Raised:
        """Write warnings for all marks crossed since the last call, with the times of crossing."""
        now = self._database.clock()
        with self._database.read() as session:
            rules = self._database.rule_book.rules(session)
            watched_until = session.scalar(_watched(rules))
        raised, missed = Raised(0, 0), list[datetime]()
        for kind in KINDS:
            of_kind, waited = self._raise(ClockLooks(kind, rules, now, watched_until))
            raised += of_kind
            missed += waited
        self._watch(rules, min((at - _MOMENT for at in missed), default=now))
        return raised

    def held(self) -> int:
        """The number of held warnings whose clocks are still running."""
        with self._database.read() as session:
            counts = (select(func.count()).where(_held(kind)) for kind in KINDS)
            return sum(session.scalars(count).one() for count in counts)

    def release(self, *, viewer: Viewer) -> int:
        """Release the held warnings of clocks that are still running; returns how many.

        Of subjects that the viewer may see. A department still hears of them in its hours only.
        """
        with self._database.write() as session:
            check_in_force(session, viewer)
            return sum(_release(session, kind, viewer) for kind in KINDS)

    def of_open(self, *, viewer: Viewer) -> tuple[WarningRow, ...]:
        """All warnings of what is open, the newest mark first."""
        with self._database.read() as session:
            check_in_force(session, viewer)
            return _newest_first(
                row for kind in KINDS for row in _rows(session, kind, viewer, _is_open(kind))
            )

    def held_back(self, *, viewer: Viewer) -> tuple[WarningRow, ...]:
        """Those of clocks that still run which nobody has heard of yet, the newest mark first:
        held ones, and those that wait for the hours of a department."""
        now = self._database.clock()
        with self._database.read() as session:
            check_in_force(session, viewer)
            return _newest_first(
                row
                for kind in KINDS
                for row in _rows(
                    session,
                    kind,
                    viewer,
                    _running(kind) & or_(kind.warnings.held, kind.warnings.deliver_after > now),
                )
            )

    def _raise(self, looks: ClockLooks) -> tuple[Raised, list[datetime]]:
        """Of one kind of subject: what was raised, and the marks for which the watch stops."""
        with self._database.read() as session:
            numbers = looks.numbers(session)
        held: list[bool] = []
        missed: list[datetime] = []
        for begin in range(0, len(numbers), _AT_ONCE):
            with self._database.read() as session:
                seen, uncounted = looks.look(session, numbers[begin : begin + _AT_ONCE])
            with self._database.write() as session:
                written, moved = looks.keep(session, seen)
            held += written
            missed += moved + _waited_for(uncounted, looks.now, looks.watched_until)
        return Raised(held.count(False), held.count(True)), missed

    def _watch(self, rules: CityRules, until: datetime) -> None:
        """Store until when clocks have been watched, also if nothing was crossed."""
        mine = {"watched_until": until}
        with self._database.write() as session:
            session.execute(
                insert_into(session, WarningWatch)
                .values(centre=rules.centre, **mine)
                .on_conflict_do_update(index_elements=["centre"], set_=mine)
            )


def _waited_for(
    uncounted: Sequence[ClockColumns], now: datetime, watched_until: datetime | None
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


def _known_marks(clock: ClockColumns) -> list[datetime]:
    """As they were stored when the clock could be counted."""
    return [at for at in (clock.next_mark_at, clock.warn_at, clock.due_at) if at is not None]


def _watched(rules: CityRules) -> Select[datetime]:
    return select(WarningWatch.watched_until).where(WarningWatch.centre == rules.centre)


def _running(kind: Kind) -> ColumnElement[bool]:
    """The clock of a warning still runs."""
    clocks, warnings = kind.clocks, kind.warnings
    return exists().where(
        clocks.centre == warnings.centre,
        clocks.number == warnings.number,
        clocks.name == warnings.clock,
        clocks.ordinal == warnings.ordinal,
        clocks.ended_at.is_(None),
    )


def _held(kind: Kind) -> ColumnElement[bool]:
    return (kind.warnings.centre == THIS_CENTRE) & kind.warnings.held & _running(kind)


def _of_subject(kind: Kind) -> ColumnElement[bool]:
    mapped, warnings = kind.mapped, kind.warnings
    return (mapped.centre == warnings.centre) & (mapped.number == warnings.number)


def _is_open(kind: Kind) -> ColumnElement[bool]:
    is_open: ColumnElement[bool] = kind.mapped.stage.not_in(kind.mapped.LIFE.ended)
    return is_open


def _release(session: Session, kind: Kind, viewer: Viewer) -> int:
    in_sight = exists().where(_of_subject(kind), kind.sees(viewer))
    held = update(kind.warnings).where(_held(kind), in_sight).values(held=False)
    done = session.scalars(
        held.returning(kind.warnings.number),
        execution_options={"synchronize_session": False},
    )
    return len(done.all())


def _rows(
    session: Session, kind: Kind, viewer: Viewer, wanted: ColumnElement[bool]
) -> list[WarningRow]:
    query = select(kind.warnings).join(kind.mapped, _of_subject(kind))
    found = session.scalars(query.where(wanted, kind.sees(viewer)))
    return [WarningRow.of(kind.name, warning) for warning in found]


def _newest_first(rows: Iterable[WarningRow]) -> tuple[WarningRow, ...]:
    """At the same moment, in the order of subjects, clocks and marks."""
    in_order = sorted(rows, key=attrgetter("subject", "number", "clock", "ordinal", "mark"))
    return tuple(sorted(in_order, key=attrgetter("at"), reverse=True))
