"""Reporters of cases, and the references that came with reports."""

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base
from commandcenter.models.cases.rules.report import ReporterName
from commandcenter.models.work.log.event_log import new_salt, salted_digest


class Reporter(Base):
    """A reporter: personal data, visible only with permission, erased on request."""

    __tablename__ = "reporters"
    __table_args__ = (ForeignKeyConstraint(["centre", "number"], ["cases.centre", "cases.number"]),)

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    salt: Mapped[str]

    @classmethod
    def of(cls, person: ReporterName, *, centre: str, number: str) -> "Reporter":
        return cls(
            centre=centre,
            number=number,
            ordinal=1,
            name=person.name,
            phone=person.phone,
            salt=new_salt(),
        )

    def digest(self) -> str:
        return salted_digest(f"{self.name or ''}\x1f{self.phone or ''}", self.salt)


class ResidentReference(Base):
    """The reference that came with a report without a key. It binds only others without one: a
    source's own references stand on the case."""

    __tablename__ = "resident_references"
    __table_args__ = (
        ForeignKeyConstraint(["centre", "number"], ["cases.centre", "cases.number"]),
        UniqueConstraint("centre", "source", "reference"),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    reference: Mapped[str]
