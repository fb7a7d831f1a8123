"""Cases without the mapping, for importing tens of thousands of histories."""

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.cases.tables.photos import CasePhoto
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.words import CaseWords, Opinion
from commandcenter.models.work.bare import bare, bare_of
from commandcenter.models.work.task import Task

BareCase = bare(
    Case,
    CLOCK=bare_of(CaseClock),
    WORDS=bare_of(CaseWords),
    OPINION=bare_of(Opinion),
    REPORTER=bare_of(Reporter),
    PHOTO=bare_of(CasePhoto),
    TASK=bare_of(Task),
    APPLICATION=bare_of(Application),
    MERGE=bare_of(Merge),
)
