"""The centre: the installation, its clock, and the versions of its city pack."""

from datetime import datetime

from sqlalchemy import Float, Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.clock import SimulatedTime
from commandcenter.models.base import Base


class Centre(Base):
    """A centre that this database holds; `code` is its district's, and stands in every table.

    Exactly one is home: this installation. A city also holds those that districts replicate to it.
    """

    __tablename__ = "centres"
    __table_args__ = (
        Index(
            "uq_centres_home",
            "is_home",
            unique=True,
            sqlite_where=text("is_home"),
            postgresql_where=text("is_home"),
        ),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    city: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    time_zone: Mapped[str]
    pack_version: Mapped[int]
    made_at: Mapped[datetime]
    is_home: Mapped[bool] = mapped_column(default=False)
    may_simulate: Mapped[bool] = mapped_column(default=False)
    clock_real_from: Mapped[datetime | None] = mapped_column(default=None)
    clock_shown_from: Mapped[datetime | None] = mapped_column(default=None)
    clock_speed: Mapped[float | None] = mapped_column(Float(53), default=None)

    def simulated_time(self) -> SimulatedTime | None:
        """The clock of a demo or a replay; None where the time is real."""
        if self.clock_real_from is None or self.clock_shown_from is None or not self.clock_speed:
            return None
        return SimulatedTime(self.clock_real_from, self.clock_shown_from, self.clock_speed)


#: The code of this installation, inside a query. Every key and index begins with it: a query that
#: lacks it reads the entire table. A second home, which nobody but a hand can have written,
#: does not end the query.
THIS_CENTRE = select(func.min(Centre.code)).where(Centre.is_home).scalar_subquery()


class PackVersion(Base):
    """One installed state of the pack. `settings` is what has no table of its own, as JSON."""

    __tablename__ = "pack_versions"

    centre: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    installed_at: Mapped[datetime]
    digest: Mapped[str]
    settings: Mapped[str]
