"""Applications of a department to the centre, and their decisions."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Word
from commandcenter.models.cases.rules.pending import ApplicationKind, Pending
from commandcenter.models.work.application import ApplicationColumns
from commandcenter.models.work.asking import ApplicationState


class Application(ApplicationColumns):
    """An application about a case."""

    __tablename__ = "applications"

    OF: ClassVar[str] = "cases"

    kind: Mapped[ApplicationKind] = mapped_column(Word(ApplicationKind))

    @property
    def pending(self) -> Pending:
        """What a case says of it while it is open."""
        endorsed = self.state is ApplicationState.ENDORSED
        return Pending.ENDORSED_APPEAL if endorsed else Pending(self.kind.value)
