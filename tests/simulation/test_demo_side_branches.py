"""The side branches in the weeks behind a demo, and in its live day."""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.lifecycle import LIFE
from commandcenter.models.cases.rules.pending import Pending
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.content.pack import CityPack
from commandcenter.services.casebook import CaseDetails, CaseFilter
from commandcenter.services.change_feed import START, Change
from commandcenter.services.log_audit import LogFault
from commandcenter.simulation.believable.case import CaseState, Wait
from commandcenter.simulation.believable.city import BelievableCity
from commandcenter.simulation.demo import make_demo
from commandcenter.simulation.live_cases import NEAR_TIME
from commandcenter.simulation.live_day import LiveDay
from tests.city.life import LAMP, MONDAY_10, REFUSE, CityLife, FakeClock
from tests.simulation.conftest import SEED
from tests.simulation.hours import Hours, changes_since

#: What needs a second case, which a life brought in by itself does not know.
_OF_TWO_CASES = {Step.MERGE, Step.UNMERGE, Step.SPLIT}
_RARE = {Step.REFUSE_SUSPENSION}
#: A demo has accounts of the district alone.
_BETWEEN_LEVELS = {Step.HAND_DOWN, Step.ESCALATE}
_DECIDED = {Pending.RETURN, Pending.EXTENSION, Pending.SUSPENSION, Pending.APPEAL}
_MOST_PENDING = 10
_LIVE_SEED = 3


def _steps(changes: list[Change]) -> Counter[str]:
    return Counter(change.step for change in changes)


# ---- the weeks behind it -------------------------------------------------------------------


def test_that_three_weeks_of_history_know_nearly_every_step(demo: CommandCenter) -> None:
    found = _steps(changes_since(demo, START))
    assert {step for _, step in LIFE} - found.keys() <= _OF_TWO_CASES | _RARE | _BETWEEN_LEVELS


def test_that_side_branches_are_as_frequent_as_in_a_real_city(demo: CommandCenter) -> None:
    found = _steps(changes_since(demo, START))
    shares = {step: count / found["report"] for step, count in found.items()}
    assert 0.03 < shares["ask_return"] < 0.12
    assert 0.02 < shares["ask_extension"] < 0.09
    assert 0.001 < shares["ask_suspension"] < 0.03
    assert 0.01 < shares["urge"] < 0.08
    assert shares["reopen"] < 0.02
    assert found["fail"] < found["pass"] / 5
    assert found["grant_return"] > found["refuse_return"]


def test_that_the_morning_finds_something_to_decide_and_something_that_stands(
    demo: CommandCenter,
) -> None:
    rows = demo.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)
    pending = Counter(word for row in rows for word in row.pending)
    assert 0 < sum(pending[word] for word in pending if word != Pending.CREW) <= _MOST_PENDING
    assert any(row.asked for row in rows)
    suspended = demo.casebook.cases(
        CaseFilter(stages=frozenset({Stage.SUSPENDED})), viewer=CENTRE_VIEW
    )
    assert [case.applications[-1].until > demo.clock() for case in suspended]  # type: ignore[operator]


def test_that_a_limit_in_parts_is_handled_part_by_part(tiny_pack: CityPack, tmp_path: Path) -> None:
    hours = TimeLimit(Fraction(2), Unit.URGENT_HOURS)
    in_parts = tuple(
        replace(condition, limits=(hours, hours)) if condition.category == REFUSE else condition
        for condition in tiny_pack.conditions
    )
    clock = FakeClock(MONDAY_10)
    with CommandCenter(f"sqlite:///{tmp_path / 'demo.sqlite3'}", clock=clock) as center:
        pack = replace(tiny_pack, conditions=in_parts)
        make_demo(center, pack, seed=SEED, weeks=1)
        clock.now = center.clock()
        LiveDay(center, pack, seed=SEED).run(Hours(clock, 12, speed=900))
        cases = list(center.casebook.cases(CaseFilter(category=REFUSE), viewer=CENTRE_VIEW))
        finished = Counter(
            change.number for change in changes_since(center, START) if change.step == Step.FINISH
        )
        assert center.log_audit.verify().faults == ()
    closed = [case for case in cases if case.closed_at and case.finished_at]
    assert len(closed) > 20
    assert all(finished[case.row.number] >= 2 for case in closed)
    assert sum(case.row.stage is Stage.HANDLING for case in cases) < len(closed) / 4


@pytest.mark.parametrize("on", [Pending.RETURN, Pending.SUSPENSION, Pending.APPEAL])
def test_that_what_is_asked_is_granted_or_refused_in_the_end(
    tiny_pack: CityPack, begin: datetime, on: Pending
) -> None:
    people = BelievableCity(tiny_pack, SEED, begin.date()).people
    case = CaseState(
        Stage.HANDLING, begin, Step.ACKNOWLEDGE, "inspector", "", None, department="roads"
    )
    wait = Wait(on, 1, begin, until=begin + timedelta(days=30))
    first = Counter(people.answers(case, wait, Random(n))[0].step for n in range(200))
    assert len(first) == 2
    assert min(first.values()) > 4
    last = {people.answers(case, wait, Random(n))[-1].step for n in range(50)}
    assert len(last) == 1  # where somebody was faster or it came too late, it is refused


def test_that_no_extension_is_granted_after_the_deadline(
    tiny_pack: CityPack, begin: datetime
) -> None:
    people = BelievableCity(tiny_pack, SEED, begin.date()).people
    case = CaseState(
        Stage.HANDLING,
        begin,
        Step.ACKNOWLEDGE,
        "inspector",
        "",
        None,
        department="roads",
        due_at=begin + timedelta(hours=2),
    )
    for n in range(200):
        for planned in people.answers(case, Wait(Pending.EXTENSION, 1, begin), Random(n)):
            assert planned.step is Step.REFUSE_EXTENSION or planned.at < (case.due_at or begin)


# ---- the live day --------------------------------------------------------------------------


@dataclass
class Day:
    """What a day and a half left behind, and what was seen of it on the way."""

    changes: list[Change]
    faults: tuple[LogFault, ...]
    cases: Mapping[str, CaseDetails]
    ended_at: datetime
    pending: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def day(
    made_demo: Path,
    tiny_pack: CityPack,
    begin: datetime,
    tmp_path_factory: pytest.TempPathFactory,
) -> Day:
    clock = FakeClock(begin)
    file = shutil.copy(made_demo, tmp_path_factory.mktemp("day") / "demo.sqlite3")
    with CommandCenter(f"sqlite:///{file}", clock=clock) as center:
        cursor = center.change_feed.latest()
        pending: list[int] = []
        watch = _watch(center, pending)
        LiveDay(center, tiny_pack, seed=_LIVE_SEED).run(Hours(clock, 34, watch, speed=600))
        cases = {
            case.row.number: case
            for case in center.casebook.cases(CaseFilter(), viewer=CENTRE_VIEW)
        }
        faults = center.log_audit.verify().faults
        return Day(changes_since(center, cursor), faults, cases, clock(), pending)


def _watch(center: CommandCenter, pending: list[int]) -> Callable[[], None]:
    def look() -> None:
        center.desk.resume_due()  # as the jobs do
        rows = center.casebook.rows(CaseFilter(open_only=True), viewer=CENTRE_VIEW)
        pending.append(sum(bool(row.pending - {Pending.CREW}) for row in rows))

    return look


def test_that_the_desk_has_one_of_each_to_decide(day: Day) -> None:
    decided = {
        kind for kind in _DECIDED for step in _steps(day.changes) if step.endswith(f"_{kind}")
    }
    answered = {
        change.step.partition("_")[2]
        for change in day.changes
        if change.step.startswith(("grant_", "refuse_"))
    }
    assert decided == answered == _DECIDED
    assert day.faults == ()


def test_that_a_day_has_crews_urges_merges_and_rework(day: Day) -> None:
    steps = _steps(day.changes)
    assert {"sub_dispatch", "revoke", "urge", "reply", "fail"} <= steps.keys()
    assert {"merge", "unmerge", "correct", "self_handle", "supervise"} <= steps.keys()


def test_that_never_more_waits_for_a_decision_than_a_dispatcher_can_see(day: Day) -> None:
    assert max(day.pending) <= _MOST_PENDING


def test_that_some_decisions_are_left_for_whoever_sits_at_the_desk(day: Day) -> None:
    asked = {
        (change.number, change.step.partition("_")[2]): change.at
        for change in day.changes
        if change.step.startswith("ask_")
    }
    waited = [
        change.at - asked[key]
        for change in day.changes
        if change.step.startswith(("grant_", "refuse_"))
        for key in [(change.number, change.step.partition("_")[2])]
        if key in asked
    ]
    assert max(waited) > timedelta(minutes=40)


def test_that_only_what_is_near_and_alike_is_merged(day: Day) -> None:
    merged = [case for case in day.cases.values() if case.row.stage is Stage.MERGED]
    assert merged
    for case in merged:
        into = day.cases[case.merged_into or ""]
        assert into.row.category == case.row.category
        assert into.row.address == case.row.address
        assert case.row.reported_at - into.row.reported_at < NEAR_TIME


def test_that_no_case_waits_for_somebody_who_does_not_come(day: Day) -> None:
    """At the desks all goes on within a day; a department works on, a suspension has its end."""
    last = {change.number: change.at for change in day.changes}
    for case in day.cases.values():
        elsewhere = (Stage.HANDLING, Stage.SUSPENDED)
        if case.row.stage in ENDED or case.row.stage in elsewhere:
            continue
        assert day.ended_at - last[case.row.number] < timedelta(hours=22)


# ---- people at the desk --------------------------------------------------------------------


def _at_work(center: CommandCenter, clock: FakeClock) -> tuple[CityLife, str]:
    life = CityLife(center, clock)
    return life, life.handling(LAMP, "roads")


def test_that_a_decision_by_hand_is_taken_as_it_is(
    demo: CommandCenter, tiny_pack: CityPack, demo_clock: FakeClock
) -> None:
    demo_clock.advance(timedelta(hours=1))
    life, number = _at_work(demo, demo_clock)
    until = {"reason": "parts", "until": demo_clock() + timedelta(hours=3)}
    life.step(number, Step.ASK_SUSPENSION, "department-roads", until)
    day = LiveDay(demo, tiny_pack, seed=SEED)
    life.step(number, Step.GRANT_SUSPENSION, "dispatcher", {})
    day.run(Hours(demo_clock, 1))
    assert demo.casebook.case(number, viewer=CENTRE_VIEW).row.stage is Stage.SUSPENDED
    day.run(Hours(demo_clock, 8, meanwhile=demo.desk.resume_due))
    steps = [line.step for line in demo.casebook.history(number, viewer=CENTRE_VIEW)]
    assert steps[steps.index("grant_suspension") + 1] == "resume"
    assert demo.log_audit.verify().faults == ()


def test_that_an_application_by_hand_is_decided_by_a_colleague(
    demo: CommandCenter, tiny_pack: CityPack, demo_clock: FakeClock
) -> None:
    demo_clock.advance(timedelta(hours=1))
    life, number = _at_work(demo, demo_clock)
    life.step(number, Step.ASK_EXTENSION, "department-roads", {"reason": "parts"})
    LiveDay(demo, tiny_pack, seed=SEED).run(Hours(demo_clock, 30, speed=900))
    (application, *_) = demo.casebook.case(number, viewer=CENTRE_VIEW).applications
    assert application.answered_at


def test_that_an_urge_by_hand_is_replied_to(
    demo: CommandCenter, tiny_pack: CityPack, demo_clock: FakeClock
) -> None:
    demo_clock.advance(timedelta(hours=1))
    life = CityLife(demo, demo_clock)
    numbers = [life.handling(LAMP, "roads") for _ in range(4)]
    for number in numbers:
        life.step(number, Step.URGE, "dispatcher", {"note": "请回复进展"})
    LiveDay(demo, tiny_pack, seed=SEED).run(Hours(demo_clock, 9, speed=900))
    cases = demo.casebook.cases_of(numbers, viewer=CENTRE_VIEW)
    assert any(task.answer == "replied" for case in cases for task in case.tasks)
