"""Free text about a case, which can be erased."""

from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.search_text import search_text
from commandcenter.models.work.log.event_log import new_salt, salted_digest
from commandcenter.models.work.opinion import OpinionColumns


class CaseWords(Base):
    """Description and address as written; free text, therefore not in the log, and erasable."""

    __tablename__ = "case_words"
    __table_args__ = (ForeignKeyConstraint(["centre", "number"], ["cases.centre", "cases.number"]),)

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    description: Mapped[str]
    address: Mapped[str | None] = mapped_column(default=None)
    #: Both in the form that searches look in.
    searched: Mapped[str] = mapped_column(default="")
    salt: Mapped[str]

    @classmethod
    def of(cls, report: Report, *, centre: str, number: str) -> "CaseWords":
        return cls(
            centre=centre,
            number=number,
            description=report.description,
            address=report.address,
            searched=search_text(f"{report.address or ''}\n{report.description}"),
            salt=new_salt(),
        )

    def digests(self) -> dict[str, str]:
        found = {"description": salted_digest(self.description, self.salt)}
        if self.address is not None:
            found["address"] = salted_digest(self.address, self.salt)
        return found


class Opinion(OpinionColumns):
    """The note that an actor wrote with a step of a case."""

    __tablename__ = "opinions"

    OF: ClassVar[str] = "cases"
