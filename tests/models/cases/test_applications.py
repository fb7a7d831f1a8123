"""What departments ask for, and what the centre answers: each once open, each decided."""

from datetime import UTC, datetime, timedelta

import pytest

from commandcenter.errors import InvalidInput, NotNow, NotPermitted
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.models.work.asking import ApplicationState
from tests.models.cases.lives import CALL_TAKER, CHIEF, DISPATCHER, INSPECTOR, ROADS, Life

NEXT_MONDAY_10 = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


def _due(life: Life) -> datetime:
    assert life.case.due_at is not None
    return life.case.due_at


def test_that_a_granted_return_waits_for_a_new_dispatch_without_the_old_clock() -> None:
    life = Life().handling()
    life.case.ask_return("not_ours", on=life.on(ROADS))
    assert (life.case.stage, life.case.pending) == (Stage.HANDLING, "return")
    life.case.grant_return(on=life.on(DISPATCHER))
    assert (life.case.stage, life.case.department, life.case.due_at) == (Stage.FILED, None, None)
    assert (life.case.pending, life.case.transfers) == ("", 1)


def test_that_a_department_can_get_back_what_it_once_returned() -> None:
    life = Life().dispatched()
    life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.grant_return(on=life.on(DISPATCHER))
    life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
    assert (life.case.stage, life.case.department) == (Stage.DISPATCHED, "roads")
    assert _due(life) > life.at


def test_that_a_refused_application_leaves_stage_and_clock_and_can_be_made_again() -> None:
    life = Life().handling()
    due_at = _due(life)
    life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.refuse(Step.REFUSE_RETURN, on=life.on(DISPATCHER))
    assert (life.case.stage, life.case.due_at, life.case.pending) == (Stage.HANDLING, due_at, "")
    life.case.ask_return("wrong_place", on=life.on(ROADS))
    assert life.case.pending == "return"


def test_that_no_two_applications_of_one_kind_are_open() -> None:
    life = Life().handling()
    life.case.ask_extension("weather", until=None, on=life.on(ROADS))
    with pytest.raises(NotNow, match="already waiting"):
        life.case.ask_extension("parts", until=None, on=life.on(ROADS))


def test_that_a_case_passed_on_too_often_goes_to_a_meeting_whose_word_holds() -> None:
    life = Life().filed()
    for _ in range(life.rules.transfer_cap):
        life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
        life.case.ask_return("not_ours", on=life.on(ROADS))
        life.case.grant_return(on=life.on(DISPATCHER))
    with pytest.raises(NotNow, match="joint meeting"):
        life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
    life.case.meet("归道路部门", department="roads", assisting=[], on=life.on(DISPATCHER))
    with pytest.raises(InvalidInput, match="roads"):
        life.case.dispatch("street", assisting=[], on=life.on(DISPATCHER))
    life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
    with pytest.raises(NotNow, match="can no longer be returned"):
        life.case.ask_return("not_ours", on=life.on(ROADS))


def test_that_an_extension_adds_one_original_limit_and_comes_twice_at_most() -> None:
    life = Life().handling()
    due_at = _due(life)
    for n in (1, 2):
        life.case.ask_extension("weather", until=None, on=life.on(ROADS))
        assert life.case.due_at == due_at
        life.case.grant_extension(on=life.on(DISPATCHER))
        handling = next(c for c in life.case.clocks if c.name is ClockName.HANDLING)
        assert handling.extensions == n
        assert _due(life) > due_at
        due_at = _due(life)
    with pytest.raises(NotNow, match="2 times"):
        life.case.ask_extension("weather", until=None, on=life.on(ROADS))


def test_that_nothing_overdue_is_extended_even_if_it_was_asked_in_time() -> None:
    life = Life().handling()
    life.case.ask_extension("weather", until=None, on=life.on(ROADS))
    with pytest.raises(NotNow, match="overdue"):
        life.case.grant_extension(on=life.on(DISPATCHER, timedelta(days=3)))


def test_that_a_suspended_clock_stands_and_goes_on_by_itself_on_the_day() -> None:
    life = Life().handling()
    before = _due(life)
    life.case.ask_suspension("season", until=NEXT_MONDAY_10, on=life.on(ROADS))
    life.case.grant_suspension(on=life.on(DISPATCHER))
    left = before - life.at
    assert (life.case.stage, life.case.standing, life.case.queue_at) == (
        Stage.SUSPENDED,
        True,
        None,
    )
    life.at = NEXT_MONDAY_10
    life.case.resume(on=life.on(SYSTEM, timedelta()))
    assert (life.case.stage, life.case.standing) == (Stage.HANDLING, False)
    assert _due(life) - NEXT_MONDAY_10 == left


def test_that_a_suspension_ended_early_takes_only_the_time_it_lasted() -> None:
    life = Life().handling()
    before = _due(life)
    life.case.ask_suspension("season", until=NEXT_MONDAY_10, on=life.on(ROADS))
    life.case.grant_suspension(on=life.on(DISPATCHER))
    life.case.resume(on=life.on(DISPATCHER, timedelta(hours=1)))
    assert _due(life) > before
    assert _due(life) < NEXT_MONDAY_10


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_that_a_suspension_ends_in_the_future_and_within_a_year(days: int) -> None:
    life = Life().handling()
    on = life.on(ROADS)
    with pytest.raises(InvalidInput) as refusal:
        life.case.ask_suspension("season", until=on.at + timedelta(days=days), on=on)
    assert refusal.value.field == "until"
    assert life.case.version == 5


def test_that_a_case_is_suspended_once() -> None:
    life = Life().handling()
    life.case.ask_suspension("season", until=NEXT_MONDAY_10, on=life.on(ROADS))
    life.case.grant_suspension(on=life.on(DISPATCHER))
    life.case.resume(on=life.on(DISPATCHER))
    with pytest.raises(NotNow, match="once"):
        life.case.ask_suspension("season", until=NEXT_MONDAY_10, on=life.on(ROADS))


def test_that_finishing_lets_open_applications_lapse() -> None:
    life = Life().handling()
    life.case.ask_extension("weather", until=None, on=life.on(ROADS))
    life.case.finish("已清", ["a" * 64], on=life.on(ROADS))
    assert life.case.pending == ""
    assert life.case.applications[0].state is ApplicationState.LAPSED


def _closed_late() -> Life:
    life = Life().finished(after=timedelta(days=3))
    life.case.ask_inspect("inspector", on=life.on(CALL_TAKER))
    life.case.pass_inspection(["b" * 64], on=life.on(INSPECTOR))
    life.case.close(Closing.DONE, on=life.on(CHIEF))
    return life


def test_that_an_appeal_needs_the_call_taker_and_then_the_dispatcher() -> None:
    life = _closed_late()
    life.case.ask_appeal("force_majeure", on=life.on(ROADS))
    with pytest.raises(NotPermitted, match="Another post must"):
        life.case.grant_appeal(on=life.on(DISPATCHER))
    life.case.grant_appeal(on=life.on(CALL_TAKER))
    assert not life.case.excused
    with pytest.raises(NotPermitted, match="Another post must"):
        life.case.grant_appeal(on=life.on(CALL_TAKER))
    life.case.grant_appeal(on=life.on(DISPATCHER))
    assert life.case.excused


def test_that_an_excused_case_stays_late_and_counts_as_in_time() -> None:
    life = _closed_late()
    life.case.ask_appeal("force_majeure", on=life.on(ROADS))
    life.case.grant_appeal(on=life.on(CALL_TAKER))
    life.case.grant_appeal(on=life.on(DISPATCHER))
    assert life.case.handling_ended_at > life.case.due_at  # type: ignore[operator]
    assert life.case.facts().excused


def test_that_only_lateness_is_appealed_and_only_once() -> None:
    in_time = Life().inspected()
    in_time.case.close(Closing.DONE, on=in_time.on(CHIEF))
    with pytest.raises(NotNow, match="on time"):
        in_time.case.ask_appeal("force_majeure", on=in_time.on(ROADS))
    late = _closed_late()
    late.case.ask_appeal("force_majeure", on=late.on(ROADS))
    late.case.refuse(Step.REFUSE_APPEAL, on=late.on(CALL_TAKER))
    with pytest.raises(NotNow, match="once"):
        late.case.ask_appeal("wrong_limit", on=late.on(ROADS))


def test_that_a_crew_comes_back_before_a_case_is_returned() -> None:
    life = Life().handling()
    life.case.sub_dispatch("二班", on=life.on(ROADS))
    with pytest.raises(NotNow, match="Revoke"):
        life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.revoke(on=life.on(ROADS))
    life.case.ask_return("not_ours", on=life.on(ROADS))
    assert "二班" not in "".join(entry.payload for entry in life.case.unlogged)
    assert [clock.name for clock in life.case.clocks if clock.ended_at is None] == [
        ClockName.CASE,
        ClockName.HANDLING,
    ]
