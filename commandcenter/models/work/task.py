"""Tasks: questions to people, with a due time."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word
from commandcenter.models.moments import moment_text
from commandcenter.models.work.asking import AssigneeKind, TaskKind
from commandcenter.models.work.log.event_log import salted_digest


class Task(Base):
    """Something asked of a person, with a due time. One table for the tasks of all subjects."""

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
        """The assignee in the form of `Actor.addresses`."""
        return f"{self.assignee_kind}:{self.assignee}"

    def document(self) -> dict[str, object]:
        """What the log keeps of a task; of a crew only a digest, as of everything that is typed."""
        found: dict[str, object] = {"ordinal": self.ordinal, "kind": str(self.kind)}
        found["to"] = salted_digest(self.assignee, self.salt) if self.salt else self.address
        if self.due_at is not None:
            found["due_at"] = moment_text(self.due_at)
        if self.answer is not None:
            found["answer"] = self.answer
        return found

    def end(self, answer: str, by: str, at: datetime) -> None:
        self.answer, self.answered_by, self.answered_at = answer, by, at


class TaskList(list[Task]):
    """The tasks of one subject, oldest first."""

    def open(self, *kinds: TaskKind) -> list[Task]:
        """Those that wait for an answer; of these kinds, where kinds are named."""
        return [task for task in self if task.is_open and (not kinds or task.kind in kinds)]

    def last_open(self, kind: TaskKind) -> Task | None:
        return next(reversed(self.open(kind)), None)
