"""Idempotency keys, which make requests safe to repeat."""

from datetime import datetime, timedelta

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class IdempotencyKey(Base):
    """A completed request; the same key with the same body gives the same answer."""

    __tablename__ = "idempotency_keys"

    centre: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    number: Mapped[str]
    version: Mapped[int]
    made_at: Mapped[datetime]
    #: The centre's steady age when it was taken, in seconds.
    made_at_age: Mapped[float] = mapped_column(Float(53), default=0.0)


#: A longer time without a look is counted as this: the clock may have jumped.
_MOST_BETWEEN_LOOKS = timedelta(days=1)


class SteadyAge(Base):
    """How long the centre has lived, in seconds, by steps that no jump of a clock can stretch."""

    __tablename__ = "steady_ages"

    centre: Mapped[str] = mapped_column(primary_key=True)
    seconds: Mapped[float] = mapped_column(Float(53), default=0.0)
    looked_at: Mapped[datetime]

    def look(self, now: datetime) -> None:
        """Add what has passed since the last look; nothing where the clock went back."""
        passed = min(max(now - self.looked_at, timedelta()), _MOST_BETWEEN_LOOKS)
        self.seconds += passed.total_seconds()
        self.looked_at = now
