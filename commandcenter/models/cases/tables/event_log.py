"""The event log: history, feed, audit and source of figures at once. Entries are only added."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base
from commandcenter.models.cases.rules.moments import moment_text

#: What the first entry of a centre has in place of the previous hash.
GENESIS = "0" * 64

_CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


class EventLogEntry(Base):
    """One line of the history of a case (or of whatever `subject` names)."""

    __tablename__ = "event_log"
    __table_args__ = (
        Index(None, "centre", "number", "version"),
        Index(None, "centre", "at"),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    subject: Mapped[str]
    number: Mapped[str]
    version: Mapped[int]
    step: Mapped[str]
    stage: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    payload: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class Entry(NamedTuple):
    """A line of history before it has its place in the log."""

    subject: str
    number: str
    version: int
    step: str
    stage: str
    actor: str
    at: datetime
    payload: str


def canonical(document: Mapping[str, Any]) -> str:
    """JSON that comes out the same byte for byte for the same content, on every database."""
    return _CANONICAL.encode(document)


def entry_hash(
    previous_hash: str, centre: str, sequence: int, entry: Entry, recorded_at: datetime
) -> str:
    """SHA-256 over the entry and the hash before it: an altered, removed or added line shows."""
    line = "\x1f".join(
        (
            previous_hash,
            centre,
            str(sequence),
            entry.subject,
            entry.number,
            str(entry.version),
            entry.step,
            entry.stage,
            entry.actor,
            moment_text(entry.at),
            moment_text(recorded_at),
            entry.payload,
        )
    )
    return hashlib.sha256(line.encode()).hexdigest()


def salted_digest(text: str, salt: str) -> str:
    """What the log holds in place of free words: proof of them while the salt is kept."""
    return hashlib.sha256(f"{salt}\x1f{text}".encode()).hexdigest()
