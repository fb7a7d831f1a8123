"""Which class of right each table is in: who reads its rows, and what services may do with them."""

from dataclasses import dataclass
from enum import Enum, auto

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


class Rows(Enum):
    """Which rows of a table a person sees."""

    ALL = auto()
    #: The cases that the viewer sees; of other tables, the rows of these cases.
    CASES = auto()
    OF_CASES = auto()
    #: The pictures of the cases that the viewer sees.
    PICTURES = auto()
    #: All, for a viewer without limits; none otherwise.
    UNLIMITED = auto()
    #: All for administrators; others see what is about their own account.
    OWN_ACCOUNT = auto()
    #: Only what belongs to the own account.
    OWN = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class TableClass:
    """`services`: what the gateway and the jobs may do; `on_wall`: whether the wall reads it;
    `is_log`: posts with steps may append to it.
    """

    rows: Rows
    services: str
    on_wall: bool = False
    is_log: bool = False


_ADD, _CHANGE = "SELECT, INSERT", "SELECT, INSERT, UPDATE"
_ANYTHING = "SELECT, INSERT, UPDATE, DELETE"

CITY = TableClass(Rows.ALL, "SELECT", on_wall=True)
CASES = TableClass(Rows.CASES, _CHANGE, on_wall=True)
CLOCKS = TableClass(Rows.OF_CASES, _CHANGE, on_wall=True)
WORDS = TableClass(Rows.OF_CASES, _ANYTHING)
PICTURES = TableClass(Rows.PICTURES, _ANYTHING)
#: A desk shows them masked; to see them as they are takes a reason, and a line in the access log.
REPORTERS = TableClass(Rows.NONE, _ANYTHING)
LOG = TableClass(Rows.OF_CASES, _ADD, is_log=True)
PROOFS = TableClass(Rows.NONE, _ADD)
FIGURES = TableClass(Rows.UNLIMITED, _ANYTHING, on_wall=True)
ACCOUNTS = TableClass(Rows.OWN_ACCOUNT, "SELECT")
ACCESS_LOG = TableClass(Rows.OWN_ACCOUNT, _ADD)
DRAFTS = TableClass(Rows.OWN, _ANYTHING)
KEYS = TableClass(Rows.NONE, "SELECT")
PASSWORDS = TableClass(Rows.NONE, "")
MACHINERY = TableClass(Rows.NONE, _ANYTHING)

CLASSES: dict[type[Base], TableClass] = {
    **dict.fromkeys(
        (
            *(Centre, PackVersion, Area, UnitGrid, Road, Category, FilingCondition),
            *(Department, PatrolArea, CalendarVersion, CalendarOverride),
        ),
        CITY,
    ),
    Case: CASES,
    CaseClock: CLOCKS,
    **dict.fromkeys(
        (CaseWords, Opinion, Task, Application, Merge, CasePhoto, CaseWarning, ResidentReference),
        WORDS,
    ),
    Photo: PICTURES,
    Reporter: REPORTERS,
    EventLogEntry: LOG,
    Seal: PROOFS,
    Anchor: PROOFS,
    AnchorSignature: PROOFS,
    StoredSums: FIGURES,
    Account: ACCOUNTS,
    SignInEvent: ACCESS_LOG,
    CommandLineUse: ACCESS_LOG,
    IdentityRead: ACCESS_LOG,
    IdentityReadReason: ACCESS_LOG,
    Draft: DRAFTS,
    GatewayKey: KEYS,
    Credential: PASSWORDS,
    **dict.fromkeys(
        (PhotoOriginal, IdempotencyKey, SteadyAge, JobLock, JobBeat, WarningWatch, CaseSerial),
        MACHINERY,
    ),
}
#: The column that names an account, where rows are about one.
ACCOUNT_COLUMN: dict[type[Base], str] = {
    Account: "name",
    SignInEvent: "account",
    CommandLineUse: "account",
    IdentityRead: "reader",
    IdentityReadReason: "reader",
    Draft: "account",
}
