"""What people of a believable city fill in with a step."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from random import Random

from commandcenter.models.cases.rules.stage import Closing, Step
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.rules import closings_of
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.packs.content.pack import CityPack
from commandcenter.simulation.believable.case import CaseState
from commandcenter.simulation.believable.kinds import Kinds, Problem
from commandcenter.simulation.believable.photos import Photos
from commandcenter.simulation.believable.words import Words

_REASONS: Mapping[Step, Sequence[str]] = {
    Step.DECLINE: ("outside_scope", "duplicate", "unclear"),
    Step.VOID: ("duplicate", "vanished", "mistake"),
    Step.GIVE_BACK: ("wrong_kind", "not_ours"),
    Step.FAIL: ("not_done", "poor_work"),
    Step.ASK_RETURN: ("not_ours", "wrong_place", "beyond_means"),
    Step.ASK_EXTENSION: ("permit", "parts", "complex", "weather"),
    Step.ASK_SUSPENSION: ("season", "permit", "parts"),
    Step.ASK_APPEAL: ("force_majeure", "wrong_limit", "late_dispatch"),
    Step.REOPEN: ("unsatisfied", "came_back"),
}
#: How many of the cases that may be closed otherwise are not closed as done.
_OTHERWISE = 0.3
#: Slips: the wrong kind, the wrong condition, the wrong department, at first and after a return.
_WRONG_KIND, _WRONG_CONDITION, _WRONG_DEPARTMENT, _WRONG_AGAIN = 0.015, 0.008, 0.07, 0.2
_ASSISTED = 0.05

Fields = dict[str, object]


class Paperwork:
    """The fields of every step. What a description says decides kind and condition."""

    def __init__(self, pack: CityPack, kinds: Kinds, words: Words) -> None:
        self.photos = Photos(words)
        self._posts = pack.posts
        self._kinds = kinds
        self._words = words
        self._office = cache(pack.street_offices.office)
        self._departments = sorted({p.condition.department for p in kinds})
        self._closings = cache(partial(closings_of, pack.closings))
        self._forms: Mapping[Step, Callable[[CaseState, Random], Fields | None]] = {
            Step.ACCEPT: self._accept,
            Step.ASK_CONFIRM: partial(self._ask, Step.CONFIRM),
            Step.CONFIRM: self._confirm,
            Step.FILE: self._file,
            Step.VOID: lambda _, chance: {"reason": chance.choice(_REASONS[Step.VOID])},
            Step.DISPATCH: self._dispatch,
            Step.ACKNOWLEDGE: lambda *_: {},
            Step.SUB_DISPATCH: lambda _, chance: {"crew": words.crew(chance)},
            Step.FINISH: self._finish,
            Step.ASK_INSPECT: partial(self._ask, Step.PASS),
            Step.PASS: lambda _, chance: {"photo": self.photos.any("inspect", chance)},
            Step.CLOSE: self._close,
            Step.SELF_HANDLE: self._self_handle,
            Step.CORRECT: self._correct,
            Step.MEET: self._meet,
            Step.MERGE: lambda case, _: {"into": case.same_as} if case.same_as else None,
            Step.SPLIT: self._split,
        }

    def fields(self, step: Step, case: CaseState, chance: Random) -> Fields | None:
        """None where the step cannot be taken: the pack has the case's condition no longer."""
        form = self._forms.get(step)
        if form is not None:
            return form(case, chance)
        note: Fields = {"note": self._note(step, case, chance)}
        reasons = _REASONS.get(step)
        return {"reason": chance.choice(reasons), **note} if reasons else note

    def answer(self, kind: str, case: CaseState, chance: Random) -> Fields:
        """What is replied to a task of this kind."""
        return {"note": self._words.note(kind, chance)}

    def is_misread(self, case: CaseState) -> bool:
        """Whether the description names another kind, or another condition, than the case has."""
        return bool(self._correction(case))

    def is_twofold(self, case: CaseState) -> bool:
        """Whether the description speaks of a second problem."""
        return bool(self._words.said_besides(case.description))

    def is_slight(self, case: CaseState) -> bool:
        """What one person can put right on the spot: a small matter on the street."""
        problem = self._described(case) if case.category else None
        return (
            problem is not None
            and problem.category.kind is CategoryKind.EVENT
            and problem.condition.limit.unit.in_hours
        )

    def department(self, case: CaseState) -> str | None:
        """The department of the case's condition; None if the pack no longer has the condition."""
        problem = self._filed(case)
        if problem is None:
            return None
        return self._office(problem.condition.department, case.community)

    def limit(self, case: CaseState) -> TimeLimit | None:
        """What filing gave the case, of parts the one that runs; None before it."""
        problem = self._filed(case)
        return problem.condition.limits[max(case.part, 1) - 1] if problem else None

    def _accept(self, case: CaseState, chance: Random) -> Fields:
        category = case.category or self._kinds.category_in(self._said(case), chance)
        if chance.random() < _WRONG_KIND:
            category = self._kinds.another(category, chance)
        return {"category": category}

    def _ask(self, answer: Step, _case: CaseState, _chance: Random) -> Fields | None:
        """An account that may report what was found; it is named like its post."""
        asked = self._posts.who_may(answer)
        return {"inspector": asked[0].id} if asked else None

    def _confirm(self, case: CaseState, chance: Random) -> Fields:
        return {
            **self._accept(case, chance),
            "note": self._note(Step.CONFIRM, case, chance),
            "photo": self.photos.any("before", chance),
        }

    def _file(self, case: CaseState, chance: Random) -> Fields:
        problem = self._described(case) or self._kinds.problem_of(case.category, chance)
        if chance.random() < _WRONG_CONDITION:
            problem = self._kinds.problem_of(case.category, chance)
        return {"condition": problem.condition.number}

    def _dispatch(self, case: CaseState, chance: Random) -> Fields | None:
        """To the condition's department; where that is all street offices', to the place's own."""
        right = case.decided or self.department(case)
        if right is None:
            return None
        slip = _WRONG_AGAIN if case.transfers else _WRONG_DEPARTMENT
        chosen = chance.choice(self._departments) if chance.random() < slip else right
        fields: Fields = {"department": case.decided or self._its_office(chosen, case)}
        if chance.random() < _ASSISTED:
            fields["assisting"] = (self._its_office(chance.choice(self._departments), case),)
        return fields

    def _its_office(self, department: str, case: CaseState) -> str:
        return self._office(department, case.community)

    def _meet(self, case: CaseState, chance: Random) -> Fields | None:
        department = self.department(case)
        if department is None:
            return None
        decision = self._words.note(Step.MEET, chance)
        return {"decision": decision, "department": department}

    def _correct(self, case: CaseState, chance: Random) -> Fields | None:
        correction = self._correction(case)
        note = self._words.note(Step.CORRECT, chance)
        return {**correction, "note": note} if correction else None

    def _correction(self, case: CaseState) -> Fields:
        """Before filing the kind can be wrong, after it the condition."""
        if self._kinds.are_described(case.category, case.condition, case.description):
            return {}
        if case.condition is None:
            named = self._kinds.named_in(self._said(case))
            return {"kind": named} if named not in (None, case.category) else {}
        problem = self._described(case)
        wrong = problem is not None and problem.condition.number != case.condition
        return {"condition": problem.condition.number} if problem and wrong else {}

    def _split(self, case: CaseState, _chance: Random) -> Fields | None:
        named = self._kinds.named_in(self._words.said_besides(case.description))
        return {"into": (named,)} if named else None

    def _self_handle(self, case: CaseState, chance: Random) -> Fields:
        return {
            "note": self._words.note(Step.SELF_HANDLE, chance),
            "before": self.photos.any("before", chance),
            "after": self.photos.any("after", chance),
        }

    def _finish(self, case: CaseState, chance: Random) -> Fields:
        return {
            "note": self._note(Step.FINISH, case, chance),
            "photo": self.photos.any("after", chance),
        }

    def _close(self, case: CaseState, chance: Random) -> Fields:
        fitting = self._closings(case.category or "", case.condition or 0)
        if fitting and chance.random() < _OTHERWISE:
            return {"closing": chance.choice(sorted(fitting))}
        return {"closing": str(Closing.DONE)}

    def _note(self, step: Step, case: CaseState, chance: Random) -> str:
        problem = self._filed(case) or self._described(case) or self._kinds.any(chance)
        return self._words.note(
            step,
            chance,
            kind=problem.category.name.zh,
            state=problem.condition.text.zh,
            closing=problem.condition.closing.zh,
        )

    def _filed(self, case: CaseState) -> Problem | None:
        return self._kinds.problem(case.category, case.condition)

    def _described(self, case: CaseState) -> Problem | None:
        """What the description says of the case's kind, or of the kind that it names itself."""
        category = case.category or self._kinds.named_in(self._said(case))
        return self._kinds.described_in(category, self._said(case))

    def _said(self, case: CaseState) -> str:
        return self._words.said_first(case.description)
