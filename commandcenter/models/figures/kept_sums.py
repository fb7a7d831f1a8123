"""The stored sums, which figures read instead of counting a year of cases."""

from datetime import date

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word
from commandcenter.models.figures.tally import Measure


class Tally(Base):
    """The table of stored sums."""

    __tablename__ = "tally"
    __table_args__ = ({"sqlite_with_rowid": False},)  # nearly all of a row is its key

    centre: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[Measure] = mapped_column(Word(Measure), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    department: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
