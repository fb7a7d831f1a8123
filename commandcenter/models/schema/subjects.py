"""The kinds of subjects that this program knows."""

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.log_moves import log_moves
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.cases.tables.photos import CasePhoto
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.warning import WATCH_FACTS, CaseWarning, watch_case
from commandcenter.models.cases.tables.words import CaseWords
from commandcenter.models.cases.viewing import saw, sees
from commandcenter.models.work.kinds import Kind, Kinds, Records
from commandcenter.words import Name

KINDS = Kinds(
    Kind(
        mapped=Case,
        called=Name(zh="案件", en="case"),
        more_records={
            Records.WORDS: CaseWords,
            Records.REPORTERS: Reporter,
            Records.MERGES: Merge,
            Records.PHOTOS: CasePhoto,
        },
        warnings=CaseWarning,
        sees=sees,
        saw=saw,
        limiting=("area", "department", "assisting"),
        watch=watch_case,
        watch_facts=WATCH_FACTS,
        log_moves=log_moves,
        is_counted=True,
        has_serial=True,
    )
)
