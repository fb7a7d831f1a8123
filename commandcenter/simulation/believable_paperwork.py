"""What people of a believable city fill in with a step."""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from commandcenter.models.cases.lifecycle import Need
from commandcenter.models.cases.stage import Closing, Step
from commandcenter.models.city.rules import closings_of
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.staff.post import Post
from commandcenter.packs.pack import CityPack
from commandcenter.simulation.believable_case import Standing
from commandcenter.simulation.believable_kinds import Kinds, Problem
from commandcenter.simulation.believable_photos import Photos
from commandcenter.simulation.believable_words import Words

_REASONS: Mapping[Step, Sequence[str]] = {
    Step.DECLINE: ("outside_scope", "duplicate", "unclear"),
    Step.VOID: ("duplicate", "vanished", "mistake"),
    Step.GIVE_BACK: ("wrong_kind", "not_ours"),
    Step.FAIL: ("not_done", "poor_work"),
}
#: How many of the cases that may be closed otherwise are not closed as done.
_OTHERWISE = 0.3

Fields = dict[str, object]


class Paperwork:
    """The fields of every step. What a description says decides kind and condition."""

    def __init__(self, pack: CityPack, kinds: Kinds, words: Words) -> None:
        self.photos = Photos(words)
        self._kinds = kinds
        self._words = words
        self._offices = pack.street_offices
        self._listed = pack.closings
        self._forms: Mapping[Step, Callable[[Standing, Random], Fields | None]] = {
            Step.ACCEPT: self._accept,
            Step.DECLINE: lambda case, chance: self._reasoned(Step.DECLINE, case, chance),
            Step.ASK_CONFIRM: self._ask,
            Step.CONFIRM: self._confirm,
            Step.REFUTE: lambda case, chance: {Need.NOTE: self._note(Step.REFUTE, case, chance)},
            Step.FILE: self._file,
            Step.VOID: lambda _, chance: {Need.REASON: chance.choice(_REASONS[Step.VOID])},
            Step.DISPATCH: self._dispatch,
            Step.GIVE_BACK: lambda case, chance: self._reasoned(Step.GIVE_BACK, case, chance),
            Step.ACKNOWLEDGE: lambda *_: {},
            Step.FINISH: self._finish,
            Step.ASK_INSPECT: self._ask,
            Step.PASS: lambda _, chance: {Need.PHOTO: self.photos.any("inspect", chance)},
            Step.FAIL: lambda case, chance: self._reasoned(Step.FAIL, case, chance),
            Step.CLOSE: self._close,
        }

    def fields(self, step: Step, case: Standing, chance: Random) -> Fields | None:
        """None where the step cannot be taken: the pack has the case's condition no longer."""
        return self._forms[step](case, chance)

    def limit(self, case: Standing) -> TimeLimit | None:
        """What filing gave the case; None before it."""
        problem = self._filed(case)
        return problem.condition.limit if problem else None

    def _accept(self, case: Standing, chance: Random) -> Fields:
        return {Need.CATEGORY: self._kinds.category_in(case.description, chance)}

    def _ask(self, _case: Standing, _chance: Random) -> Fields:
        return {Need.INSPECTOR: str(Post.INSPECTOR)}

    def _confirm(self, case: Standing, chance: Random) -> Fields:
        return {
            **self._accept(case, chance),
            Need.NOTE: self._note(Step.CONFIRM, case, chance),
            Need.PHOTO: self.photos.any("before", chance),
        }

    def _file(self, case: Standing, chance: Random) -> Fields:
        return {Need.CONDITION: self._described(case, chance).condition.number}

    def _dispatch(self, case: Standing, _chance: Random) -> Fields | None:
        """To the condition's department; where that is all street offices', to the place's own."""
        problem = self._filed(case)
        if problem is None:
            return None
        return {Need.DEPARTMENT: self._offices.office(problem.condition.department, case.community)}

    def _finish(self, case: Standing, chance: Random) -> Fields:
        return {
            Need.NOTE: self._note(Step.FINISH, case, chance),
            Need.PHOTO: self.photos.any("after", chance),
        }

    def _close(self, case: Standing, chance: Random) -> Fields:
        fitting = closings_of(self._listed, case.category or "", case.condition or 0)
        if fitting and chance.random() < _OTHERWISE:
            return {Need.CLOSING: chance.choice(sorted(fitting))}
        return {Need.CLOSING: str(Closing.DONE)}

    def _reasoned(self, step: Step, case: Standing, chance: Random) -> Fields:
        reason = chance.choice(_REASONS[step])
        return {Need.REASON: reason, Need.NOTE: self._note(step, case, chance)}

    def _note(self, step: Step, case: Standing, chance: Random) -> str:
        problem = self._filed(case) or self._described(case, chance)
        return self._words.note(
            step,
            chance,
            kind=problem.category.name.zh,
            state=problem.condition.text.zh,
            closing=problem.condition.closing.zh,
        )

    def _filed(self, case: Standing) -> Problem | None:
        return self._kinds.problem(case.category, case.condition)

    def _described(self, case: Standing, chance: Random) -> Problem:
        category = case.category or self._kinds.category_in(case.description, chance)
        return self._kinds.problem_in(category, case.description, chance)
