"""Checks that tasks, applications, mergers and photos agree with history."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from operator import attrgetter

from commandcenter.database.bulk.inserts import Row
from commandcenter.models.base import Base
from commandcenter.models.cases.tables.photos import PhotoPhase
from commandcenter.models.work.kinds import Kind, Records
from commandcenter.models.work.log.event_log import salted_digest
from commandcenter.services.log_audit.shared.faults import LogFault
from commandcenter.services.log_audit.shared.raw_rows import names_of
from commandcenter.services.log_audit.subjects.logged_history import History, Record

Check = Callable[[Iterable[Row], Mapping[str, History]], Iterator[LogFault]]


def _check(
    kept: Callable[[History], dict[int, Record]],
    agree: Callable[[Record, Record, Kind], bool],
    what: str,
) -> Callable[[type[Base], Kind], Check]:
    """Compares rows with what `kept` gives of a history, by their ordinal."""
    return partial(_check_of, kept, agree, what)


def _check_of(
    kept: Callable[[History], dict[int, Record]],
    agree: Callable[[Record, Record, Kind], bool],
    what: str,
    mapped: type[Base],
    kind: Kind,
) -> Check:
    names = names_of(mapped)

    def faults(rows: Iterable[Row], logged: Mapping[str, History]) -> Iterator[LogFault]:
        for values in rows:
            row = dict(zip(names, values, strict=True))
            expected = kept(logged[row["number"]]).pop(row["ordinal"], None)
            if expected is None or not agree(row, expected, kind):
                params = {"ordinal": row["ordinal"]}
                yield LogFault(None, row["number"], f"log-{what}-differs", params)
        for number, history in logged.items():
            for ordinal in kept(history):
                yield LogFault(None, number, f"log-{what}-gone", {"ordinal": ordinal})

    return faults


def _same(row: Record, expected: Record) -> bool:
    """Whether the row agrees with history; columns that history does not mention must be empty."""
    return {**dict.fromkeys(row), **expected} == row


def _same_task(row: Record, logged: Record, kind: Kind) -> bool:
    """Compare a task; the log has a digest of a crew, and the address of anybody else."""
    expected = {name: value for name, value in logged.items() if name != "to"}
    to = f"{row['assignee_kind']}:{row['assignee']}"
    if row["assignee_kind"] == "crew":
        to = salted_digest(str(row["assignee"]), str(row["salt"]))
        expected["salt"] = row["salt"]
    named = {name: row[name] for name in ("number", "assignee_kind", "assignee")}
    return to == logged["to"] and _same(row, {"subject": kind.name, **named, **expected})


def _same_of_number(row: Record, logged: Record, _kind: Kind) -> bool:
    own = {name: row[name] for name in ("number", "ordinal")}
    return _same(row, {**own, **logged})


def _same_photo(row: Record, logged: Record, kind: Kind) -> bool:
    """Compare a photo; older entries do not say which photos were taken before and which after."""
    phase = logged["phase"]
    if phase is None and row["phase"] in (PhotoPhase.BEFORE, PhotoPhase.AFTER):
        phase = row["phase"]
    return _same_of_number(row, {**logged, "phase": phase and str(phase)}, kind)


RECORD_CHECKS: Mapping[Records, Callable[[type[Base], Kind], Check]] = {
    Records.TASKS: _check(attrgetter("tasks"), _same_task, "task"),
    Records.APPLICATIONS: _check(attrgetter("applications"), _same_of_number, "application"),
    Records.MERGES: _check(attrgetter("merges"), _same_of_number, "merger"),
    Records.PHOTOS: _check(attrgetter("photos"), _same_photo, "photo"),
}
