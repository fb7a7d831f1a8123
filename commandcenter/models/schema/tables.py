"""Every mapped class, gathered so that migrations and a new database know all tables."""

from commandcenter.models.base import Base
from commandcenter.models.cases import case
from commandcenter.models.cases.tables import (
    application,
    case_clock,
    case_serial,
    merge,
    photos,
    reporter,
    warning,
    words,
)
from commandcenter.models.city import calendar_override, centre, content
from commandcenter.models.figures import stored_sums
from commandcenter.models.schema import seal
from commandcenter.models.staff import access_log, account, draft, idempotency, job_beat, job_lock
from commandcenter.models.work import task
from commandcenter.models.work.log import anchor, event_log

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "access_log",
    "account",
    "anchor",
    "application",
    "calendar_override",
    "case",
    "case_clock",
    "case_serial",
    "centre",
    "content",
    "draft",
    "event_log",
    "idempotency",
    "job_beat",
    "job_lock",
    "merge",
    "photos",
    "reporter",
    "seal",
    "stored_sums",
    "task",
    "warning",
    "words",
]
