"""What people of a believable city answer: to what departments ask for, and to what is asked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from commandcenter.models.cases.rules.pending import Pending
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.work.asking import AssigneeKind, TaskKind
from commandcenter.simulation.believable.case import CaseState, Planned, Wait
from commandcenter.simulation.believable.pace import Pace
from commandcenter.simulation.believable.paperwork import Paperwork
from commandcenter.simulation.believable.staff import Staff

#: The axis that decides, the steps that grant and refuse, and how often it is granted.
_DECISIONS: Mapping[str, tuple[Axis, Step, Step, float]] = {
    Pending.RETURN: (Axis.COMMAND, Step.GRANT_RETURN, Step.REFUSE_RETURN, 0.94),
    Pending.EXTENSION: (Axis.COMMAND, Step.GRANT_EXTENSION, Step.REFUSE_EXTENSION, 0.8),
    Pending.SUSPENSION: (Axis.COMMAND, Step.GRANT_SUSPENSION, Step.REFUSE_SUSPENSION, 0.85),
    Pending.APPEAL: (Axis.SUPERVISION, Step.GRANT_APPEAL, Step.REFUSE_APPEAL, 0.65),
    Pending.ENDORSED_APPEAL: (Axis.COMMAND, Step.GRANT_APPEAL, Step.REFUSE_APPEAL, 0.75),
}
_RETURN_OF_ITS_OWN = 0.12
_IN_TIME, _PART_OF_WHAT_IS_LEFT = 0.85, (0.3, 0.9)
_REPLIED, _AUDIT_FAILED = 0.93, 0.04
_RECONSIDERED = timedelta(minutes=20)


class Answers:
    def __init__(self, staff: Staff, pace: Pace, paperwork: Paperwork) -> None:
        self._staff = staff
        self._pace = pace
        self._paperwork = paperwork

    def to(self, case: CaseState, wait: Wait, chance: Random) -> list[Planned]:
        """The answer, and what comes instead where somebody was faster or it came too late."""
        since = max(wait.since, case.not_before or wait.since)
        if wait.to:
            return self._reply(case, wait, since, chance)
        return self._decision(case, wait, since, chance)

    def _decision(
        self, case: CaseState, wait: Wait, since: datetime, chance: Random
    ) -> list[Planned]:
        axis, grant, refuse, share = _DECISIONS[wait.on]
        if wait.on is Pending.RETURN and case.department == self._paperwork.department(case):
            share = _RETURN_OF_ITS_OWN
        at = self._pace.answered(grant, since, urgent=case.urgent, chance=chance)
        granted = chance.random() < share
        end = case.due_at if wait.on is Pending.EXTENSION else wait.until
        if end and at >= end and since < end and chance.random() < _IN_TIME:
            at = since + (end - since) * chance.uniform(*_PART_OF_WHAT_IS_LEFT)
        if end and at >= end:
            granted = False  # nothing is left to be granted
        steps = (grant, refuse) if granted else (refuse,)
        by = [self._staff.who_takes(step, axis) for step in steps]
        return [
            Planned(step, at + nth * _RECONSIDERED, member, self._noted(step, case, chance))
            for nth, (step, member) in enumerate(zip(steps, by, strict=True))
            if member
        ]

    def _reply(self, case: CaseState, wait: Wait, since: datetime, chance: Random) -> list[Planned]:
        """Nobody of a department replies to everything; desks do."""
        by = self._staff.asked(wait.to)
        at = self._pace.answered(Step.REPLY, since, urgent=case.urgent, chance=chance)
        sort = chance.random()
        if wait.on is TaskKind.AUDIT and sort < _AUDIT_FAILED:
            by = self._staff.who_takes(Step.REOPEN)
            fields = self._noted(Step.REOPEN, case, chance)
            return [Planned(Step.REOPEN, at, by, fields)] if by else []
        of_department = wait.to.startswith(AssigneeKind.DEPARTMENT)
        if by is None or (of_department and sort >= _REPLIED):
            return []
        written = wait.on if wait.on in (TaskKind.AUDIT, TaskKind.TELL) else Step.REPLY
        fields = self._paperwork.answer(written, case, chance)
        return [Planned(Step.REPLY, at, by, fields)]

    def _noted(self, step: Step, case: CaseState, chance: Random) -> dict[str, object]:
        return self._paperwork.fields(step, case, chance) or {}
