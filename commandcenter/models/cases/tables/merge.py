"""Which case was merged into which."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word
from commandcenter.models.cases.rules.stage import Stage


class Merge(Base):
    """A merger of a case into another; `undone_at`: when it was undone."""

    __tablename__ = "merges"
    __table_args__ = (
        ForeignKeyConstraint(["centre", "number"], ["cases.centre", "cases.number"]),
        ForeignKeyConstraint(["centre", "into"], ["cases.centre", "cases.number"]),
        CheckConstraint('number <> "into"', name="not_into_itself"),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    into: Mapped[str]
    stage: Mapped[Stage] = mapped_column(Word(Stage))
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
