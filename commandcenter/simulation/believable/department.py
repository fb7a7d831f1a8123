"""What a department of a believable city does with a case, and what it asks the centre for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.simulation.believable.case import CaseState, Planned
from commandcenter.simulation.believable.pace import Pace
from commandcenter.simulation.believable.paperwork import Paperwork
from commandcenter.simulation.believable.staff import Member, Staff

#: How often a department returns what is not its own, at once or later, and what is.
_NOT_OURS, _NOT_OURS_LATER, _UNWILLING = 0.7, 0.85, 0.006
_HESITATES = timedelta(hours=2)
_CREW, _CREW_TAKEN_OFF = 0.14, 0.2
#: Extensions are wanted where the end is near, rarely in good time; never after it.
_CLOSE_TO_THE_END, _EXTENSION, _EXTENSION_IN_TIME = 0.85, 0.3, 0.013
_SUSPENSION = 0.037  # of what has days
_URGED_LATE, _URGED_IN_TIME = 0.55, 0.012
_SUPERVISED, _SUPERVISED_FOR_LEADERS = 0.006, 0.3
_URGED_BY_DISPATCHER = 0.7
_APPEAL = 0.25
_JUST_NOW = timedelta(minutes=5)
_COUNTED_ANEW = frozenset({Step.RESUME, Step.FINISH})
_GRANTS = {
    Step.ASK_RETURN: Step.GRANT_RETURN,
    Step.ASK_EXTENSION: Step.GRANT_EXTENSION,
    Step.ASK_SUSPENSION: Step.GRANT_SUSPENSION,
    Step.ASK_APPEAL: Step.GRANT_APPEAL,
}


class Departments:
    """Each acts in its own name; the chiefs who urge it and the leaders look over its shoulder."""

    def __init__(self, staff: Staff, pace: Pace, paperwork: Paperwork) -> None:
        self._staff = staff
        self._pace = pace
        self._paperwork = paperwork

    def intentions(self, case: CaseState, chance: Random) -> list[Planned]:
        """With a case that it was given, or got back."""
        by = self._staff.of_department(case.department)
        if by is None or case.limit is None:
            return []
        if case.stage is Stage.DISPATCHED:
            return self._on_arrival(case, by, chance)
        return self._at_work(case, by, chance)

    def after_closing(self, case: CaseState, chance: Random) -> list[Planned]:
        """Late, and not by its own fault, as it says."""
        appeals = case.handled_late and chance.random() < _APPEAL
        by = self._asks(Step.ASK_APPEAL, case) if appeals else None
        if by is None:
            return []
        at = self._pace.answered(Step.GRANT_APPEAL, case.since, urgent=False, chance=chance)
        return [self._planned(Step.ASK_APPEAL, at, by, case, chance)]

    def _on_arrival(self, case: CaseState, by: Member, chance: Random) -> list[Planned]:
        at = self._pace.acknowledged(case.since, urgent=case.urgent, chance=chance)
        if not self._returns(case, chance, _NOT_OURS):
            return [Planned(Step.ACKNOWLEDGE, at, by, {})]
        asked = self._planned(Step.ASK_RETURN, at, by, case, chance)
        return [asked, Planned(Step.ACKNOWLEDGE, at + _HESITATES, by, {})]

    def _at_work(self, case: CaseState, by: Member, chance: Random) -> list[Planned]:
        finish = self._planned(Step.FINISH, self._finished(case, chance), by, case, chance)
        if case.came_by not in (Step.ACKNOWLEDGE, Step.DISPATCH):
            return [finish]  # rework, the next part, or it stood: nothing more is asked for
        if self._returns(case, chance, _NOT_OURS_LATER):
            at = min(finish.at, case.since + _HESITATES * chance.uniform(0.1, 1))
            at = self._pace.in_office(at, urgent=case.urgent)
            return [self._planned(Step.ASK_RETURN, at, by, case, chance), finish]
        beside = [
            *self._crews(case, finish, chance),
            *self._more_time(case, finish, chance),
            *self._pressed(case, finish, chance),
        ]
        return [*(one for one in beside if case.since < one.at < finish.at), finish]

    def _finished(self, case: CaseState, chance: Random) -> datetime:
        assert case.limit is not None
        if case.came_by is Step.FAIL:
            return self._pace.reworked(case.limit, case.since, chance)
        begun = case.since if case.came_by in _COUNTED_ANEW else case.dispatched_at
        at = self._pace.finished(
            case.department or "",
            case.limit,
            dispatched=begun or case.since,
            since=case.since,
            chance=chance,
        )
        overnight = case.since == case.not_before
        if overnight and at - case.since < _JUST_NOW:
            return self._pace.caught_up(case.since, chance)
        return at

    def _returns(self, case: CaseState, chance: Random, share: float) -> bool:
        """Mostly what is not its own, while no meeting has said that it is."""
        luck = chance.random()
        if luck >= share or case.met or self._asks(Step.ASK_RETURN, case) is None:
            return False
        return luck < _UNWILLING or case.department != self._paperwork.department(case)

    def _crews(self, case: CaseState, finish: Planned, chance: Random) -> Iterator[Planned]:
        if chance.random() >= _CREW:
            return
        by = self._staff.of_department_who_takes(case.department, Step.SUB_DISPATCH)
        if by is None:
            return
        sent, taken_off = chance.uniform(0.05, 0.3), chance.uniform(0.4, 0.8)
        whole = finish.at - case.since
        yield self._planned(Step.SUB_DISPATCH, case.since + whole * sent, by, case, chance)
        if chance.random() < _CREW_TAKEN_OFF:
            yield self._planned(Step.REVOKE, case.since + whole * taken_off, by, case, chance)

    def _more_time(self, case: CaseState, finish: Planned, chance: Random) -> Iterator[Planned]:
        """The clock shall stand; or it shall run longer, which is asked before it has run out."""
        assert case.limit is not None
        due_at = case.due_at or finish.at
        in_days = not case.limit.unit.in_hours
        if in_days and not case.suspended_before and chance.random() < _SUSPENSION:
            yield from self._asked(
                Step.ASK_SUSPENSION, case, (case.since, finish.at), (0.05, 0.4), chance
            )
            return
        end = case.since + (due_at - case.since) * _CLOSE_TO_THE_END
        share = _EXTENSION if finish.at > end else _EXTENSION_IN_TIME
        if chance.random() < share:
            until = min(due_at, finish.at)
            for asked in self._asked(
                Step.ASK_EXTENSION, case, (case.since, until), (0.2, 0.75), chance
            ):
                if asked.at < due_at:
                    yield asked

    def _asked(
        self,
        step: Step,
        case: CaseState,
        between: tuple[datetime, datetime],
        part: tuple[float, float],
        chance: Random,
    ) -> Iterator[Planned]:
        by = self._asks(step, case)
        begin, end = between
        at = begin + (end - begin) * chance.uniform(*part)
        if by is not None:
            at = self._pace.in_office(at, urgent=case.urgent)
            yield self._planned(step, at, by, case, chance)

    def _pressed(self, case: CaseState, finish: Planned, chance: Random) -> Iterator[Planned]:
        """Urged near the end of the limit or after it; asked about by a leader at any time."""
        due_at = case.due_at or finish.at
        late = finish.at > due_at
        if chance.random() < (_URGED_LATE if late else _URGED_IN_TIME):
            by_dispatcher = chance.random() < _URGED_BY_DISPATCHER
            axis = Axis.COMMAND if by_dispatcher else Axis.SUPERVISION
            by = self._staff.who_takes(Step.URGE, axis)
            end = due_at if late else finish.at
            at = end + (end - case.since) * chance.uniform(-0.2, 0.3 if late else 0)
            yield from self._said(Step.URGE, by, at, case, chance)
        theirs = self._staff.kind_of(case.source) is SourceKind.LEADER
        if chance.random() < (_SUPERVISED_FOR_LEADERS if theirs else _SUPERVISED):
            at = case.since + (finish.at - case.since) * chance.uniform(0.1, 0.8)
            by = self._staff.who_looks_on(Step.SUPERVISE, Axis.COMMAND)
            yield from self._said(Step.SUPERVISE, by, at, case, chance)

    def _said(
        self, step: Step, by: Member | None, at: datetime, case: CaseState, chance: Random
    ) -> Iterator[Planned]:
        if by is not None:
            at = self._pace.in_office(at, urgent=case.urgent)
            yield self._planned(step, at, by, case, chance)

    def _asks(self, step: Step, case: CaseState) -> Member | None:
        """The department, where it may ask and somebody may say yes."""
        if self._staff.who_takes(_GRANTS[step]) is None:
            return None
        return self._staff.of_department_who_takes(case.department, step)

    def _planned(
        self, step: Step, at: datetime, by: Member, case: CaseState, chance: Random
    ) -> Planned:
        fields = self._paperwork.fields(step, case, chance) or {}
        if step is Step.ASK_SUSPENSION:
            fields["until"] = self._pace.stands_until(at, chance)
        return Planned(step, at, by, fields)
