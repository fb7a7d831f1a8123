"""The register of subjects: history, feed, audit, board and warnings ask it and name none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement

from commandcenter.models.base import Base
from commandcenter.models.city.posts import Post, Posts
from commandcenter.models.city.rules import CityRules
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.clock import ClockColumns
from commandcenter.models.work.life import LogMove
from commandcenter.models.work.subject import Subject
from commandcenter.models.work.warning import WarningColumns, Watched
from commandcenter.words import Name


def no_moves(_posts: Posts, _post: Post | None) -> frozenset[LogMove]:
    """Of a kind of subject that PostgreSQL lets nobody write into the log."""
    return frozenset()


class Records(StrEnum):
    """What the log says of the rows beside a subject, and `verify-log` compares."""

    CLOCKS = "clocks"
    WORDS = "words"
    OPINIONS = "opinions"
    REPORTERS = "reporters"
    TASKS = "tasks"
    APPLICATIONS = "applications"
    MERGES = "merges"
    PHOTOS = "photos"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of subject. `called`: what people call one.

    `more_records`: the tables beside its own that not every subject has.
    `sees`: the condition under which a viewer may see one; `saw`: the same of its columns as the
    log had them at some time. `limiting`: the columns that can take one out of a viewer's sight.
    `watch_facts`: the columns that `watch` needs of the subject of a clock.
    `log_moves`: the entries that PostgreSQL lets an account at a post, or the program, append.
    """

    mapped: type[Subject]
    called: Name
    warnings: type[WarningColumns]
    sees: Callable[[Viewer], ColumnElement[bool]]
    saw: Callable[[Viewer, Mapping[str, Any]], bool]
    limiting: tuple[str, ...]
    watch: Callable[[ClockColumns, Mapping[str, object], CityRules], Watched]
    watch_facts: tuple[str, ...] = ()
    log_moves: Callable[[Posts, Post | None], frozenset[LogMove]] = no_moves
    more_records: Mapping[Records, type[Base]] = field(default_factory=dict)
    #: Figures count it by what its `facts()` are now, and were before (`facts_before`).
    is_counted: bool = False
    #: Its numbers are drawn from the serial of the day, which must have none to spare.
    has_serial: bool = False

    @property
    def name(self) -> str:
        return self.mapped.SUBJECT

    @property
    def clocks(self) -> type[ClockColumns]:
        return self.mapped.CLOCK

    @property
    def records(self) -> dict[Records, type[Base]]:
        """The tables beside its own, in the order in which they are verified."""
        tables = {
            Records.CLOCKS: self.mapped.CLOCK,
            Records.TASKS: self.mapped.TASK,
            Records.APPLICATIONS: self.mapped.APPLICATION,
            Records.OPINIONS: self.mapped.OPINION,
            **self.more_records,
        }
        return {records: tables[records] for records in Records if records in tables}


class Kinds:
    """The subjects that this program knows, by name, in the order in which they were added."""

    def __init__(self, *kinds: Kind) -> None:
        self._kinds: dict[str, Kind] = {}
        for kind in kinds:
            self.add(kind)

    def __iter__(self) -> Iterator[Kind]:
        return iter(tuple(self._kinds.values()))

    def __getitem__(self, name: str) -> Kind:
        """KeyError for a subject that nobody registered."""
        return self._kinds[name]

    def get(self, name: str) -> Kind | None:
        """None for a subject that nobody registered."""
        return self._kinds.get(name)

    def counts(self, name: str) -> bool:
        """Whether figures count this kind."""
        kind = self.get(name)
        return kind is not None and kind.is_counted

    def add(self, kind: Kind) -> None:
        """ValueError for a name that is taken."""
        if kind.name in self._kinds:
            raise ValueError(f"two kinds of subject are called {kind.name}")
        self._kinds[kind.name] = kind

    def remove(self, name: str) -> None:
        """LookupError for a kind that is not known."""
        del self._kinds[name]
