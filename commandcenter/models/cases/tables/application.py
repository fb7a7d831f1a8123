"""Applications of a department to the centre, and their decisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word
from commandcenter.models.cases.rules.moments import moment_text
from commandcenter.models.cases.rules.pending import ApplicationKind, ApplicationState, Pending


class Application(Base):
    """One application; `until` is what was asked for, `decided_at` when somebody decided."""

    __tablename__ = "applications"
    __table_args__ = (
        ForeignKeyConstraint(["centre", "number"], ["cases.centre", "cases.number"]),
        Index(
            "uq_applications_open",
            "centre",
            "number",
            "kind",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ApplicationKind] = mapped_column(Word(ApplicationKind))
    state: Mapped[ApplicationState] = mapped_column(
        Word(ApplicationState), default=ApplicationState.ASKED
    )
    department: Mapped[str | None]
    reason: Mapped[str]
    until: Mapped[datetime | None] = mapped_column(default=None)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    endorsed_by: Mapped[str | None] = mapped_column(default=None)
    endorsed_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_open(self) -> bool:
        return self.decided_at is None

    @property
    def pending(self) -> Pending:
        """What a case says of it while it is open."""
        endorsed = self.state is ApplicationState.ENDORSED
        return Pending.ENDORSED_APPEAL if endorsed else Pending(self.kind.value)

    def document(self) -> dict[str, Any]:
        """What the log keeps of an application, beside the actor and the moment of its line."""
        found: dict[str, Any] = {"ordinal": self.ordinal, "kind": str(self.kind)}
        found |= {"state": str(self.state), "reason": self.reason}
        if self.until is not None:
            found["until"] = moment_text(self.until)
        return found

    def decide(self, state: ApplicationState, by: str, at: datetime) -> None:
        self.state, self.decided_by, self.decided_at = state, by, at

    def endorse(self, by: str, at: datetime) -> None:
        self.state, self.endorsed_by, self.endorsed_at = ApplicationState.ENDORSED, by, at
