"""Collects from the log entries of a case what its related rows must contain."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from commandcenter.database.bulk.inserts import Row
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.tables.photos import PhotoPhase

_read = json.JSONDecoder().raw_decode
#: The columns of a line that history is read from, in their order.
LINE = ("number", "version", "step", "stage", "actor", "at", "payload")
_PHASES: dict[str, PhotoPhase] = {
    Step.REPORT: PhotoPhase.BEFORE,
    Step.CONFIRM: PhotoPhase.CONFIRM,
    Step.FINISH: PhotoPhase.AFTER,
    Step.PASS: PhotoPhase.INSPECT,
}

Record = dict[str, Any]


class _LoggedEntry(NamedTuple):
    """A line: who did what when, and what it says beside the columns."""

    step: str
    actor: str
    at: str
    document: dict[str, Any]


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

    def _tell_records(self, line: _LoggedEntry, department: str | None) -> None:
        for task in line.document.get("tasks", ()):
            self._tell_task(task, line)
        if "task" in line.document:
            self._tell_task(_as_one_of_many(line.document["task"]), line)
        for application in line.document.get("applications", ()):
            self._tell_application(application, line, department)
        if "photos" in line.document:
            self._tell_photos(line)

    def _tell_task(self, task: Record, line: _LoggedEntry) -> None:
        asked = {"asked_by": line.actor, "asked_at": line.at}
        known = self.tasks.setdefault(task["ordinal"], asked)
        answered = (line.actor, line.at) if "answer" in task else (None, None)
        known |= {"due_at": None, "answer": None, **task}
        known["answered_by"], known["answered_at"] = answered

    def _tell_application(self, logged: Record, line: _LoggedEntry, department: str | None) -> None:
        asked = {"asked_by": line.actor, "asked_at": line.at, "department": department}
        known = self.applications.setdefault(logged["ordinal"], asked)
        known |= {"until": None, **logged}
        if logged["state"] == "endorsed":
            known["endorsed_by"], known["endorsed_at"] = line.actor, line.at
        elif logged["state"] != "asked":
            known["decided_by"], known["decided_at"] = line.actor, line.at

    def _tell_photos(self, line: _LoggedEntry) -> None:
        before = line.document.get("before")
        for nth, sha256 in enumerate(line.document["photos"]):
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


def history_of(lines: Iterable[Row]) -> History:
    """Read the log entries of a case (`LINE`), oldest first."""
    history = History()
    stage_before, department = "", None
    for _, version, step, stage, actor, at, payload in lines:
        document, _ = _read(payload)
        changed = document["set"]
        history._tell_texts(version, document)
        history._tell_records(_LoggedEntry(step, actor, at, document), department)
        if "merged_into" in changed:
            history._tell_merge(changed["merged_into"], stage_before, at)
        stage_before, department = stage, changed.get("department", department)
    return history
