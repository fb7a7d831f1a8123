"""What the people of a believable city do with a case next, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.simulation.believable.answers import Answers
from commandcenter.simulation.believable.case import CaseState, Planned, Wait
from commandcenter.simulation.believable.department import Departments
from commandcenter.simulation.believable.pace import Pace
from commandcenter.simulation.believable.paperwork import Paperwork
from commandcenter.simulation.believable.staff import Member, Staff

#: Nobody from the centre has seen what these report, so an inspector often goes and looks first.
_UNSEEN = frozenset({SourceKind.PUBLIC, SourceKind.HOTLINE, SourceKind.LEADER, SourceKind.MEDIA})
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
    Stage.MERGED: (Step.UNMERGE, 0.15),
}
_WITH_DEPARTMENT = frozenset({Stage.DISPATCHED, Stage.HANDLING})
_SELF_HANDLED, _CORRECTED, _SPLIT, _MERGED = 0.09, 0.9, 0.9, 0.9
_UNSATISFIED, _CAME_BACK = 0.05, 0.004
_RESUMED_EARLY, _PART_THAT_STOOD = 0.2, (0.3, 0.9)
_A_MOMENT = timedelta(minutes=2)


class People:
    """Call-takers, chiefs, dispatchers, inspectors and departments, each with what they intend."""

    def __init__(self, staff: Staff, pace: Pace, paperwork: Paperwork, transfer_cap: int) -> None:
        self.staff = staff
        self.pace = pace
        self.paperwork = paperwork
        self._departments = Departments(staff, pace, paperwork)
        self._answers = Answers(staff, pace, paperwork)
        self._transfer_cap = transfer_cap

    def intentions(self, case: CaseState, chance: Random) -> list[Planned]:
        """What people mean to do with a case that came into its stage; nothing if it waits for
        nobody, or for nobody whom the pack lets act. One of them takes it on to another stage."""
        late = case.not_before
        if late and case.since < late:
            case = replace(case, since=late)
        if case.stage in _WITH_DEPARTMENT:
            return self._departments.intentions(case, chance)
        if case.stage is Stage.SUSPENDED:
            return self._resumed(case, chance)
        if case.stage is Stage.CLOSED:
            return self._reopened(case, chance) or self._departments.after_closing(case, chance)
        return self._at_desks(case, chance)

    def answers(self, case: CaseState, wait: Wait, chance: Random) -> list[Planned]:
        """What is answered to an application or a task; where it cannot be, the next will be."""
        return self._answers.to(case, wait, chance)

    @staticmethod
    def next_of(case: CaseState, planned: Iterable[Planned]) -> Planned | None:
        """The first of them that is still to be done."""
        waits = case.department_waits
        found = None
        for one in planned:
            if one.step in case.done or (waits and _is_held_back(one)):
                continue
            if found is None or one.at < found.at:
                found = one
        if found and case.changed_at and found.at < case.changed_at:
            return found._replace(at=case.changed_at + _A_MOMENT)
        return found

    def _at_desks(self, case: CaseState, chance: Random) -> list[Planned]:
        """The likely step; the plain one, for packs that leave side branches out."""
        aside, plain = self._side_branch(case, chance), _PLAIN.get(case.stage)
        main = self._planned(aside, case, chance) if aside else None
        if main is None and plain:
            main = self._planned(plain, case, chance)
        return self._with_detour(main, case, chance) if main else []

    def _with_detour(self, main: Planned, case: CaseState, chance: Random) -> list[Planned]:
        """What is put right, or decided together, before the step that takes the case on."""
        step = self._detour(main.step, case, chance)
        before = self._planned(step, case, chance) if step else None
        if before is None:
            return [main]
        if step is Step.MEET:  # waited for; all else is done while the case waits anyway
            return [before, main._replace(at=max(main.at, before.at + _A_MOMENT))]
        return [before._replace(at=min(before.at, case.since + (main.at - case.since) / 2)), main]

    def _detour(self, main: Step, case: CaseState, chance: Random) -> Step | None:
        if main is Step.DISPATCH and case.transfers >= self._transfer_cap and not case.met:
            return Step.MEET
        if main in (Step.FILE, Step.DISPATCH) and self.paperwork.is_misread(case):
            return Step.CORRECT if chance.random() < _CORRECTED else None
        if main in (Step.ACCEPT, Step.FILE) and self.paperwork.is_twofold(case):
            return Step.SPLIT if chance.random() < _SPLIT else None
        return None

    def _planned(self, step: Step, case: CaseState, chance: Random) -> Planned | None:
        by = self.staff.who_takes(step)
        fields = self.paperwork.fields(step, case, chance) if by else None
        if by is None or fields is None:
            return None
        urgent = case.urgent and case.stage not in _AFTER_THE_DANGER
        at = self.pace.desk(step, case.since, urgent=urgent, chance=chance)
        return Planned(step, at, by, fields)

    def _side_branch(self, case: CaseState, chance: Random) -> Step | None:
        if case.same_as and case.came_by is not Step.UNMERGE and chance.random() < _MERGED:
            return Step.MERGE
        if case.stage is Stage.REPORTED:
            return self._before_accepting(case, chance)
        step, share = _ASIDE.get(case.stage, (None, 0.0))
        return step if chance.random() < share else None

    def _before_accepting(self, case: CaseState, chance: Random) -> Step | None:
        if case.came_by is Step.REFUTE:
            return Step.DECLINE
        if case.came_by is not Step.REPORT:
            return None
        kind = self.staff.kind_of(case.source)
        if kind is SourceKind.INSPECTOR:
            slight = chance.random() < _SELF_HANDLED and self.paperwork.is_slight(case)
            return Step.SELF_HANDLE if slight else None
        if kind not in _UNSEEN:
            return None
        sort = chance.random()
        if sort < _DECLINED:
            return Step.DECLINE
        return Step.ASK_CONFIRM if sort < _DECLINED + _CONFIRMED_FIRST else None

    def _resumed(self, case: CaseState, chance: Random) -> list[Planned]:
        """Before its day, now and then; on the day the program does it."""
        by = self.staff.who_takes(Step.RESUME) if chance.random() < _RESUMED_EARLY else None
        if by is None or case.suspended_until is None:
            return []
        stood = (case.suspended_until - case.since) * chance.uniform(*_PART_THAT_STOOD)
        at = self.pace.in_office(case.since + stood, urgent=False)
        if at >= case.suspended_until:
            return []
        return [_noted(Step.RESUME, at, by, self.paperwork, case, chance)]

    def _reopened(self, case: CaseState, chance: Random) -> list[Planned]:
        """The reporter is asked and is not satisfied; or the problem is there again."""
        share = _UNSATISFIED if self.staff.kind_of(case.source) in _UNSEEN else _CAME_BACK
        if chance.random() >= share or case.reopened:
            return []
        by = self.staff.who_takes(Step.REOPEN)
        if by is None:
            return []
        at = self.pace.answered(Step.REOPEN, case.since, urgent=False, chance=chance)
        return [_noted(Step.REOPEN, at, by, self.paperwork, case, chance)]


def _noted(
    step: Step, at: datetime, by: Member, paperwork: Paperwork, case: CaseState, chance: Random
) -> Planned:
    return Planned(step, at, by, paperwork.fields(step, case, chance) or {})


def _is_held_back(planned: Planned) -> bool:
    """A department that asked to return a case does nothing with it until that is decided."""
    return Axis.DEPARTMENT in planned.by.actor.axes and planned.step is not Step.REPLY
