"""The append-only event log: source of history, feed, audit and figures."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base
from commandcenter.models.moments import moment_text

#: What the first entry of a centre has in place of the previous hash.
GENESIS = "0" * 64

_CANONICAL = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    allow_nan=False,
    check_circular=False,  # documents are put together from values and hold no reference back
)


class EventLogEntry(Base):
    """One entry in the history of a case (or of another `subject`)."""

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
    """A log entry that has no number in the log yet."""

    subject: str
    number: str
    version: int
    step: str
    stage: str
    actor: str
    at: datetime
    payload: str


def canonical(document: Mapping[str, Any]) -> str:
    """Canonical JSON: the same content gives the same bytes on every database."""
    return _CANONICAL.encode(document)


def entry_hash(
    previous_hash: str, centre: str, sequence: int, entry: Entry, recorded_at: datetime
) -> str:
    """SHA-256 over the entry and the previous hash, so that altered, removed or added entries are
    noticed."""
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
    """The digest that the log stores in place of free text; proof of the text as long as its salt
    exists."""
    return hashlib.sha256(f"{salt}\x1f{text}".encode()).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(8)
