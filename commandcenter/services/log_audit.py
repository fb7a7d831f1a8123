"""Whether history can be believed: chain, numbering, and that history and cases agree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.event_log import GENESIS, Entry, EventLogEntry, entry_hash
from commandcenter.models.cases.replaying import columns_from_history
from commandcenter.models.city.centre import THIS_CENTRE

_BATCH = 500
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class LogFault:
    """Something that cannot be: `sequence` in the log, or None where a case has no such line."""

    sequence: int | None
    number: str | None
    fault: str


@dataclass(frozen=True, slots=True)
class Verdict:
    entries: int
    faults: tuple[LogFault, ...]


class LogAudit:
    """Reads the whole log; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(self) -> Verdict:
        """Every fault, in the order of the log, then of the cases."""
        with self._database.read() as session:
            chain = _Chain()
            faults = [fault for entry in _entries(session) for fault in chain.check(entry)]
            faults += _case_faults(session, chain.versions)
        return Verdict(chain.count, tuple(faults))


class _Chain:
    """What the last line was, and which version each case had come to."""

    def __init__(self) -> None:
        self.count = 0
        self.versions: dict[str, int] = {}
        self._sequence = 0
        self._hash = GENESIS

    def check(self, entry: Row[Any]) -> Iterator[LogFault]:
        self.count += 1
        if entry.sequence != self._sequence + 1:
            missing = f"lines {self._sequence + 1} to {entry.sequence - 1} are missing"
            yield LogFault(entry.sequence, entry.number, missing)
        elif entry.previous_hash != self._hash:
            yield LogFault(entry.sequence, entry.number, "does not follow the line before it")
        found = entry_hash(
            entry.previous_hash, entry.centre, entry.sequence, _unplaced(entry), entry.recorded_at
        )
        if found != entry.hash:
            yield LogFault(entry.sequence, entry.number, "was altered")
        if entry.version != self.versions.get(entry.number, 0) + 1:
            yield LogFault(entry.sequence, entry.number, "is out of order in its case")
        self.versions[entry.number] = entry.version
        self._sequence, self._hash = entry.sequence, entry.hash


def _unplaced(entry: Row[Any]) -> Entry:
    return Entry(
        entry.subject,
        entry.number,
        entry.version,
        entry.step,
        entry.stage,
        entry.actor,
        entry.at,
        entry.payload,
    )


def _entries(session: Session) -> Iterator[Row[Any]]:
    """The lines as plain rows: a year of mapped objects would not be let go while it streams."""
    query = (
        select(*EventLogEntry.__table__.columns)
        .where(EventLogEntry.centre == THIS_CENTRE)
        .order_by(EventLogEntry.sequence)
    )
    yield from session.execute(query.execution_options(yield_per=_AT_ONCE))


def _case_faults(session: Session, versions: dict[str, int]) -> Iterator[LogFault]:
    """Cases without history, histories without case, and columns that history tells otherwise."""
    numbers = sorted(session.scalars(select(Case.number).where(Case.centre == THIS_CENTRE)))
    for gone in sorted(versions.keys() - set(numbers)):
        yield LogFault(None, gone, "the case is gone, its history is there")
    for start in range(0, len(numbers), _BATCH):
        yield from _disagreements(session, numbers[start : start + _BATCH])
        session.expunge_all()


def _disagreements(session: Session, numbers: Sequence[str]) -> Iterator[LogFault]:
    payloads = _payloads(session, numbers)
    query = select(Case).where(Case.centre == THIS_CENTRE, Case.number.in_(numbers))
    for case in session.scalars(query):
        try:
            told = columns_from_history(payloads.get(case.number, ()))
        except (ValueError, TypeError, KeyError):
            yield LogFault(None, case.number, "its history cannot be read")
            continue
        stored = case.columns()
        differ = sorted(
            name for name in told.keys() | stored.keys() if told.get(name) != stored.get(name)
        )
        if differ:
            names = ", ".join(differ)
            yield LogFault(None, case.number, f"the case and its history differ in: {names}")


def _payloads(session: Session, numbers: Sequence[str]) -> dict[str, list[str]]:
    rows: Iterable[Any] = session.execute(
        select(EventLogEntry.number, EventLogEntry.payload)
        .where(EventLogEntry.centre == THIS_CENTRE, EventLogEntry.number.in_(numbers))
        .order_by(EventLogEntry.number, EventLogEntry.version)
    )
    found: dict[str, list[str]] = {}
    for number, payload in rows:
        found.setdefault(number, []).append(payload)
    return found
