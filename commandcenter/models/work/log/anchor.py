"""The daily anchors over the log."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class Anchor(Base):
    """One hash over all hashes of a day, chained to the day before."""

    __tablename__ = "anchors"

    centre: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    first_sequence: Mapped[int] = mapped_column(BigInteger)
    last_sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]
    previous_hash: Mapped[str]
    made_at: Mapped[datetime]


def anchor_hash(previous: str, day: date, hashes: Iterable[str]) -> str:
    """SHA-256 over the anchor before, the day, and all hashes of its lines in their order."""
    line = "\x1f".join([previous, day.isoformat(), *hashes])
    return hashlib.sha256(line.encode()).hexdigest()
