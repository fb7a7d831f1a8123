"""Cases as screens and callers read them: frozen rows, cut to what the viewer may see."""

from commandcenter.services.casebook.casebook import Casebook
from commandcenter.services.casebook.rows import (
    ApplicationRow,
    CaseDetails,
    CaseFilter,
    CaseRow,
    ClockExplanation,
    ClockRow,
    HistoryLine,
    PhotoRow,
    ReporterRow,
    SoughtWord,
    TaskRow,
)

__all__ = [
    "ApplicationRow",
    "CaseDetails",
    "CaseFilter",
    "CaseRow",
    "Casebook",
    "ClockExplanation",
    "ClockRow",
    "HistoryLine",
    "PhotoRow",
    "ReporterRow",
    "SoughtWord",
    "TaskRow",
]
