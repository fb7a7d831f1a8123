"""The line of history that made the present version of a case."""

from datetime import datetime

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from commandcenter.models.cases.case import Case
from commandcenter.models.staff.idempotency import IdempotencyKey
from commandcenter.models.work.log.event_log import EventLogEntry

#: Asked before every step, so it is put together once.
_LOG = EventLogEntry.metadata.tables[EventLogEntry.__tablename__].c
_LINE = select(_LOG.step, _LOG.stage, _LOG.actor, _LOG.at).where(
    *(_LOG[name] == bindparam(name) for name in ("centre", "number", "version"))
)


def last_line(session: Session, row: Case | IdempotencyKey) -> Row[str, str, str, datetime]:
    """Step, stage, actor and moment of the line of history that made this version of a case."""
    which = {"centre": row.centre, "number": row.number, "version": row.version}
    return session.connection().execute(_LINE, which).one()
