"""Which tables a district replicates to its city, and which never leave the district.

Every table is in one of the two lists: a new one is replicated only if it is added to the first.
"""

from commandcenter.models.base import Base
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.case_serial import CaseSerial
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.cases.tables.photos import CasePhoto, Photo, PhotoOriginal
from commandcenter.models.cases.tables.reporter import Reporter, ResidentReference
from commandcenter.models.cases.tables.warning import CaseWarning
from commandcenter.models.cases.tables.words import CaseWords, Opinion
from commandcenter.models.city.calendar_override import CalendarOverride
from commandcenter.models.city.centre import Centre, PackVersion
from commandcenter.models.city.content import (
    Area,
    CalendarVersion,
    Category,
    Department,
    FilingCondition,
    PatrolArea,
    Road,
    UnitGrid,
)
from commandcenter.models.figures.stored_sums import StoredSums
from commandcenter.models.schema.seal import Seal
from commandcenter.models.staff.access_log import CommandLineUse, IdentityRead, IdentityReadReason
from commandcenter.models.staff.account import Account, GatewayKey
from commandcenter.models.staff.credential import Credential, SignInEvent
from commandcenter.models.staff.draft import Draft
from commandcenter.models.staff.idempotency import IdempotencyKey, SteadyAge
from commandcenter.models.staff.job_beat import JobBeat
from commandcenter.models.staff.job_lock import JobLock
from commandcenter.models.work.log.anchor import Anchor
from commandcenter.models.work.log.anchor_signature import AnchorSignature
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.models.work.task import Task
from commandcenter.models.work.warning import WarningWatch

#: Cases, their history and its proofs, figures, and the rules that they follow.
PUBLISHED: tuple[type[Base], ...] = (
    Centre,
    PackVersion,
    Area,
    UnitGrid,
    Road,
    Category,
    FilingCondition,
    Department,
    PatrolArea,
    CalendarVersion,
    CalendarOverride,
    Case,
    CaseClock,
    CaseWords,
    Opinion,
    Task,
    Application,
    Merge,
    Photo,
    CasePhoto,
    CaseWarning,
    CaseSerial,
    EventLogEntry,
    Seal,
    Anchor,
    AnchorSignature,
    StoredSums,
)
#: Reporters, accounts, the access log, photos with their metadata; keys of callers;
#: and what only the district's own processes use.
LEFT_OUT: tuple[type[Base], ...] = (
    Reporter,
    ResidentReference,
    Account,
    GatewayKey,
    IdentityRead,
    IdentityReadReason,
    CommandLineUse,
    Credential,
    SignInEvent,
    PhotoOriginal,
    IdempotencyKey,
    Draft,
    SteadyAge,
    JobLock,
    JobBeat,
    WarningWatch,
)
#: Columns of `centres` that are left out: the city has its own home and its own clock.
_OWN_OF_CENTRES = frozenset({"is_home", "clock_real_from", "clock_shown_from", "clock_speed"})


def centre_column(mapped: type[Base]) -> str:
    """The column that says which centre a row belongs to."""
    return "code" if mapped is Centre else "centre"


def published_columns(mapped: type[Base]) -> tuple[str, ...]:
    """The columns of a published table that travel."""
    names = (column.key for column in mapped.__table__.columns)
    return tuple(name for name in names if mapped is not Centre or name not in _OWN_OF_CENTRES)
