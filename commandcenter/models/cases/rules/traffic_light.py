"""The traffic light of a case: computed from its clocks and the current time, nothing is stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commandcenter.models.cases.rules.stage import ENDED, Stage


class Light(StrEnum):
    """Green: up to 80 % of the limit used; yellow: up to all of it; red: over."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class ClockHands:
    """The stored moments of a case's clocks, as lists carry them."""

    stage: Stage
    standing: bool
    due_at: datetime | None
    warn_at: datetime | None
    handling_ended_at: datetime | None
    stage_due_at: datetime | None
    stage_warn_at: datetime | None

    def late(self, now: datetime) -> bool:
        """Whether the handling clock has passed its deadline, or ended after it."""
        return self.due_at is not None and (self.handling_ended_at or now) > self.due_at

    def light(self, now: datetime) -> Light | None:
        """The light of the running clock with the nearer deadline; None if none is running."""
        if self.stage in ENDED or self.standing:
            return None
        running = [(self.stage_due_at, self.stage_warn_at)]
        if self.handling_ended_at is None:
            running.append((self.due_at, self.warn_at))
        hands = [(due, warn) for due, warn in running if due is not None]
        if not hands:
            return None
        due, warn = min(hands, key=lambda hand: hand[0])
        if now > due:
            return Light.RED
        return Light.YELLOW if warn is not None and now >= warn else Light.GREEN
