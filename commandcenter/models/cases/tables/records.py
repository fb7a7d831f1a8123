"""What lies beside a case: words that can be emptied, reporters, tasks, photos."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word
from commandcenter.models.cases.rules.moments import moment_text
from commandcenter.models.cases.rules.pending import AssigneeKind, TaskKind
from commandcenter.models.cases.rules.report import Report, ReporterName
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.cases.tables.event_log import salted_digest
from commandcenter.models.search_text import search_text


def new_salt() -> str:
    return secrets.token_hex(8)


class CaseWords(Base):
    """Description and address as written: free text, so not in the log, and emptied at will."""

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


class Opinion(Base):
    """What an actor wrote with a step."""

    __tablename__ = "opinions"
    __table_args__ = (ForeignKeyConstraint(["centre", "number"], ["cases.centre", "cases.number"]),)

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    salt: Mapped[str]

    def digest(self) -> str:
        return salted_digest(self.text, self.salt)


class Reporter(Base):
    """Who reported. Personal data: only for those who may see it, erased on request."""

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


class Task(Base):
    """Something asked of a person, with a due time; `subject` is `case` today."""

    __tablename__ = "tasks"

    centre: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TaskKind] = mapped_column(Word(TaskKind))
    assignee_kind: Mapped[AssigneeKind] = mapped_column(
        Word(AssigneeKind), default=AssigneeKind.ACCOUNT
    )
    assignee: Mapped[str]
    #: Stands in the log with the digest of a crew's name.
    salt: Mapped[str | None] = mapped_column(default=None)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str | None] = mapped_column(default=None)

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def address(self) -> str:
        """As `Actor.addresses` has it."""
        return f"{self.assignee_kind}:{self.assignee}"

    def document(self) -> dict[str, Any]:
        """What the log keeps of a task; of a crew only a digest, as of everything that is typed."""
        found: dict[str, Any] = {"ordinal": self.ordinal, "kind": str(self.kind)}
        found["to"] = salted_digest(self.assignee, self.salt) if self.salt else self.address
        if self.due_at is not None:
            found["due_at"] = moment_text(self.due_at)
        if self.answer is not None:
            found["answer"] = self.answer
        return found

    def end(self, answer: str, by: str, at: datetime) -> None:
        self.answer, self.answered_by, self.answered_at = answer, by, at


class Merge(Base):
    """A case that was found to be the same as another; `undone_at` when that was a mistake."""

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


class PhotoPhase(StrEnum):
    """When in the life of the case a photo was taken."""

    BEFORE = "before"
    CONFIRM = "confirm"
    AFTER = "after"
    INSPECT = "inspect"


class Photo(Base):
    """A picture, re-encoded without metadata; keyed by the SHA-256 of its bytes."""

    __tablename__ = "photos"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    #: The file broke off before its end; what was left out is blank.
    cut_off: Mapped[bool] = mapped_column(default=False)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_latitude: Mapped[float | None] = mapped_column(Float(53), default=None)
    taken_longitude: Mapped[float | None] = mapped_column(Float(53), default=None)


class PhotoOriginal(Base):
    """A photo as it came, metadata and all: sealed, no service hands it out. One picture may have
    come in several files."""

    __tablename__ = "photo_originals"
    __table_args__ = (ForeignKeyConstraint(["photo"], ["photos.sha256"]),)

    photo: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class CasePhoto(Base):
    """A photo on a case."""

    __tablename__ = "case_photos"
    __table_args__ = (
        ForeignKeyConstraint(["centre", "number"], ["cases.centre", "cases.number"]),
        ForeignKeyConstraint(["sha256"], ["photos.sha256"]),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    phase: Mapped[PhotoPhase] = mapped_column(Word(PhotoPhase))
    added_at: Mapped[datetime]
