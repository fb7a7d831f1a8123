"""What the people of a believable city do with a case next, and when."""

from collections.abc import Mapping
from random import Random

from commandcenter.models.cases.stage import Source, Stage, Step
from commandcenter.simulation.believable_case import Planned, Standing
from commandcenter.simulation.believable_pace import Pace
from commandcenter.simulation.believable_paperwork import Paperwork
from commandcenter.simulation.believable_staff import Staff

#: What these say was seen by nobody of the centre, so that somebody often goes and looks first.
_UNSEEN = frozenset({Source.PUBLIC, Source.HOTLINE, Source.LEADER, Source.MEDIA})
_CONFIRMED_FIRST, _DECLINED = 0.4, 0.05
_PLAIN: Mapping[Stage, Step] = {
    Stage.REPORTED: Step.ACCEPT,
    Stage.CONFIRMING: Step.CONFIRM,
    Stage.ACCEPTED: Step.FILE,
    Stage.FILED: Step.DISPATCH,
    Stage.FINISHED: Step.ASK_INSPECT,
    Stage.INSPECTING: Step.PASS,
    Stage.INSPECTED: Step.CLOSE,
}
_AFTER_THE_DANGER = frozenset({Stage.FINISHED, Stage.INSPECTING, Stage.INSPECTED})
_ASIDE: Mapping[Stage, tuple[Step, float]] = {
    Stage.CONFIRMING: (Step.REFUTE, 0.12),
    Stage.ACCEPTED: (Step.VOID, 0.02),
    Stage.FILED: (Step.GIVE_BACK, 0.015),
    Stage.INSPECTING: (Step.FAIL, 0.07),
}


class People:
    """Call-takers, chiefs, dispatchers, inspectors and departments, each with the next step."""

    def __init__(self, staff: Staff, pace: Pace, paperwork: Paperwork) -> None:
        self.staff = staff
        self.pace = pace
        self.paperwork = paperwork

    def next_step(self, case: Standing, chance: Random) -> Planned | None:
        """None for a case that waits for nobody, or for nobody whom the pack lets act."""
        if case.stage in (Stage.DISPATCHED, Stage.HANDLING):
            return self._in_department(case, chance)
        for step in _likely_steps(case, chance):
            by = self.staff.who_takes(step)
            fields = self.paperwork.fields(step, case, chance) if by else None
            if by and fields is not None:
                urgent = case.urgent and case.stage not in _AFTER_THE_DANGER
                at = self.pace.desk(step, case.since, urgent=urgent, chance=chance)
                return Planned(step, at, by, fields)
        return None

    def take(self, case: Standing, planned: Planned) -> None:
        """Bring the case to where it stands once the step is taken."""
        case.take(planned)
        if planned.step is Step.FILE:
            case.limit = self.paperwork.limit(case)

    def _in_department(self, case: Standing, chance: Random) -> Planned | None:
        by = self.staff.of_department(case.department)
        if by is None or case.limit is None:
            return None
        if case.stage is Stage.DISPATCHED:
            at = self.pace.acknowledged(case.since, urgent=case.urgent, chance=chance)
            return Planned(Step.ACKNOWLEDGE, at, by, {})
        if case.came_by is Step.FAIL:
            at = self.pace.reworked(case.limit, case.since, chance)
        else:
            at = self.pace.finished(
                by.name,
                case.limit,
                dispatched=case.dispatched_at or case.since,
                since=case.since,
                chance=chance,
            )
        fields = self.paperwork.fields(Step.FINISH, case, chance)
        return Planned(Step.FINISH, at, by, fields or {})


def _likely_steps(case: Standing, chance: Random) -> list[Step]:
    """The one that is taken; after it the plain one, for packs that leave side branches out."""
    aside = _side_branch(case, chance)
    plain = _PLAIN.get(case.stage)
    return [step for step in (aside, plain) if step]


def _side_branch(case: Standing, chance: Random) -> Step | None:
    if case.stage is Stage.REPORTED:
        return _before_accepting(case, chance)
    step, share = _ASIDE.get(case.stage, (None, 0.0))
    return step if chance.random() < share else None


def _before_accepting(case: Standing, chance: Random) -> Step | None:
    if case.came_by is Step.REFUTE:
        return Step.DECLINE
    if case.source not in _UNSEEN or case.came_by is not Step.REPORT:
        return None
    sort = chance.random()
    if sort < _DECLINED:
        return Step.DECLINE
    return Step.ASK_CONFIRM if sort < _DECLINED + _CONFIRMED_FIRST else None
