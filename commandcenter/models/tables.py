"""Every mapped class, gathered so that migrations and a new database know all tables."""

from commandcenter.models import seal
from commandcenter.models.base import Base
from commandcenter.models.cases import case
from commandcenter.models.cases.tables import (
    application,
    case_clock,
    event_log,
    records,
    serial,
    warning,
)
from commandcenter.models.city import calendar_override, centre, content
from commandcenter.models.figures import kept_sums
from commandcenter.models.staff import account, draft, keys

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "account",
    "application",
    "calendar_override",
    "case",
    "case_clock",
    "centre",
    "content",
    "draft",
    "event_log",
    "kept_sums",
    "keys",
    "records",
    "seal",
    "serial",
    "warning",
]
