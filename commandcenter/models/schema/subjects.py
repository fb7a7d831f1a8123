"""The kinds of subjects that this program knows."""

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.cases.tables.photos import CasePhoto
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.warning import WATCH_FACTS, CaseWarning, watch_case
from commandcenter.models.cases.tables.words import CaseWords, Opinion
from commandcenter.models.cases.viewing import saw, sees
from commandcenter.models.work.kinds import Kind, Kinds, Records
from commandcenter.models.work.task import Task

KINDS = Kinds(
    Kind(
        mapped=Case,
        records={
            Records.CLOCKS: CaseClock,
            Records.WORDS: CaseWords,
            Records.OPINIONS: Opinion,
            Records.REPORTERS: Reporter,
            Records.TASKS: Task,
            Records.APPLICATIONS: Application,
            Records.MERGES: Merge,
            Records.PHOTOS: CasePhoto,
        },
        warnings=CaseWarning,
        sees=sees,
        saw=saw,
        limiting=("area", "department", "assisting"),
        watch=watch_case,
        watch_facts=WATCH_FACTS,
        is_counted=True,
        has_serial=True,
    )
)
