"""A case lives: its verbs, its clocks, and the lines that they leave."""

import json
from datetime import timedelta

import pytest

from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Closing, Stage
from commandcenter.models.cases.rules.traffic_light import ClockHands, Light
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.work.replaying import columns_from_history
from tests.models.cases.lives import (
    CALL_TAKER,
    CHIEF,
    DISPATCHER,
    INSPECTOR,
    KIND,
    MONDAY_10,
    ROADS,
    Life,
)

MINUTES_5 = timedelta(minutes=5)


def _running(life: Life) -> set[ClockName]:
    return {clock.name for clock in life.case.clocks if clock.ended_at is None}


def _handling(life: Life) -> CaseClock:
    return next(c for c in reversed(life.case.clocks) if c.name is ClockName.HANDLING)


def test_that_exactly_one_stage_clock_runs_beside_the_whole_case() -> None:
    life = Life()
    assert _running(life) == {ClockName.CASE, ClockName.ACCEPT}
    life.accepted()
    assert _running(life) == {ClockName.CASE, ClockName.FILE}
    life.case.file(1, on=life.on(CHIEF))
    assert _running(life) == {ClockName.CASE, ClockName.DISPATCH}


def test_that_the_handling_clock_runs_from_dispatch_to_finish() -> None:
    life = Life().dispatched()
    clock = _handling(life)
    assert clock.started_at == life.case.dispatched_at == life.at
    assert (clock.rule, clock.rule_version) == (f"condition {KIND}/1", 3)
    life.case.acknowledge(on=life.on(ROADS))
    assert _running(life) == {ClockName.CASE, ClockName.HANDLING}
    life.case.finish("done", ["a" * 64], on=life.on(ROADS))
    assert clock.ended_at == life.case.handling_ended_at == life.at


def test_that_rework_goes_on_with_the_same_clock_and_the_inspection_is_not_charged() -> None:
    life = Life().inspecting()
    due, finished_at = life.case.due_at, life.case.finished_at
    assert due is not None
    assert finished_at is not None
    life.case.fail_inspection("poor_work", on=life.on(INSPECTOR))
    assert (life.case.stage, life.case.department, life.case.reworks) == (
        Stage.HANDLING,
        "roads",
        1,
    )
    assert _running(life) == {ClockName.CASE, ClockName.HANDLING}
    (span,) = _handling(life).uncounted()
    assert (span.from_at, span.to_at, span.reason) == (finished_at, life.at, "inspection")
    assert life.case.due_at is not None
    assert life.case.due_at > due


def test_that_nothing_runs_on_a_case_that_has_ended() -> None:
    life = Life().inspected()
    life.case.close(Closing.DONE, on=life.on(CHIEF))
    assert _running(life) == set()
    assert life.case.queue_at is None
    declined = Life()
    declined.case.decline("unclear", on=declined.on(CALL_TAKER))
    assert _running(declined) == set()


def test_that_every_verb_leaves_one_line_with_what_it_changed() -> None:
    life = Life().inspected()
    life.case.close(Closing.DONE, on=life.on(CHIEF))
    lines = life.case.unlogged
    assert [line.version for line in lines] == list(range(1, life.case.version + 1))
    assert columns_from_history(line.payload for line in lines) == life.case.columns()
    closing = json.loads(lines[-1].payload)["set"]
    assert (closing["stage"], closing["closing"]) == ("CLOSED", "done")
    assert "department" not in closing


def test_that_a_refused_verb_leaves_the_case_as_it_was() -> None:
    life = Life().filed()
    before, lines = life.case.columns(), len(life.case.unlogged)
    with pytest.raises(NotNow):
        life.case.acknowledge(on=life.on(ROADS))
    assert (life.case.columns(), len(life.case.unlogged)) == (before, lines)


def test_that_giving_back_takes_the_filing_back() -> None:
    life = Life().filed()
    life.case.give_back("wrong_kind", on=life.on(DISPATCHER))
    case = life.case
    assert (case.stage, case.filed_at, case.condition, case.limits) == (
        Stage.REPORTED, None, None, (),
    )  # fmt: skip
    case.accept(KIND, on=life.on(CALL_TAKER))
    assert case.stage is Stage.ACCEPTED


def test_that_an_assisting_department_is_named_once_and_never_the_lead() -> None:
    life = Life().filed()
    life.case.dispatch("roads", assisting=["street", "roads", "street"], on=life.on(DISPATCHER))
    assert life.case.assisting == "street"


@pytest.mark.parametrize(
    ("verb", "field"),
    [
        (lambda life: life.case.accept("00000000", on=life.on(CALL_TAKER)), "category"),
        (lambda life: life.case.decline("bored", on=life.on(CALL_TAKER)), "reason"),
        (lambda life: life.accepted().case.file(7, on=life.on(CHIEF)), "condition"),
        (
            lambda life: life.filed().case.dispatch("circus", assisting=[], on=life.on(DISPATCHER)),
            "department",
        ),
        (
            lambda life: life.filed().case.dispatch(
                "roads", assisting=["circus"], on=life.on(DISPATCHER)
            ),
            "assisting",
        ),
    ],
)
def test_that_an_unknown_code_is_refused_with_its_field(verb: object, field: str) -> None:
    assert callable(verb)
    with pytest.raises(InvalidInput) as refused:
        verb(Life())
    assert refused.value.field == field


def test_that_a_confirmed_case_needs_a_kind() -> None:
    life = Life()
    life.case.ask_confirm("inspector", on=life.on(CALL_TAKER))
    with pytest.raises(InvalidInput):
        life.case.confirm(["c" * 64], category=None, on=life.on(INSPECTOR))


def test_that_a_question_to_an_inspector_is_a_task_until_it_is_answered() -> None:
    life = Life().inspecting()
    (task,) = life.case.tasks
    assert (task.assignee, task.answered_at) == ("inspector", None)
    life.case.pass_inspection(["b" * 64], on=life.on(INSPECTOR))
    assert (task.answer, task.answered_by, task.answered_at) == ("passed", "inspector", life.at)


def test_that_the_light_is_that_of_the_nearer_clock() -> None:
    life = Life()
    case = life.case

    def light(after: timedelta) -> Light | None:
        hands = ClockHands(
            case.stage, case.standing, case.due_at, case.warn_at, case.handling_ended_at,
            case.stage_due_at, case.stage_warn_at,
        )  # fmt: skip
        return hands.light(life.at + after)

    assert light(timedelta(minutes=20)) is Light.GREEN
    assert light(timedelta(minutes=24)) is Light.YELLOW
    assert light(timedelta(minutes=30)) is Light.YELLOW
    assert light(timedelta(minutes=31)) is Light.RED


def test_that_a_case_is_late_by_the_clock_without_a_write() -> None:
    life = Life().handling()
    case = life.case
    assert case.due_at is not None
    hands = ClockHands(case.stage, False, case.due_at, case.warn_at, None, None, None)
    assert not hands.late(case.due_at)
    assert hands.late(case.due_at + timedelta(seconds=1))
    ended = ClockHands(Stage.FINISHED, False, case.due_at, None, case.due_at, None, None)
    assert not ended.late(case.due_at + timedelta(days=9))


def test_that_the_report_itself_is_the_first_line() -> None:
    line = Life().case.unlogged[0]
    assert (line.step, line.actor, line.at) == ("report", "door", MONDAY_10 + MINUTES_5)
    told = json.loads(line.payload)
    assert set(told) == {"set", "words", "clocks"}
    assert "垃圾" not in line.payload
