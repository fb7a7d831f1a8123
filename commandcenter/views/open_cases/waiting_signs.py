"""What a row of the queue waits for beside its clock: a sign to see, words to read and to hear."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from PySide6.QtCore import QObject

from commandcenter.models.cases.rules.pending import ANSWERED_BY_REPLY, Pending
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.asking import TaskKind
from commandcenter.services.casebook import Casebook, CaseRow

Owed = Mapping[str, frozenset[TaskKind]]
"""The kinds of the open tasks that wait for a reply, by the number of the case."""


class Waiting(StrEnum):
    """The value is the sign. Of several answers that are owed the first one here is shown."""

    APPLICATION = "?"
    SUPERVISED = "‼"
    URGED = "!"
    ANSWER = "↩"


WIDEST_SIGNS = Waiting.APPLICATION + Waiting.SUPERVISED


def read_owed(casebook: Casebook, rows: Iterable[CaseRow], viewer: Viewer) -> Owed:
    """Few rows wait for an answer, and only those are read in full."""
    numbers = [row.number for row in rows if row.asked]
    return {
        case.row.number: frozenset(
            task.kind
            for task in case.tasks
            if task.answered_at is None and task.kind in ANSWERED_BY_REPLY
        )
        for case in casebook.cases_of(numbers, viewer=viewer)
    }


def waiting_for(row: CaseRow, owed: Collection[TaskKind]) -> list[Waiting]:
    found = [Waiting.APPLICATION] if row.pending - {Pending.CREW} else []
    if not row.asked:
        return found
    if TaskKind.SUPERVISE in owed:
        found.append(Waiting.SUPERVISED)
    if TaskKind.URGE in owed:
        found.append(Waiting.URGED)
    if not {TaskKind.SUPERVISE, TaskKind.URGE} & set(owed):
        found.append(Waiting.ANSWER)
    return found


def signs(waiting: list[Waiting]) -> str:
    """An application, and the weightiest of the answers."""
    answers = [one for one in waiting if one is not Waiting.APPLICATION]
    return "".join([*(one for one in waiting if one is Waiting.APPLICATION), *answers[:1]])


class WaitingWords(QObject):
    def text(self, waiting: Waiting) -> str:
        return {
            Waiting.APPLICATION: self.tr("waits for a decision"),
            Waiting.SUPERVISED: self.tr("supervised, reply pending"),
            Waiting.URGED: self.tr("urged, reply pending"),
            Waiting.ANSWER: self.tr("waits for a reply"),
        }[waiting]
