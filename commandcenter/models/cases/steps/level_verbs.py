"""The steps between the desks of several levels: a case is handed down, or goes up."""

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.cases.steps.case_moves import CaseMoves
from commandcenter.models.work.step_context import StepContext


class LevelVerbs(CaseMoves):
    """`held_at` says whose desk dispatches the case."""

    __abstract__ = True

    def hand_down(self, area: str, *, on: StepContext, note: str | None = None) -> None:
        """Let an area below dispatch the case; it gets all of the time for dispatching.

        InvalidInput unless the area is below the one that has the case and contains its place.
        """
        with self._take(Step.HAND_DOWN, on, note) as line:
            if area not in on.rules.tiers.below(self.holder, self.area):
                raise InvalidInput("area-not-below", field="area", area=area, holder=self.holder)
            self._hold_at(area)
            self._enter(Stage.FILED, on, line)

    def escalate(self, reason: str, *, on: StepContext, note: str | None = None) -> None:
        """Pass the case to the level above, which dispatches it with all of the time for that."""
        with self._take(Step.ESCALATE, on, note) as line:
            self._set_reason(Step.ESCALATE, reason, on.rules)
            if self.stage is Stage.HANDLING:
                self._take_from_department(on, line)
                self._forget_meeting()
            self.escalations += 1
            self._hold_at(on.rules.tiers.above(self.holder))
            self._enter(Stage.FILED, on, line)
