"""The lock of the process that runs the jobs."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class JobLock(Base):
    """The process that runs the jobs; another one takes over the row when it is no longer
    renewed."""

    __tablename__ = "job_locks"

    centre: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    beaten_at: Mapped[datetime]
