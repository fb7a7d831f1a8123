"""Case numbers, and the daily anchors over the log."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.errors import NotNow
from commandcenter.models.base import Base

_MOST_A_DAY = 99_999


class CaseSerial(Base):
    """The last serial given out for a day of reporting."""

    __tablename__ = "case_serials"

    centre: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


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


def case_number(district: str, day: date, serial: int) -> str:
    """6 digits of the district + day of reporting (8) + serial of the day (5)."""
    if serial > _MOST_A_DAY:
        raise NotNow("serials-used-up", day=day, most=_MOST_A_DAY)
    return f"{district}{day:%Y%m%d}{serial:05d}"
