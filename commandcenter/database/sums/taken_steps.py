"""Which posts took the counted steps of cases: those about to be logged, and those in the log."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial

from sqlalchemy import Select, Table, Text, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from commandcenter.models.cases.case import Case
from commandcenter.models.figures.contributions import Taken
from commandcenter.models.figures.measure import COUNTED_STEPS, Measure, StepHistory, TakenStep
from commandcenter.models.staff.account import Account
from commandcenter.models.staff.actor import RESERVED_NAMES
from commandcenter.models.work.log.event_log import EventLogEntry

_LOG: Table = EventLogEntry.metadata.tables[EventLogEntry.__tablename__]
_ACCOUNTS: Table = Account.metadata.tables[Account.__tablename__]


def counted_steps() -> Select[tuple[str, str, datetime, str]]:
    """Number, step, moment and post of the steps that figures ask about, in no order; of the
    centre that the parameter `centre` names."""
    same = (_ACCOUNTS.c.centre == _LOG.c.centre) & (_ACCOUNTS.c.name == _LOG.c.actor)
    post = func.coalesce(type_coerce(_ACCOUNTS.c.post, Text), "").label("post")
    return (
        select(_LOG.c.number, _LOG.c.step, _LOG.c.at, post)
        .join_from(_LOG, _ACCOUNTS, same, isouter=True)
        .where(
            _LOG.c.centre == bindparam("centre"),
            _LOG.c.subject == Case.SUBJECT,
            _LOG.c.step.in_(COUNTED_STEPS),
        )
    )


# Asked at the end of most steps, so they are put together once.
_OF_CASE = counted_steps().where(_LOG.c.number == bindparam("number")).order_by(_LOG.c.version)
_POSTS = select(_ACCOUNTS.c.name, _ACCOUNTS.c.post).where(
    _ACCOUNTS.c.centre == bindparam("centre"),
    _ACCOUNTS.c.name.in_(bindparam("names", expanding=True)),
)


class TakenSteps:
    """The counted steps of the cases that a transaction changes."""

    def __init__(self, session: Session, centre: str, cases: Sequence[Case]) -> None:
        self._session = session
        self._centre = centre
        self._cases = cases

    def of(self, case: Case) -> Taken:
        """The steps of one case."""
        now = StepHistory(
            TakenStep(entry.step, entry.at, self._posts.get(entry.actor, ""))
            for entry in case.unlogged
            if entry.step in COUNTED_STEPS
        )
        if case.facts_before is None:
            return now.taken
        return _Later(now, partial(self._logged, case.number)).taken

    @cached_property
    def _posts(self) -> dict[str, str]:
        """The posts of the accounts that act in this transaction."""
        names = {entry.actor for case in self._cases for entry in case.unlogged} - RESERVED_NAMES
        if not names:
            return {}
        asked = {"centre": self._centre, "names": sorted(names)}
        return {name: str(post) for name, post in self._session.connection().execute(_POSTS, asked)}

    def _logged(self, number: str) -> StepHistory:
        rows = self._session.connection().execute(
            _OF_CASE, {"centre": self._centre, "number": number}
        )
        return StepHistory(TakenStep(row.step, row.at, row.post) for row in rows)


class _Later:
    """Steps of this transaction, and those of the log where it has none; the log is read once."""

    def __init__(self, now: StepHistory, read: Callable[[], StepHistory]) -> None:
        self._now = now
        self._read = read

    def taken(self, measure: Measure, at: datetime) -> TakenStep | None:
        return self._now.taken(measure, at) or self._logged.taken(measure, at)

    @cached_property
    def _logged(self) -> StepHistory:
        return self._read()
