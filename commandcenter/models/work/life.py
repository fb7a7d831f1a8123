"""The life of a subject as one table: where a step leads from a stage, and who may take it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from commandcenter.errors import NotNow
from commandcenter.models.city.posts import Axis

StageT = TypeVar("StageT", bound=StrEnum)
StepT = TypeVar("StepT", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move:
    """A row of the table: where the step leads, and who may take it.

    `to` is None where the subject itself decides where the step leads.
    """

    to: StrEnum | None
    axes: tuple[Axis, ...]


MoveT = TypeVar("MoveT", bound=Move)


class LogMove(NamedTuple):
    """An entry of the log that may follow another one, by the stages that they lead to.

    `stage`: of the entry before; empty for the first one of a subject. `by_lead`: only for the
    department that has the subject; `by_level`: only where it is held in the area of the account.
    """

    stage: str
    step: str
    to: str
    by_lead: bool = False
    by_level: bool = False


class Life(Mapping[tuple[StageT, StepT], MoveT], Generic[StageT, StepT, MoveT]):
    """Rows by stage and step; their order is the order in which screens offer the steps.

    `ended`: the stages in which nothing is waited for any more.
    """

    def __init__(
        self, rows: Mapping[tuple[StageT, StepT], MoveT], *, ended: frozenset[StageT]
    ) -> None:
        self._rows = dict(rows)
        self.ended = ended

    def __getitem__(self, key: tuple[StageT, StepT]) -> MoveT:
        return self._rows[key]

    def __iter__(self) -> Iterator[tuple[StageT, StepT]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def rule_of(self, stage: StageT, step: StepT) -> MoveT:
        """The row for a step in this stage. NotNow, with the way on from where it ended."""
        rule = self._rows.get((stage, step))
        if rule is not None:
            return rule
        way_on = [first for first in self.steps_from(stage) if self[stage, first].to is not stage]
        if stage in self.ended and way_on:
            raise NotNow("step-after-the-end", step=step, stage=stage, first=way_on[0])
        raise NotNow("step-not-allowed", step=step, stage=stage)

    def steps_from(self, stage: StageT) -> tuple[StepT, ...]:
        """The steps that can be taken in this stage, in the order of the table."""
        return tuple(step for origin, step in self._rows if origin == stage)

    def axes_of(self, step: StepT) -> frozenset[Axis]:
        """The axes that may take a step anywhere; empty for what only the program does."""
        return frozenset(
            axis for (_, taken), rule in self._rows.items() if taken == step for axis in rule.axes
        )

    def steps_of(self, axes: Iterable[Axis]) -> frozenset[StepT]:
        """Every step that these axes may take."""
        allowed = frozenset(axes)
        return frozenset(
            step for (_, step), rule in self._rows.items() if allowed.intersection(rule.axes)
        )
