"""What makes a request safe to repeat, who runs the jobs, who read an identity."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class IdempotencyKey(Base):
    """A request that was taken once: the same key with the same body gives the same answer."""

    __tablename__ = "idempotency_keys"

    centre: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    number: Mapped[str]
    version: Mapped[int]
    made_at: Mapped[datetime]


class JobLock(Base):
    """Who runs the jobs just now; the row is taken over when its heart stops beating."""

    __tablename__ = "job_locks"

    centre: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    beaten_at: Mapped[datetime]


class IdentityRead(Base):
    """Who looked at a reporter's identity, and when. Wakes nobody."""

    __tablename__ = "identity_reads"

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[datetime] = mapped_column(primary_key=True)
