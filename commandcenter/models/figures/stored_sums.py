"""The stored sums, which figures read instead of counting a year of cases."""

from datetime import date

from sqlalchemy import BigInteger, Table
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class StoredSums(Base):
    """One row per cube, day and key, with a column for each `Measure`, in its order."""

    __tablename__ = "sums"
    __table_args__ = ({"sqlite_with_rowid": False},)  # read in the order of the key

    centre: Mapped[str] = mapped_column(primary_key=True)
    cube: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    reported: Mapped[int]
    accepted: Mapped[int]
    confirmed: Mapped[int]
    filed: Mapped[int]
    voided: Mapped[int]
    dispatched: Mapped[int]
    handled: Mapped[int]
    handling_seconds: Mapped[int] = mapped_column(BigInteger)
    handling_known: Mapped[int]
    closed: Mapped[int]
    closed_dispatched: Mapped[int]
    right_first_time: Mapped[int]
    reworked: Mapped[int]
    self_handled: Mapped[int]
    due: Mapped[int]
    due_handled: Mapped[int]
    due_handled_on_time: Mapped[int]
    due_closed: Mapped[int]
    due_closed_on_time: Mapped[int]


SUMS: Table = StoredSums.metadata.tables[StoredSums.__tablename__]
