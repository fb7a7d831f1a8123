"""Whether history can be believed: chain, numbering, and that history and cases agree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Text, select, type_coerce
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.models.base import Word
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.case_columns import COLUMNS, as_logged
from commandcenter.models.cases.event_log import GENESIS, Entry, EventLogEntry, entry_hash
from commandcenter.models.cases.replaying import columns_from_history
from commandcenter.models.cases.serial import Anchor, anchor_hash
from commandcenter.models.city.centre import THIS_CENTRE

#: The stored columns as the database holds them: also words that no case could have.
_STORED = tuple(
    type_coerce(column, Text).label(column.key) if isinstance(column.type, Word) else column
    for column in Case.__table__.columns
    if column.key in COLUMNS
)
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
            faults += _anchor_faults(session)
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
    query = select(*_STORED).where(Case.centre == THIS_CENTRE, Case.number.in_(numbers))
    for row in session.execute(query):
        try:
            told = columns_from_history(payloads.get(row.number, ()))
        except (ValueError, TypeError, KeyError):
            yield LogFault(None, row.number, "its history cannot be read")
            continue
        stored = {
            name: as_logged(value) for name, value in row._mapping.items() if value is not None
        }
        differ = sorted(
            name for name in told.keys() | stored.keys() if told.get(name) != stored.get(name)
        )
        if differ:
            names = ", ".join(differ)
            yield LogFault(None, row.number, f"the case and its history differ in: {names}")


def _anchor_faults(session: Session) -> Iterator[LogFault]:
    """Days whose hash is no longer that of their lines: a log that was written anew as a whole."""
    previous = GENESIS
    anchors = select(Anchor).where(Anchor.centre == THIS_CENTRE).order_by(Anchor.day)
    for anchor in session.scalars(anchors):
        hashes = session.scalars(
            select(EventLogEntry.hash)
            .where(
                EventLogEntry.centre == THIS_CENTRE,
                EventLogEntry.sequence.between(anchor.first_sequence, anchor.last_sequence),
            )
            .order_by(EventLogEntry.sequence)
        )
        found = anchor_hash(previous, anchor.day, hashes)
        if (anchor.previous_hash, anchor.hash) != (previous, found):
            fault = f"the lines of {anchor.day} are not those that were anchored"
            yield LogFault(anchor.first_sequence, None, fault)
        previous = anchor.hash


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
