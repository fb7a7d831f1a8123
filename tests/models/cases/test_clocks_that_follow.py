"""Corrections, reopenings and changed rules: which clock goes on, for whom, and from when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Closing, Stage
from commandcenter.models.city.rules import ConditionRule, ReopenPolicy
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from commandcenter.models.clocks.staged_limit import parse_limits
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.clocks.working_calendar import WorkingCalendar
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
from tests.models.clocks.calendars import district

HOUR = timedelta(hours=1)
PARTS = "3紧急工作时 + 8紧急工作时 + 5工作日"


def _rule(number: int, limits: str, department: str, **more: object) -> ConditionRule:
    first, *later = parse_limits(limits)
    rule = ConditionRule(KIND, number, first, department, 1, later_parts=tuple(later))
    return replace(rule, **more)  # type: ignore[arg-type]


def _life(*conditions: ConditionRule, transfer_cap: int = 2) -> Life:
    life = Life()
    _publish(life, *conditions)
    life.rules = replace(life.rules, transfer_cap=transfer_cap)
    return life


def _publish(life: Life, *conditions: ConditionRule) -> None:
    known = {(KIND, rule.number): rule for rule in conditions}
    life.rules = replace(life.rules, conditions={**life.rules.conditions, **known})


def _correct(life: Life, condition: int, after: timedelta = HOUR) -> None:
    life.case.correct(
        kind=None, condition=condition, spot=None, on=life.on(CALL_TAKER, after=after)
    )


def _handling_clocks(life: Life) -> list[str | None]:
    return [clock.department for clock in life.case.clocks if clock.name is ClockName.HANDLING]


# ---- corrections --------------------------------------------------------------------------------


def test_that_a_corrected_limit_in_parts_keeps_start_pauses_and_extensions() -> None:
    life = _life(_rule(1, "4工作时", "roads"), _rule(2, PARTS, "roads")).handling()
    started_at = life.case.clocks.current(ClockName.HANDLING).started_at
    life.case.ask_extension("parts", until=None, on=life.on(ROADS))
    life.case.grant_extension(on=life.on(DISPATCHER))
    _correct(life, 2)
    first = life.case.clocks.current(ClockName.MAKE_SAFE)
    assert (first.started_at, first.extensions) == (started_at, 1)
    assert first.due_at == started_at + 6 * HOUR
    _correct(life, 1)
    whole = life.case.clocks.current(ClockName.HANDLING)
    assert (whole.started_at, whole.extensions, life.case.part) == (started_at, 1, 0)
    assert whole.limit == parse_limits("4工作时")[0]


def test_that_a_correction_to_other_parts_moves_the_part_that_runs_and_all_after_it() -> None:
    other = "3紧急工作时 + 80紧急工作时 + 5工作日"
    life = _life(_rule(1, PARTS, "roads"), _rule(2, other, "roads")).handling()
    life.case.finish("已围挡", ["a" * 64], on=life.on(ROADS))
    second = life.case.clocks.current(ClockName.REPAIR)
    started_at, due_before = second.started_at, life.case.due_at
    _correct(life, 2)
    assert life.case.clocks.current(ClockName.REPAIR) is second
    assert (second.started_at, second.due_at) == (started_at, started_at + 80 * HOUR)
    assert due_before is not None
    assert life.case.due_at is not None
    assert life.case.due_at > due_before


def test_that_a_case_corrected_back_finds_the_clock_that_it_left() -> None:
    life = _life(_rule(1, "4工作时", "roads"), _rule(2, "4工作时", "street"), transfer_cap=5)
    life.handling()
    started_at = life.case.clocks.current(ClockName.HANDLING).started_at
    _correct(life, 2, after=3 * HOUR)
    left_at = life.at
    assert life.case.due_at is not None
    assert life.case.due_at > life.at  # the street's own
    _correct(life, 1, after=HOUR)
    clock = life.case.clocks.current(ClockName.HANDLING)
    assert (life.case.department, clock.started_at) == ("roads", started_at)
    assert [(s.from_at, s.to_at, s.reason) for s in clock.uncounted()] == [
        (left_at, life.at, PauseReason.ELSEWHERE)
    ]
    assert _handling_clocks(life) == ["roads", "street", "roads"]


def test_that_what_was_passed_on_too_often_stays_until_somebody_decides() -> None:
    life = _life(_rule(1, "4工作时", "roads"), _rule(2, "8工作时", "street"), transfer_cap=1)
    life.handling()
    _correct(life, 2)
    assert (life.case.department, life.case.transfers) == ("street", 1)
    _correct(life, 1)
    assert (life.case.department, life.case.transfers) == ("street", 1)
    assert life.case.limits == parse_limits("4工作时")


def test_that_a_meeting_decided_on_the_case_as_it_was_taken_for_then() -> None:
    life = _life(_rule(1, "4工作时", "roads"), _rule(2, "4工作时", "street")).filed()
    life.case.meet("归街道", department="street", assisting=[], on=life.on(DISPATCHER))
    _correct(life, 2)
    assert (life.case.met_at, life.case.decided_department) == (None, None)


def test_that_a_correction_that_leads_to_the_same_department_leaves_the_meeting() -> None:
    life = _life(_rule(1, "4工作时", "roads"), _rule(2, "8工作时", "roads")).filed()
    life.case.meet("归街道", department="street", assisting=[], on=life.on(DISPATCHER))
    _correct(life, 2)
    assert life.case.decided_department == "street"


# ---- reopening ----------------------------------------------------------------------------------


def _reopened(life: Life) -> Life:
    life.inspected().case.close(Closing.DONE, on=life.on(CHIEF))
    life.case.reopen("unsatisfied", on=life.on(CALL_TAKER, after=timedelta(days=1)))
    return life


def _continues(limits: str = "4工作时", version: int = 1) -> ConditionRule:
    return _rule(1, limits, "roads", reopen=ReopenPolicy.CONTINUE, version=version)


def _dispatch_again(life: Life, department: str) -> None:
    life.case.file(1, on=life.on(CHIEF))
    life.case.dispatch(department, assisting=None, on=life.on(DISPATCHER))


def test_that_a_reopened_case_goes_on_with_the_clock_of_who_had_it() -> None:
    life = _reopened(_life(_continues()))
    _dispatch_again(life, "roads")
    assert _handling_clocks(life) == ["roads"]


def test_that_nobody_is_late_for_what_another_department_had() -> None:
    life = _reopened(_life(_continues()))
    _dispatch_again(life, "street")
    assert _handling_clocks(life) == ["roads", "street"]
    assert life.case.clocks.current(ClockName.HANDLING).started_at == life.at


def test_that_a_case_filed_anew_under_another_version_starts_anew() -> None:
    life = _reopened(_life(_continues()))
    _publish(life, _continues("6工作时", version=2))
    _dispatch_again(life, "roads")
    clock = life.case.clocks.current(ClockName.HANDLING)
    assert (clock.rule_version, clock.limit) == (2, parse_limits("6工作时")[0])
    assert life.case.adjust(on=life.on(CHIEF)) == ()


# ---- closing ------------------------------------------------------------------------------------


def test_that_a_condition_that_is_gone_allows_nothing_but_done() -> None:
    life = _life().inspected()
    life.rules = replace(life.rules, conditions={})
    with pytest.raises(InvalidInput, match="informed"):
        life.case.close(Closing.INFORMED, on=life.on(CHIEF))
    life.case.close(Closing.DONE, on=life.on(CHIEF))
    assert life.case.stage is Stage.CLOSED


# ---- changed rules ------------------------------------------------------------------------------


def test_that_a_later_part_that_changed_moves_the_whole_and_says_so() -> None:
    life = _life(_rule(1, PARTS, "roads")).handling()
    before = life.case.due_at
    other = "3紧急工作时 + 80紧急工作时 + 5工作日"
    _publish(life, _rule(1, other, "roads", version=2))
    (move,) = life.case.adjust(on=life.on(CHIEF))
    assert (move.clock, move.due_before, move.due_after) == (
        ClockName.HANDLING,
        before,
        life.case.due_at,
    )
    assert before is not None
    assert life.case.due_at is not None
    assert life.case.due_at > before
    assert move.rule_versions == (1, 2)
    assert life.case.adjust(on=life.on(CHIEF)) == ()
    whole = life.case.due_at
    life.case.finish("已围挡", ["a" * 64], on=life.on(ROADS, after=timedelta()))
    assert life.case.due_at <= whole  # done early: brought forward, not pushed away


def test_that_rework_comes_back_under_the_calendar_that_was_applied() -> None:
    life = _life(_rule(1, "2工作日", "roads")).inspecting()
    holiday = DayOverride((MONDAY_10 + timedelta(days=1)).date(), DayKind.HOLIDAY, "检修", "区政府")
    newer = WorkingCalendar(replace(district().rules, overrides=(holiday,)))
    calendars = {1: district(), 2: newer}
    life.rules = replace(life.rules, calendar=newer, calendars=calendars, calendar_version=2)
    moves = life.case.adjust(on=life.on(CHIEF))
    assert ClockName.HANDLING in {move.clock for move in moves}
    clock = life.case.clocks.current(ClockName.HANDLING)
    assert clock.next_mark_at is None  # it stands: nobody is warned of it
    due_at = clock.due_at
    life.case.fail_inspection("not_done", on=life.on(INSPECTOR))
    assert clock.calendar_version == 2
    assert clock.due_at is not None
    assert due_at is not None
    assert clock.due_at >= due_at
    assert life.case.adjust(on=life.on(CHIEF)) == ()
