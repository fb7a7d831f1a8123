"""Objects with a history: each of their changes becomes an entry of the log."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from itertools import compress, repeat
from operator import attrgetter, ne
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column, reconstructor

from commandcenter.models.base import Base
from commandcenter.models.moments import moment_text
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.log.event_log import Entry, canonical
from commandcenter.models.work.step_context import LogDraft


class Logged(Base):
    """The columns and the history of a subject.

    `SUBJECT` names it in the log. Each entry of the log holds the new value of every stored column
    that changed, so that a row can be rebuilt from its history. A subclass adds its `stage`.
    """

    __abstract__ = True

    SUBJECT: ClassVar[str]
    #: The names of the stored columns that history speaks of, in their order.
    COLUMNS: ClassVar[tuple[str, ...]]
    #: Reads all of them at once.
    _READ: ClassVar[Callable[[Any], tuple[Any, ...]]]

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)

    if TYPE_CHECKING:
        stage: Mapped[Any]

    #: Entries of the log that the transaction has still to write, oldest first.
    unlogged: list[Entry] = field(default_factory=list, init=False, repr=False)
    #: The values of `COLUMNS` as the last entry left them; empty before the first one.
    logged: tuple[Any, ...] = field(default_factory=tuple, init=False, repr=False)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__table__" in vars(cls):
            names = cls.__table__.columns.keys()
            cls.COLUMNS = tuple(name for name in names if name != "centre")
            cls._READ = attrgetter(*cls.COLUMNS)

    @reconstructor
    def loaded(self) -> None:
        """Called when the database has given this object."""
        self.unlogged = []
        self.take_as_logged()
        self._remember()

    def take_as_logged(self) -> None:
        """What the columns hold now is what the log has."""
        self.logged = self._values()

    def written(self) -> None:
        """Called when the log and the sums have what was changed."""
        self.unlogged = []
        self._remember()

    def _remember(self) -> None:
        """Keep what the next change is compared with, beside the columns."""

    def columns(self) -> dict[str, Any]:
        """Every stored column, as the log writes it; what is absent is left out."""
        return _as_logged((n, value) for n, value in self.stored().items() if value is not None)

    def stored(self) -> dict[str, Any]:
        """Every stored column as it stands, in a copy that later changes leave alone."""
        return dict(zip(self.COLUMNS, self._values(), strict=True))

    def _values(self) -> tuple[Any, ...]:
        return type(self)._READ(self)

    def changes(self) -> dict[str, Any]:
        """The columns that differ from the last entry, as the log writes them; now they are
        logged."""
        before, now = self.logged or repeat(None), self._values()
        self.logged = now
        return _as_logged(compress(zip(self.COLUMNS, now, strict=True), map(ne, now, before)))

    @contextmanager
    def _written(
        self, step: StrEnum, by: Actor, at: datetime, note: str | None = None
    ) -> Iterator[LogDraft]:
        """Log whatever the block changes: each changed column with its new value."""
        line = self._draft(note)
        yield line
        self._write_down(line, step, by, at)

    def _draft(self, note: str | None) -> LogDraft:
        """The line of history that a step begins. A subclass may refuse the note."""
        return LogDraft(note=note)

    def _write_down(self, line: LogDraft, step: StrEnum, by: Actor, at: datetime) -> None:
        self.version += 1
        self._add_records(line)
        payload = {"set": self.changes(), **line.document()}
        self.unlogged.append(
            Entry(
                self.SUBJECT,
                self.number,
                self.version,
                str(step),
                str(self.stage),
                by.name,
                at,
                canonical(payload),
            )
        )

    def _add_records(self, line: LogDraft) -> None:
        """Create the rows that belong to this version, and put their digests on the line."""


def as_logged(value: object) -> Any:
    """A column's value as the log writes it."""
    return moment_text(value) if isinstance(value, datetime) else value


def _as_logged(columns: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    # not by the function above: every entry has a dozen of them
    return {
        name: moment_text(value) if isinstance(value, datetime) else value
        for name, value in columns
    }
