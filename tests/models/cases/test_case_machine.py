"""Cases lived at random by everybody at once: whatever is tried, what must hold holds."""

import os
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.field_reading import read_fields
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.lifecycle import LIFE, rule_of
from commandcenter.models.cases.rules.pending import DECISIONS, REQUESTS
from commandcenter.models.cases.rules.permission import check_may, possible_steps
from commandcenter.models.cases.rules.report import PhotoUpload, Report, ReporterName
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
from commandcenter.models.cases.verbs import VERBS
from commandcenter.models.city.posts import Axis
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.step_context import StepContext
from commandcenter.words import LANGUAGES
from tests.models.cases.crowd import (
    ACTORS,
    OTHER_KIND,
    any_rule,
    brought,
    city,
    may,
    number_of,
    sent,
)
from tests.models.cases.lives import (
    CALL_TAKER,
    CHIEF,
    DISPATCHER,
    DOOR,
    INSPECTOR,
    KIND,
    MONDAY_10,
    ROADS,
)
from tests.models.cases.wholeness import but_version, check_whole, whole

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "40"))
MOST_CASES = 6
_ANSWERS = frozenset({*DECISIONS, Step.REPLY, Step.REVOKE, Step.RESUME})
_PHOTO = PhotoUpload("x.jpg", b"")
#: From the report to the closing, late at times; of a limit in parts every finish is one part.
_PLAIN_LIFE: tuple[tuple[Step, Actor, dict[str, object]], ...] = (
    (Step.ACCEPT, CALL_TAKER, {"category": KIND}),
    (Step.FILE, CHIEF, {"condition": 1}),
    (Step.DISPATCH, DISPATCHER, {"department": "roads"}),
    (Step.ACKNOWLEDGE, ROADS, {}),
    (Step.FINISH, ROADS, {"note": "好了", "photo": _PHOTO}),
    (Step.ASK_INSPECT, CALL_TAKER, {"inspector": "inspector"}),
    (Step.PASS, INSPECTOR, {"photo": _PHOTO}),
    (Step.CLOSE, CHIEF, {"closing": "done"}),
)
_PLACE = GridPlace("110101001001001", "110101001001")
#: How many of its steps a case has taken, and what it is; a limit in parts is one of them.
_A_LIFE = st.sampled_from([0, 2, 3, 4, 4, 4, 5, 6, 7, 8]).flatmap(
    lambda steps: st.sampled_from(
        [(steps, KIND, 1), (steps, KIND, 1), (steps, KIND, 2), (steps, OTHER_KIND, 2)]
    )
)
#: One in four does not look at what is sent.
_WILD = [False, False, False, True]
_DEPARTMENTS_STEPS = frozenset(
    step for (_, step), row in LIFE.items() if row.axes == (Axis.DEPARTMENT,)
)


class Crowd(RuleBasedStateMachine):
    """Several cases, everybody who may act, and a clock that only goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.city = city()
        self.posts = self.city.posts
        self.now = MONDAY_10
        self.cases: dict[str, Case] = {}
        self.checked: dict[str, int] = {}
        self.serial = 0

    @initialize(lives=st.lists(_A_LIFE, min_size=2, max_size=4))
    def open_in_the_morning(self, lives: list[tuple[int, str, int]]) -> None:
        """Cases from before, each at its own place."""
        for steps, category, condition in lives:
            self.live_plainly(steps, category, condition, minutes=5)

    # ---- what happens -------------------------------------------------------------------------

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(has_reporter=st.booleans(), category=st.sampled_from([None, KIND]))
    def report(self, has_reporter: bool, category: str | None) -> None:
        person = ReporterName(phone="000") if has_reporter else None
        report = Report("public", "垃圾未清", address="六条", category=category, reporter=person)
        self._add(
            Case.report(report, photos=[], place=_PLACE, on=self._on(DOOR), **self._new_number())
        )

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(hours=st.sampled_from([None, -3, 50]), department=st.sampled_from([None, "roads"]))
    def bring_in(self, hours: int | None, department: str | None) -> None:
        self._add(
            Case.brought_in(
                Report("public", "别处的案件", address="六条"),
                place=_PLACE,
                department=department,
                due_at=None if hours is None else self.now + timedelta(hours=hours),
                on=self._on(DOOR),
                **self._new_number(),
            )
        )

    @rule(minutes=st.sampled_from([1, 20, 7 * 60, 3 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(life=_A_LIFE, minutes=st.sampled_from([0, 5, 600]))
    def begin(self, life: tuple[int, str, int], minutes: int) -> None:
        self.live_plainly(*life, minutes=minutes)

    def live_plainly(self, steps: int, category: str, condition: int, *, minutes: int) -> None:
        """A case that has come a part of its way; one in parts only to the end of its second."""
        self.report(has_reporter=True, category=None)
        case = self.cases[number_of(self.serial)]
        for step, who, fields in _PLAIN_LIFE[:steps]:
            self.now += timedelta(minutes=minutes)
            known = {"category": category, "condition": condition}
            fields = {name: known.get(name, value) for name, value in fields.items()}
            if (case.stage, step) in LIFE:
                self._take(case, step, fields, who)

    @rule(data=st.data(), times=st.integers(1, 4))
    def go_on(self, data: st.DataObject, times: int) -> None:
        """Somebody does what a screen offers them, and others go on from there."""
        case = self._any(data)
        for _ in range(times):
            self._go_on(data, case, frozenset(Step), wild=data.draw(st.sampled_from(_WILD)))

    @precondition(lambda self: any(case.stage is Stage.HANDLING for case in self.cases.values()))
    @rule(data=st.data(), times=st.integers(1, 3))
    def apply(self, data: st.DataObject, times: int) -> None:
        """A department asks for one thing after the other."""
        handled = [number for number, c in self.cases.items() if c.stage is Stage.HANDLING]
        case = self.cases[data.draw(st.sampled_from(handled))]
        for _ in range(times):
            self._go_on(data, case, frozenset({*REQUESTS, Step.SUB_DISPATCH}))

    @precondition(lambda self: any(self._waiting()))
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """What somebody waits for is decided, replied to, revoked, resumed."""
        case = self.cases[data.draw(st.sampled_from(self._waiting()))]
        self._go_on(data, case, _ANSWERS)

    def _go_on(
        self, data: st.DataObject, case: Case, wanted: frozenset[Step], *, wild: bool = False
    ) -> None:
        offers = [
            (step, who) for who in ACTORS for step in self._offered(case, who) if step in wanted
        ]
        if offers:
            step = data.draw(st.sampled_from(sorted({step for step, _ in offers})))
            who = data.draw(st.sampled_from([who for offered, who in offers if offered is step]))
            self._try(data, case, step, ACTORS[who], wild=wild)

    def _waiting(self) -> list[str]:
        return [n for n, c in self.cases.items() if c.pending or c.asked or c.standing]

    @rule(data=st.data(), who=st.sampled_from(list(ACTORS)), step=st.sampled_from(Step))
    def try_anything(self, data: st.DataObject, who: str, step: Step) -> None:
        self._try(data, self._any(data), step, ACTORS[who], wild=True)

    @precondition(lambda self: self._mergeable())
    @rule(data=st.data())
    def merge_and_think_better_of_it(self, data: st.DataObject) -> None:
        case = self.cases[data.draw(st.sampled_from(self._mergeable()))]
        open_ones = [n for n, c in self.cases.items() if c.stage not in ENDED and c is not case]
        if not open_ones:
            return
        other = self.cases[data.draw(st.sampled_from(open_ones))]
        before = [but_version(one) for one in (case, other)]
        kept = [c for c in self.cases.values() if c.merged_into == other.number]
        case.merge(other, on=self._on(CALL_TAKER))
        case.unmerge(other, kept=kept, on=self._on(CALL_TAKER))
        for one, was in zip((case, other), before, strict=True):
            now = but_version(one)
            changed = [(name, was[name], now[name]) for name in was if was[name] != now[name]]
            assert not changed, changed

    # ---- what must hold -----------------------------------------------------------------------

    @invariant()
    def every_case_is_whole(self) -> None:
        for number, case in self.cases.items():
            if self.checked.get(number) != case.version:
                check_whole(case, self.city)
                self.checked[number] = case.version

    def teardown(self) -> None:
        for case in self.cases.values():
            check_whole(case, self.city)

    # ---- how it is tried ----------------------------------------------------------------------

    def _try(
        self, data: st.DataObject, case: Case, step: Step, actor: Actor, *, wild: bool
    ) -> None:
        row = LIFE.get((case.stage, step), any_rule(step))
        fields = data.draw(sent(step, row, self.now, list(self.cases), wild=wild))
        before = {number: whole(one) for number, one in self.cases.items()}
        was = case.stage
        try:
            parts = self._take(case, step, fields, actor)
        except CommandCenterError as error:
            refusal = error
        else:
            self._check_taken(case, step, actor, was, before, parts)
            return
        assert all(refusal.sentence(language) for language in LANGUAGES)
        for number, one in self.cases.items():
            changed = [name for name, it in whole(one).items() if it != before[number][name]]
            assert not changed, (refusal, changed)

    def _take(
        self, case: Case, step: Step, fields: dict[str, object], actor: Actor
    ) -> Sequence[Case]:
        """As the desk's service does."""
        on = self._on(actor)
        check_may(step, case.step_place(), actor, self.posts)
        wanted = read_fields(rule_of(case.stage, step).fields, fields)
        found = brought(step, case, self.cases, wanted, self.serial + 1)
        parts = VERBS[step](case, wanted, found, on) or ()
        self.serial += len(parts)
        for part in parts:
            self._add(part)
        return parts

    def _check_taken(
        self,
        case: Case,
        step: Step,
        actor: Actor,
        was: Stage,
        before: dict[str, dict[str, Any]],
        parts: Sequence[Case],
    ) -> None:
        row = LIFE[was, step]
        goes_on = step is Step.FINISH and case.part > before[case.number]["columns"].get("part", 0)
        assert case.stage is (was if goes_on else row.to or case.merges[-1].stage)
        assert may(step, actor), f"{actor.name} may not {step}"
        if step in _DEPARTMENTS_STEPS:
            assert actor.department == before[case.number]["columns"].get("department")
        told = {number: len(one.unlogged) for number, one in self.cases.items()}
        for number, was_whole in before.items():
            told[number] -= len(was_whole["lines"])
        concerned = Counter([case.number, *(part.number for part in parts)])
        if step in (Step.MERGE, Step.UNMERGE):
            concerned[case.merges[-1].into] += 1
        if step in (Step.VOID, Step.DECLINE):
            concerned += self._check_come_back(case, before)
        assert told == {number: concerned[number] for number in self.cases}

    def _check_come_back(self, case: Case, before: dict[str, dict[str, Any]]) -> Counter[str]:
        """What was merged into a case that ended unhandled stands where it stood; both say so."""
        back = [n for n, was in before.items() if was["columns"].get("merged_into") == case.number]
        for number in back:
            one = self.cases[number]
            assert (one.merged_into, one.stage) == (None, one.merges[-1].stage)
        return Counter([*back, *[case.number] * len(back)])

    def _offered(self, case: Case, who: str) -> tuple[Step, ...]:
        return possible_steps(case.step_place(), ACTORS[who], self.posts)

    def _on(self, by: Actor) -> StepContext:
        return StepContext(by, self.now, self.city)

    def _new_number(self) -> dict[str, str]:
        self.serial += 1
        return {"centre": "110101", "number": number_of(self.serial)}

    def _add(self, case: Case) -> None:
        self.cases[case.number] = case

    def _any(self, data: st.DataObject) -> Case:
        return self.cases[data.draw(st.sampled_from(list(self.cases)))]

    def _mergeable(self) -> list[str]:
        return [
            number
            for number, case in self.cases.items()
            if (case.stage, Step.MERGE) in LIFE and not case.pending
        ]


TestCrowd = Crowd.TestCase
TestCrowd.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
