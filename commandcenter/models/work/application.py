"""Applications as rows: what was asked for, and the decision."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from commandcenter.models.base import Word
from commandcenter.models.moments import moment_text
from commandcenter.models.work.asking import ApplicationState
from commandcenter.models.work.record import RecordColumns

_OPEN = text("decided_at IS NULL")


class ApplicationColumns(RecordColumns):
    """The application table of a subject.

    `until` is what was asked for, `decided_at` when somebody decided. Of one kind only one may be
    open at a time.
    """

    __abstract__ = True

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (
            cls.of_subject(),
            Index(
                f"uq_{cls.__tablename__}_open",
                "centre",
                "number",
                "kind",
                unique=True,
                sqlite_where=_OPEN,
                postgresql_where=_OPEN,
            ),
        )

    ordinal: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
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

    def document(self) -> dict[str, object]:
        """What the log keeps of an application, beside the actor and the moment of its line."""
        found: dict[str, object] = {"ordinal": self.ordinal, "kind": str(self.kind)}
        found |= {"state": str(self.state), "reason": self.reason}
        if self.until is not None:
            found["until"] = moment_text(self.until)
        return found

    def decide(self, state: ApplicationState, by: str, at: datetime) -> None:
        self.state, self.decided_by, self.decided_at = state, by, at

    def endorse(self, by: str, at: datetime) -> None:
        self.state, self.endorsed_by, self.endorsed_at = ApplicationState.ENDORSED, by, at


ApplicationT = TypeVar("ApplicationT", bound=ApplicationColumns)


class ApplicationList(list[ApplicationT]):
    """The applications of one subject, oldest first."""

    def open(self) -> list[ApplicationT]:
        return [application for application in self if application.is_open]

    def open_of(self, kind: str) -> ApplicationT:
        """The open application of this kind. LookupError if there is none."""
        for application in self:
            if application.is_open and application.kind == kind:
                return application
        raise LookupError(f"no open application for {kind}")
