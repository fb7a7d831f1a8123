"""Which cases a measure counts, and under which key, as conditions on queries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_, select, true

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.figures.measure import STEPS_OF, Measure
from commandcenter.models.staff.account import Account
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.services.statistics.query import By

#: A case that ended in this way has no deadline to meet.
_WITHOUT_DEADLINE = (Stage.VOIDED, Stage.MERGED)
#: When the hours of handling begin: other systems do not tell when they filed.
SINCE = case((Case.imported, Case.reported_at), else_=Case.filed_at)
#: Its handling is asked for by the day of its deadline.
OWED = Case.stage.not_in(_WITHOUT_DEADLINE)
_HANDLED = Case.handling_ended_at.is_not(None)
_IN_TIME = (Case.handling_ended_at <= Case.due_at) | Case.excused
_CLOSED = Case.closed_at.is_not(None)
_HAD = Case.dispatched_at.is_not(None)
_CONFIRMED = (
    select(EventLogEntry.number)
    .where(
        EventLogEntry.centre == Case.centre,
        EventLogEntry.number == Case.number,
        EventLogEntry.step == Step.CONFIRM,
        EventLogEntry.at == Case.accepted_at,
    )
    .correlate(Case)
    .exists()
)
#: What else must be true of a case for a measure to count it; the twin of `contributions`. What
#: was due depends on now as well: see `also`.
_EXTRA: Mapping[Measure, tuple[ColumnElement[bool], ...]] = {
    Measure.HANDLING_KNOWN: (SINCE.is_not(None),),
    Measure.HANDLING_SECONDS: (SINCE.is_not(None),),
    Measure.CONFIRMED: (_CONFIRMED,),
    Measure.VOIDED: (Case.stage == Stage.VOIDED,),
    Measure.CLOSED_DISPATCHED: (_HAD,),
    Measure.RIGHT_FIRST_TIME: (_HAD, Case.transfers == 0),
    Measure.REWORKED: (_HAD, Case.reworks > 0),
    Measure.SELF_HANDLED: (Case.self_handled.is_(True),),
    Measure.DUE_HANDLED: (OWED, _HANDLED),
    Measure.DUE_HANDLED_ON_TIME: (OWED, _HANDLED, _IN_TIME),
    Measure.DUE_CLOSED: (OWED, _HANDLED, _CLOSED),
    Measure.DUE_CLOSED_ON_TIME: (OWED, _HANDLED, _IN_TIME, _CLOSED),
}
_CASE_KEY: Mapping[By | None, Any] = {
    None: literal(""),
    By.AREA: Case.area,
    By.DEPARTMENT: Case.department,
    By.CATEGORY: Case.category,
    By.SOURCE: Case.source,
    By.SOURCE_KIND: Case.source,
    By.CENTRE: Case.centre,
}
_MOMENTS: Mapping[Measure, Any] = {
    Measure.REPORTED: Case.reported_at,
    Measure.ACCEPTED: Case.accepted_at,
    Measure.CONFIRMED: Case.accepted_at,
    Measure.FILED: Case.filed_at,
    Measure.VOIDED: Case.filed_at,
    Measure.DISPATCHED: Case.dispatched_at,
    Measure.HANDLED: Case.handling_ended_at,
    Measure.HANDLING_SECONDS: Case.handling_ended_at,
    Measure.HANDLING_KNOWN: Case.handling_ended_at,
    Measure.CLOSED: Case.closed_at,
    Measure.CLOSED_DISPATCHED: Case.closed_at,
    Measure.RIGHT_FIRST_TIME: Case.closed_at,
    Measure.REWORKED: Case.closed_at,
    Measure.SELF_HANDLED: Case.closed_at,
}


def also(measure: Measure, now: datetime) -> ColumnElement[bool]:
    """The condition of a measure apart from its day; cases due in the future do not count."""
    if measure is Measure.DUE:
        return OWED & or_(Case.due_at <= now, _HANDLED)
    return and_(true(), *_EXTRA.get(measure, ()))


def moment_of(measure: Measure) -> Any:
    """The column whose day a measure uses; for measures of due cases, the due day."""
    return _MOMENTS.get(measure, Case.due_at)


def in_area(column: Any, area: str) -> ColumnElement[bool]:
    """A condition: within the area of this code; '' = outside all areas."""
    condition: ColumnElement[bool] = column.startswith(area, autoescape=True)
    return condition if area else column == ""


def case_key(by: By | None, measure: Measure) -> Any:
    """The key under which a case is counted; for posts, the post that took the step, '' for keys
    and the program."""
    if by is not By.POST:
        return _CASE_KEY[by]
    return (
        select(Account.post)
        .join(
            EventLogEntry,
            (EventLogEntry.centre == Account.centre) & (EventLogEntry.actor == Account.name),
        )
        .where(
            EventLogEntry.centre == Case.centre,
            EventLogEntry.number == Case.number,
            EventLogEntry.subject == Case.SUBJECT,
            EventLogEntry.step.in_(STEPS_OF[measure]),
            EventLogEntry.at == moment_of(measure),
        )
        .order_by(EventLogEntry.version.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
