"""Tasks, corrections, duplicates, reopening, self-handling: what happens beside the plain path."""

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from commandcenter.errors import InvalidInput, NotNow, NotPermitted
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.report import Report, ReporterName
from commandcenter.models.cases.rules.stage import Closing, Stage
from commandcenter.models.cases.steps.special_verbs import CorrectedPlace
from commandcenter.models.city.rules import ConditionRule, ReopenPolicy
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from tests.city.posts import Post, at_desk, posts_with
from tests.models.cases.lives import (
    CALL_TAKER,
    CHIEF,
    DISPATCHER,
    DOOR,
    INSPECTOR,
    KIND,
    ROADS,
    STREET,
    Life,
)

LEADER = at_desk("leader", Post.LEADER, None)
LONGER = TimeLimit(Fraction(2), Unit.WORKING_DAYS)


def _other(life: Life, *, serial: int = 2, category: str | None = None) -> Case:
    return Case.report(
        Report("public", "同一处垃圾", address="六条", category=category),
        centre="110101",
        number=f"11010120261123{serial:05}",
        place=GridPlace("110101001001001", "110101001001"),
        photos=[],
        on=life.on(DOOR),
    )


# ---- tasks --------------------------------------------------------------------------------------


def test_that_an_urge_asks_whoever_has_the_case_and_waits_for_the_reply() -> None:
    life = Life().handling()
    life.case.urge("请尽快", on=life.on(DISPATCHER))
    assert (life.case.stage, life.case.asked) == (Stage.HANDLING, "department:roads")
    assert life.case.tasks[-1].due_at is not None
    with pytest.raises(NotPermitted, match="No reply from"):
        life.case.reply("与我无关", on=life.on(CHIEF))
    life.case.reply("今天完成", on=life.on(ROADS))
    assert life.case.asked == ""


def test_that_a_leader_supervises_and_the_post_of_the_next_step_owes_the_answer() -> None:
    life = Life().accepted()
    filing = {"shift-chief": frozenset({"file", "reply"}), "leader": frozenset({"supervise"})}
    life.rules = replace(life.rules, posts=posts_with(filing))
    life.case.supervise("今天要有结果", on=life.on(LEADER))
    assert life.case.asked == "post:shift-chief"
    life.case.reply("马上立案", on=life.on(CHIEF))
    assert life.case.tasks[-1].answer == "replied"


def test_that_whoever_was_declined_is_told() -> None:
    life = Life()
    case = Case.report(
        Report("hotline", "家事纠纷", address="六条", reporter=ReporterName(phone="000")),
        centre="110101",
        number="1101012026112300009",
        place=GridPlace(None, None),
        photos=[],
        on=life.on(DOOR),
    )
    case.decline("outside_scope", on=life.on(CALL_TAKER))
    assert case.asked == "post:call-taker"
    case.reply("已电话告知", on=life.on(CALL_TAKER))
    assert (case.stage, case.asked) == (Stage.DECLINED, "")


def test_that_a_department_that_gave_a_case_up_owes_no_answer_for_it() -> None:
    life = Life().handling()
    life.case.urge("请尽快", on=life.on(DISPATCHER))
    life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.grant_return(on=life.on(DISPATCHER))
    assert life.case.asked == ""


# ---- corrections --------------------------------------------------------------------------------


def _with_second_condition(life: Life, department: str) -> None:
    second = ConditionRule(KIND, 2, LONGER, department, 5)
    life.rules = replace(life.rules, conditions={**life.rules.conditions, (KIND, 2): second})


def test_that_a_corrected_condition_counts_the_same_clock_with_the_new_limit() -> None:
    life = Life().handling()
    _with_second_condition(life, "roads")
    started = life.case.clocks[-1].started_at
    life.case.correct(kind=None, condition=2, spot=None, on=life.on(CALL_TAKER))
    assert (life.case.stage, life.case.department) == (Stage.HANDLING, "roads")
    clock = next(c for c in life.case.clocks if c.rule == f"condition {KIND}/2")
    assert clock.started_at <= started
    assert (clock.limit, life.case.rule_version) == (LONGER, 5)


def test_that_a_correction_sends_the_case_where_the_condition_says() -> None:
    life = Life().handling()
    _with_second_condition(life, "street")
    life.case.ask_extension("weather", until=None, on=life.on(ROADS))
    on = life.on(CALL_TAKER)
    life.case.correct(kind=None, condition=2, spot=None, on=on)
    assert (life.case.stage, life.case.department) == (Stage.HANDLING, "street")
    assert (life.case.pending, life.case.dispatched_at) == ("", on.at)
    with pytest.raises(NotPermitted):
        life.case.finish("x", ["c" * 64], on=life.on(ROADS))
    life.case.finish("x", ["c" * 64], on=life.on(STREET))


def test_that_a_corrected_place_brings_its_grid() -> None:
    life = Life()
    spot = CorrectedPlace(39.93, 116.41, GridPlace("110101001002001", "110101001002"))
    life.case.correct(kind=None, condition=None, spot=spot, on=life.on(CALL_TAKER))
    assert (life.case.unit_grid, life.case.area) == ("110101001002001", "110101001002")


def test_that_a_filed_case_gets_no_new_kind_without_its_condition() -> None:
    life = Life().filed()
    with pytest.raises(InvalidInput) as refusal:
        life.case.correct(kind=KIND, condition=None, spot=None, on=life.on(CALL_TAKER))
    assert refusal.value.field == "condition"
    with pytest.raises(InvalidInput, match="nothing to correct"):
        life.case.correct(kind=None, condition=None, spot=None, on=life.on(CALL_TAKER))


# ---- duplicates ---------------------------------------------------------------------------------


def test_that_merging_ends_every_clock_and_keeps_the_earliest_time() -> None:
    life = Life().handling()
    other = _other(life)
    earliest = life.case.reported_at
    life.case.merge(other, on=life.on(CALL_TAKER))
    assert (life.case.stage, life.case.merged_into) == (Stage.MERGED, other.number)
    assert all(clock.ended_at is not None for clock in life.case.clocks)
    assert life.case.queue_at is None
    assert other.reported_at == earliest
    assert life.case.facts().set_aside


def test_that_unmerging_at_once_gives_both_cases_back_as_they_were() -> None:
    life = Life().handling()
    life.case.urge("请尽快", on=life.on(DISPATCHER))
    other = _other(life)
    before, other_before = life.case.stored(), other.stored()
    on = life.on(CALL_TAKER)
    life.case.merge(other, on=on)
    life.case.unmerge(other, kept=[], on=on)
    after, other_after = life.case.stored(), other.stored()
    changed = {name for name in Case.COLUMNS if before[name] != after[name]}
    assert changed == {"version"}
    assert {name for name in Case.COLUMNS if other_before[name] != other_after[name]} == {"version"}


def test_that_the_time_as_a_duplicate_is_not_charged() -> None:
    life = Life().handling()
    due_at = life.case.due_at
    other = _other(life)
    life.case.merge(other, on=life.on(CALL_TAKER))
    life.case.unmerge(other, kept=[], on=life.on(CALL_TAKER, timedelta(hours=1)))
    assert due_at is not None
    assert life.case.due_at == due_at + timedelta(hours=1)


def test_that_a_case_keeps_the_earliest_time_of_what_it_still_holds() -> None:
    life = Life()
    first, second, last = life.case, _other(life, serial=2), _other(life, serial=3)
    own = last.reported_at
    first.merge(last, on=life.on(CALL_TAKER))
    second.merge(last, on=life.on(CALL_TAKER))
    first.unmerge(last, kept=[second], on=life.on(CALL_TAKER))
    assert last.reported_at == second.reported_at
    second.unmerge(last, kept=[], on=life.on(CALL_TAKER))
    assert last.reported_at == own


def test_that_no_case_merges_with_itself_in_a_circle_or_into_what_has_ended() -> None:
    life = Life()
    other, ended = _other(life), _other(life, serial=3)
    with pytest.raises(InvalidInput, match="itself"):
        life.case.merge(life.case, on=life.on(CALL_TAKER))
    other.merge(life.case, on=life.on(CALL_TAKER))
    with pytest.raises(NotNow, match="already been merged"):
        life.case.merge(other, on=life.on(CALL_TAKER))
    ended.decline("unclear", on=life.on(CALL_TAKER))
    with pytest.raises(NotNow, match="has ended"):
        life.case.merge(ended, on=life.on(CALL_TAKER))


@pytest.mark.parametrize("end", ["void", "decline"])
def test_that_what_was_merged_comes_back_when_the_other_ends_unhandled(end: str) -> None:
    life = Life().handling()
    due_at, third = life.case.due_at, _other(life, serial=3)
    other = _other(life)
    life.case.merge(other, on=life.on(CALL_TAKER))
    third.merge(other, on=life.on(CALL_TAKER))
    own = other.own_reported_at
    if end == "void":
        other.accept(KIND, on=life.on(CALL_TAKER))
        other.void("mistake", absorbed=[life.case, third], on=life.on(CHIEF))
    else:
        other.decline("unclear", absorbed=[life.case, third], on=life.on(CALL_TAKER))
    assert other.stage in (Stage.VOIDED, Stage.DECLINED)
    assert other.reported_at == own
    assert (life.case.stage, life.case.merged_into) == (Stage.HANDLING, None)
    assert (third.stage, third.merged_into) == (Stage.REPORTED, None)
    assert due_at is not None
    assert life.case.due_at is not None
    assert life.case.due_at > due_at  # the time as a part of another case is not charged
    assert third.queue_at is not None
    ended = json.loads(life.case.unlogged[-1].payload)["ended"]
    assert ended == {"number": other.number, "step": end}
    released = [json.loads(line.payload).get("released") for line in other.unlogged[-2:]]
    assert released == [life.case.number, third.number]


def test_that_a_report_of_several_problems_is_split_by_kind() -> None:
    life = Life()
    parts = life.case.split([KIND], ["1101012026112300007"], on=life.on(CALL_TAKER))
    assert life.case.stage is Stage.REPORTED
    (part,) = parts
    assert (part.category, part.split_from) == (KIND, life.case.number)
    assert (part.unit_grid, part.stage) == (life.case.unit_grid, Stage.REPORTED)
    assert part.words is not None
    assert part.words.description == "垃圾未清"


# ---- reopening and self-handling ----------------------------------------------------------------


def _closed(policy: ReopenPolicy) -> Life:
    life = Life()
    rule = replace(life.rules.conditions[KIND, 1], reopen=policy)
    life.rules = replace(life.rules, conditions={(KIND, 1): rule})
    life.inspected().case.close(Closing.DONE, on=life.on(CHIEF))
    return life


def _dispatched_again(life: Life) -> None:
    life.case.reopen("came_back", on=life.on(CALL_TAKER))
    life.case.file(1, on=life.on(CHIEF))
    life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))


def test_that_a_reopened_case_goes_on_with_what_was_left() -> None:
    life = _closed(ReopenPolicy.CONTINUE)
    was_due, ended = life.case.due_at, life.case.handling_ended_at
    _dispatched_again(life)
    assert was_due is not None
    assert ended is not None
    assert life.case.due_at is not None
    assert life.case.due_at > was_due
    assert len([c for c in life.case.clocks if c.name == "handling"]) == 1
    assert (life.case.handling_ended_at, life.case.reopened) == (None, 1)


def test_that_a_reopened_case_gets_the_whole_limit_where_the_city_says_so() -> None:
    life = _closed(ReopenPolicy.NEW_LIMIT)
    _dispatched_again(life)
    assert len([c for c in life.case.clocks if c.name == "handling"]) == 2
    assert life.case.due_at is not None
    assert life.case.due_at > life.at


def test_that_a_reopened_case_is_closed_no_longer_in_any_figure() -> None:
    life = _closed(ReopenPolicy.CONTINUE)
    life.case.reopen("unsatisfied", on=life.on(CALL_TAKER))
    facts = life.case.facts()
    assert (facts.closed_at, facts.handled_at, facts.due_at) == (None, None, None)
    assert life.case.stage is Stage.ACCEPTED


def test_that_what_an_inspector_put_right_is_closed_and_audited() -> None:
    life = Life()
    with pytest.raises(InvalidInput) as refusal:
        life.case.self_handle(before=[], after=["b" * 64], category=KIND, on=life.on(INSPECTOR))
    assert refusal.value.field == "before"
    life.case.self_handle(before=["a" * 64], after=["b" * 64], category=KIND, on=life.on(INSPECTOR))
    assert (life.case.stage, life.case.closing) == (Stage.CLOSED, Closing.DONE)
    assert life.case.asked == "post:call-taker"
    life.case.reopen("mistake", on=life.on(CALL_TAKER))
    assert life.case.tasks[-1].answer == "refused"


def test_that_a_closing_matches_the_condition() -> None:
    life = Life()
    rule = replace(life.rules.conditions[KIND, 1], closings=frozenset({"planned"}))
    life.rules = replace(life.rules, conditions={(KIND, 1): rule})
    life.inspected()
    with pytest.raises(InvalidInput) as refusal:
        life.case.close(Closing.INFORMED, on=life.on(CHIEF))
    assert refusal.value.field == "closing"
    life.case.close(Closing.PLANNED, on=life.on(CHIEF))
