"""The heart-beats of the jobs."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class JobBeat(Base):
    """When a kind of job last began, ended and succeeded, by the real clock.

    `trouble` is the id of the last run's refusal, or of a bug, and `trouble_params` what fills it
    in, as JSON; both are null after a run that succeeded.
    """

    __tablename__ = "job_beats"

    centre: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    succeeded_at: Mapped[datetime | None] = mapped_column(default=None)
    trouble: Mapped[str | None] = mapped_column(default=None)
    trouble_params: Mapped[str | None] = mapped_column(default=None)
