"""Checks the chain of the log: numbering without gaps, each entry hashed over the previous one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.models.work.log.event_log import GENESIS, EventLogEntry
from commandcenter.services.log_audit.shared.faults import LogFault
from commandcenter.services.log_audit.shared.raw_rows import Audited, log_between

_ENTRIES_OF_A_STRETCH = 50_000
#: Of a column that holds 64 bits; SQLite takes a text for more than any number.
_LAST_SEQUENCE = 2**63 - 1


class LogStretch(NamedTuple):
    """The entries with `after` < sequence <= `until`; None: from the first, to the last."""

    after: int | None
    until: int | None


class LogEnd(NamedTuple):
    """The last entry that was read."""

    last: int = 0
    last_hash: str = GENESIS


@dataclass
class ReadStretch:
    """What was found in a stretch of the log."""

    end: LogEnd
    count: int = 0
    #: The names of the kinds of subjects in it.
    subjects: set[str] = field(default_factory=set)
    #: Each with the sequence that it was found at.
    faults: list[tuple[int, LogFault]] = field(default_factory=list)

    def add_fault(
        self, sequence: int, number: str, fault_id: str, params: Mapping[str, object] | None = None
    ) -> None:
        self.faults.append((sequence, LogFault(sequence, number, fault_id, params or {})))


class Chain(ReadStretch):
    """The log of a centre as far as it was read."""

    def __init__(self, centre: str) -> None:
        super().__init__(LogEnd())
        self.centre = centre

    def add(self, following: ReadStretch) -> None:
        """Take the stretch that follows in the log."""
        self.end = following.end
        self.count += following.count
        self.subjects |= following.subjects
        self.faults += following.faults


def log_reaches(session: Session, centre: str, sequence: int) -> bool:
    """Whether the log of a centre has an entry with this sequence or a later one."""
    log = EventLogEntry.__table__.c
    later = log.sequence.between(sequence, _LAST_SEQUENCE)
    found = select(log.sequence).where(log.centre == centre, later).limit(1)
    return session.execute(found).first() is not None


def log_stretches(audited: Audited, at_most: int = _ENTRIES_OF_A_STRETCH) -> list[LogStretch]:
    """The log cut into stretches that can be read apart from each other."""
    log = EventLogEntry.__table__.c
    of_centre = select(log.sequence).where(log.centre == audited.centre).order_by(log.sequence)
    one = of_centre.offset(at_most - 1).limit(1)
    ends: list[int] = []
    end = audited.connection.scalar(one)
    while isinstance(end, int):  # SQLite keeps any value, and puts it after numbers
        ends.append(end)
        end = audited.connection.scalar(one.where(log.sequence > end))
    return [LogStretch(*ends_of) for ends_of in zip([None, *ends], [*ends, None], strict=True)]


def read_stretch(audited: Audited, stretch: LogStretch) -> ReadStretch:
    """Read a stretch of the log from its first line to its last.

    The hash is made as `entry_hash` makes it, of the texts as they lie there.
    """
    read = ReadStretch(_end_before(audited, stretch))
    centre, (last, last_hash) = audited.centre, read.end
    for (
        sequence, subject, number, version, step, stage, actor,
        at, recorded_at, payload, previous, found,
    ) in log_between(audited, *stretch)():  # fmt: skip
        line = (
            f"{previous}\x1f{centre}\x1f{sequence}\x1f{subject}\x1f{number}\x1f{version}"
            f"\x1f{step}\x1f{stage}\x1f{actor}\x1f{at}\x1f{recorded_at}\x1f{payload}"
        )
        read.count += 1
        if not isinstance(sequence, int):
            params = {"sequence": _shown(sequence)}
            fault = LogFault(None, _shown(number), "log-line-unnumbered", params)
            read.faults.append((last, fault))
            continue
        if sequence != last + 1:
            missing = {"first": last + 1, "last": sequence - 1}
            read.add_fault(sequence, number, "log-lines-missing", missing)
        elif previous != last_hash:
            read.add_fault(sequence, number, "log-line-unchained")
        if hashlib.sha256(line.encode()).hexdigest() != found:
            read.add_fault(sequence, number, "log-line-altered")
        read.subjects.add(subject)
        last, last_hash = sequence, found
    read.end = LogEnd(last, last_hash)
    return read


def _end_before(audited: Audited, stretch: LogStretch) -> LogEnd:
    if stretch.after is None:
        return LogEnd()
    log = EventLogEntry.__table__.c
    of_line = select(log.hash).where(log.centre == audited.centre, log.sequence == stretch.after)
    return LogEnd(stretch.after, audited.connection.execute(of_line).scalar_one())


def _shown(value: object) -> str:
    """A value that is neither number nor text, in a form that every output can show."""
    return value if isinstance(value, str) else repr(value)
