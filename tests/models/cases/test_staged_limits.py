"""Limits in parts: make safe, repair, restore, each with its own clock, one over all of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.clocks.staged_limit import (
    limits_said,
    parse_limits,
    read_limits,
    stored_limits,
)
from tests.models.cases.lives import CALL_TAKER, DISPATCHER, INSPECTOR, KIND, ROADS, Life

WRITTEN = "3紧急工作时 + 8紧急工作时 + 5工作日"
LIMITS = parse_limits(WRITTEN)


def _handling() -> Life:
    life = Life()
    first, *later = LIMITS
    rule = replace(life.rules.conditions[KIND, 1], limit=first, later_parts=tuple(later))
    life.rules = replace(life.rules, conditions={(KIND, 1): rule})
    return life.handling()


def _running(life: Life) -> list[ClockName]:
    return [clock.name for clock in life.case.clocks if clock.ended_at is None]


def _finish(life: Life, after: timedelta = timedelta(hours=1)) -> None:
    life.case.finish("已完成", ["a" * 64], on=life.on(ROADS, after))


def test_that_parts_are_written_and_read_as_they_are() -> None:
    assert read_limits(*stored_limits(LIMITS)) == LIMITS
    assert limits_said(LIMITS, "zh") == WRITTEN
    assert limits_said(LIMITS, "en") == "3 urgent hours + 8 urgent hours + 5 working days"
    with pytest.raises(InvalidInput, match="at most 3 parts"):
        parse_limits("1工作日+1工作日+1工作日+1工作日")


def test_that_each_finish_ends_a_part_and_begins_the_next() -> None:
    life = _handling()
    assert _running(life) == [ClockName.CASE, ClockName.HANDLING, ClockName.MAKE_SAFE]
    _finish(life)
    assert (life.case.stage, life.case.part) == (Stage.HANDLING, 2)
    assert ClockName.REPAIR in _running(life)
    _finish(life)
    assert ClockName.RESTORE in _running(life)
    assert life.case.handling_ended_at is None
    _finish(life)
    assert life.case.stage is Stage.FINISHED
    assert life.case.handling_ended_at == life.at


def test_that_the_nearest_part_leads_the_queue_and_the_last_one_ends_the_whole() -> None:
    life = _handling()
    # dispatched on Monday at 10:20: three hours on, then eight; the days count from Tuesday 08:00
    assert life.case.queue_at == datetime(2026, 11, 23, 5, 20, tzinfo=UTC)
    assert life.case.due_at == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


def test_that_a_part_done_early_brings_the_whole_forward() -> None:
    life = _handling()
    before = life.case.due_at
    _finish(life, timedelta(minutes=10))
    _finish(life, timedelta(minutes=10))
    assert before is not None
    assert life.case.due_at is not None
    assert life.case.due_at < before


def test_that_an_extension_prolongs_the_part_that_runs_and_all_after_it() -> None:
    life = _handling()
    _finish(life)
    part, whole = life.case.queue_at, life.case.due_at
    life.case.ask_extension("parts", until=None, on=life.on(ROADS))
    life.case.grant_extension(on=life.on(DISPATCHER))
    assert part is not None
    assert life.case.queue_at == part + timedelta(hours=8)
    assert whole is not None
    assert life.case.due_at is not None
    assert life.case.due_at >= whole


def test_that_a_suspended_part_stands_with_the_whole() -> None:
    life = _handling()
    whole = life.case.due_at
    until = life.at + timedelta(days=7)
    life.case.ask_suspension("season", until=until, on=life.on(ROADS))
    life.case.grant_suspension(on=life.on(DISPATCHER))
    assert (life.case.stage, life.case.queue_at) == (Stage.SUSPENDED, None)
    life.case.resume(on=life.on(DISPATCHER, timedelta(days=1)))
    assert whole is not None
    assert life.case.due_at is not None
    assert life.case.due_at > whole
    assert _running(life) == [ClockName.CASE, ClockName.HANDLING, ClockName.MAKE_SAFE]


def test_that_rework_goes_on_with_the_last_part() -> None:
    life = _handling()
    for _ in LIMITS:
        _finish(life)
    life.case.ask_inspect("inspector", on=life.on(CALL_TAKER))
    life.case.fail_inspection("poor_work", on=life.on(INSPECTOR))
    assert _running(life) == [ClockName.CASE, ClockName.HANDLING, ClockName.RESTORE]
    _finish(life)
    assert life.case.stage is Stage.FINISHED


def test_that_a_returned_case_leaves_no_part_running() -> None:
    life = _handling()
    life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.grant_return(on=life.on(DISPATCHER))
    assert _running(life) == [ClockName.CASE, ClockName.DISPATCH]
    assert life.case.part == 0
