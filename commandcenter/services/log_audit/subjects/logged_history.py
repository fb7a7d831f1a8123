"""Collects from the log entries of a case what its related rows must contain."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from commandcenter.database.bulk.inserts import Row
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.tables.photos import PhotoPhase
from commandcenter.models.work.replaying import changed_columns

_read = json.JSONDecoder().raw_decode
_CHANGES = '"set":{'
_PHASES: dict[str, PhotoPhase] = {
    Step.REPORT: PhotoPhase.BEFORE,
    Step.CONFIRM: PhotoPhase.CONFIRM,
    Step.FINISH: PhotoPhase.AFTER,
    Step.PASS: PhotoPhase.INSPECT,
}

Record = dict[str, Any]


class LoggedLine(NamedTuple):
    """A line of a subject: who did what when, and what it says beside the columns."""

    number: str
    version: int
    sequence: int
    step: str
    stage: str
    actor: str
    at: str
    payload: str
    #: What the payload says; None where it cannot be read.
    document: dict[str, Any] | None

    @classmethod
    def of(cls, row: Row) -> "LoggedLine":
        """`row`: the columns in the order of `LINE`."""
        try:
            document, _ = _read(row[-1])
        except (ValueError, TypeError):
            document = None
        return cls._make((*row, document))

    def changed(self) -> dict[str, Any]:
        """The columns that it changed. ValueError or TypeError where that cannot be read."""
        if self.document is None or _CHANGES not in self.payload:
            return changed_columns(self.payload)
        columns: dict[str, Any] = self.document["set"]
        return columns


#: The columns of a line that are read from the database, in their order.
LINE = LoggedLine._fields[:-1]


@dataclass(slots=True)
class History:
    """The last word on each clock, text and record of a case; records as their tables hold them."""

    #: Documents of clocks by name and ordinal.
    clocks: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    #: Digests of description and address.
    words: dict[str, str] = field(default_factory=dict)
    reporters: tuple[str, ...] = ()
    #: What was written with a step: version and digest.
    opinions: tuple[tuple[int, str], ...] = ()
    #: By ordinal; `to` stands for the assignee, as the log has it.
    tasks: dict[int, Record] = field(default_factory=dict)
    applications: dict[int, Record] = field(default_factory=dict)
    merges: dict[int, Record] = field(default_factory=dict)
    #: `phase` is None where an older line leaves it open.
    photos: dict[int, Record] = field(default_factory=dict)

    def _tell_texts(self, version: int, document: dict[str, Any]) -> None:
        for clock in document.get("clocks", ()):
            self.clocks[clock["name"], clock["ordinal"]] = clock
        if "words" in document:
            self.words |= document["words"]
        if "reporter" in document:
            self.reporters += (document["reporter"],)
        if "opinion" in document:
            self.opinions += ((version, document["opinion"]),)

    def _tell_records(
        self, line: LoggedLine, document: dict[str, Any], department: str | None
    ) -> None:
        for task in document.get("tasks", ()):
            self._tell_task(task, line)
        if "task" in document:
            self._tell_task(_as_one_of_many(document["task"]), line)
        for application in document.get("applications", ()):
            self._tell_application(application, line, department)
        if "photos" in document:
            self._tell_photos(line, document)

    def _tell_task(self, task: Record, line: LoggedLine) -> None:
        asked = {"asked_by": line.actor, "asked_at": line.at}
        known = self.tasks.setdefault(task["ordinal"], asked)
        answered = (line.actor, line.at) if "answer" in task else (None, None)
        known |= {"due_at": None, "answer": None, **task}
        known["answered_by"], known["answered_at"] = answered

    def _tell_application(self, logged: Record, line: LoggedLine, department: str | None) -> None:
        asked = {"asked_by": line.actor, "asked_at": line.at, "department": department}
        known = self.applications.setdefault(logged["ordinal"], asked)
        known |= {"until": None, **logged}
        if logged["state"] == "endorsed":
            known["endorsed_by"], known["endorsed_at"] = line.actor, line.at
        elif logged["state"] != "asked":
            known["decided_by"], known["decided_at"] = line.actor, line.at

    def _tell_photos(self, line: LoggedLine, document: dict[str, Any]) -> None:
        before = document.get("before")
        for nth, sha256 in enumerate(document["photos"]):
            phase: str | None = _PHASES.get(line.step)
            if line.step == Step.SELF_HANDLE and before is not None:
                phase = PhotoPhase.BEFORE if nth < before else PhotoPhase.AFTER
            photo = {"sha256": sha256, "phase": phase, "added_at": line.at}
            self.photos[len(self.photos) + 1] = photo

    def _tell_merge(self, into: str | None, stage: str, at: str) -> None:
        if into is not None:
            merge = {"into": into, "stage": stage, "merged_at": at, "undone_at": None}
            self.merges[len(self.merges) + 1] = merge
        elif self.merges:
            self.merges[len(self.merges)]["undone_at"] = at


def _as_one_of_many(task: Record) -> Record:
    """Lines of the first tables tell of one task, which is always an account's."""
    logged = {name: value for name, value in task.items() if name != "assignee"}
    return logged | ({"to": f"account:{task['assignee']}"} if "assignee" in task else {})


def history_of(lines: Iterable[LoggedLine]) -> History:
    """Read the lines of a case, oldest first. ValueError where one cannot be read."""
    history = History()
    stage_before, department = "", None
    for line in lines:
        document = line.document
        if document is None:
            raise ValueError(f"line {line.version} of {line.number} cannot be read")
        changed = document["set"]
        history._tell_texts(line.version, document)
        history._tell_records(line, document, department)
        if "merged_into" in changed:
            history._tell_merge(changed["merged_into"], stage_before, line.at)
        stage_before, department = line.stage, changed.get("department", department)
    return history
