"""The lock of the process that runs the jobs."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class JobLock(Base):
    """Who runs the jobs just now; the row is taken over when its heart stops beating."""

    __tablename__ = "job_locks"

    centre: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    beaten_at: Mapped[datetime]
