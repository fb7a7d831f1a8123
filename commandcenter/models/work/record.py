"""What every row beside a subject has: the key of its subject."""

from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class RecordColumns(Base):
    """A table of rows that belong to a subject; `OF` is the subject's own table."""

    __abstract__ = True

    OF: ClassVar[str]

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)

    @classmethod
    def of_subject(cls) -> ForeignKeyConstraint:
        return ForeignKeyConstraint(["centre", "number"], [f"{cls.OF}.centre", f"{cls.OF}.number"])
