"""Tasks outside the main path: supervise, urge, reply, and crews."""

from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.cases.rules.lifecycle import steps_from
from commandcenter.models.cases.rules.pending import ANSWERED_BY_REPLY
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.cases.steps.case_moves import CaseMoves
from commandcenter.models.work.asking import AssigneeKind, TaskKind
from commandcenter.models.work.step_context import StepContext

_WITH_DEPARTMENT = frozenset({Stage.DISPATCHED, Stage.HANDLING, Stage.SUSPENDED})


class TaskVerbs(CaseMoves):
    """A task leaves the stage as it is."""

    __abstract__ = True

    def supervise(self, note: str, *, on: StepContext) -> None:
        with self._take(Step.SUPERVISE, on, note) as line:
            assignee, kind_of = self._who_has_it(on)
            self._ask(TaskKind.SUPERVISE, assignee, on, line, kind_of=kind_of)

    def urge(self, note: str, *, on: StepContext) -> None:
        with self._take(Step.URGE, on, note) as line:
            assignee, kind_of = self._who_has_it(on)
            self._ask(TaskKind.URGE, assignee, on, line, kind_of=kind_of)

    def reply(self, note: str, *, on: StepContext) -> None:
        """Answer all open tasks of this actor."""
        with self._take(Step.REPLY, on, note) as line:
            mine = [t for t in self.tasks.open(*ANSWERED_BY_REPLY) if t.address in on.by.addresses]
            self._end_tasks(mine, "replied", on, line)

    def sub_dispatch(self, crew: str, *, on: StepContext, note: str | None = None) -> None:
        """Send a crew of the department, within its time limit; one crew at a time."""
        with self._take(Step.SUB_DISPATCH, on, note) as line:
            if not crew.strip():
                raise InvalidInput("field-missing", field="crew", name="crew")
            self._call_crew_in("replaced", on, line)
            self._ask(TaskKind.CREW, crew.strip(), on, line, kind_of=AssigneeKind.CREW)

    def revoke(self, *, on: StepContext, note: str | None = None) -> None:
        with self._take(Step.REVOKE, on, note) as line:
            self._call_crew_in("revoked", on, line)

    def _who_has_it(self, on: StepContext) -> tuple[str, AssigneeKind]:
        """The department that handles, the inspector on the way, or the post of the next step."""
        if self.stage in _WITH_DEPARTMENT and self.department:
            return self.department, AssigneeKind.DEPARTMENT
        if self.stage in (Stage.CONFIRMING, Stage.INSPECTING) and self.inspector:
            return self.inspector, AssigneeKind.ACCOUNT
        following = steps_from(self.stage)[0]
        post = next(iter(on.rules.posts.who_may(following)), None)
        if post is None:
            raise NotNow("nobody-to-ask", step=following)
        return post.id, AssigneeKind.POST
