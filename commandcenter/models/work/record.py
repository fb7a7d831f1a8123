"""What every row beside a subject has: the key of its subject."""

from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from commandcenter.models.base import Base


class RecordColumns(Base):
    """A table of rows that belong to a subject; `OF` is the subject's own table."""

    __abstract__ = True

    OF: ClassVar[str]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (cls.of_subject(),)

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)

    @classmethod
    def of_subject(cls) -> ForeignKeyConstraint:
        return ForeignKeyConstraint(["centre", "number"], [f"{cls.OF}.centre", f"{cls.OF}.number"])
