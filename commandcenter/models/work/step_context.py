"""The input of a step, and what it adds to history."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from commandcenter.models.city.rules import CityRules
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.application import ApplicationColumns
from commandcenter.models.work.clock import ClockColumns
from commandcenter.models.work.task import Task

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class StepContext:
    """The actor of a step, its time, and the rules in force."""

    by: Actor
    at: datetime
    rules: CityRules


@dataclass(slots=True)
class LogDraft:
    """What a verb adds to its line of history beside the columns it changes."""

    note: str | None = None
    photos: list[str] = field(default_factory=list)
    clocks: list[ClockColumns] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    applications: list[ApplicationColumns] = field(default_factory=list)
    extra: dict[str, object] = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        """What history keeps of them."""
        found = dict(self.extra)
        if self.clocks:
            found["clocks"] = [clock.document() for clock in _once(self.clocks)]
        if self.tasks:
            found["tasks"] = [task.document() for task in _once(self.tasks)]
        if self.applications:
            found["applications"] = [a.document() for a in _once(self.applications)]
        if self.photos:
            found["photos"] = self.photos
        return found


def _once(things: Iterable[_Thing]) -> list[_Thing]:
    """A verb may touch the same record twice; it is logged once, in its final state."""
    return list({id(thing): thing for thing in things}.values())
