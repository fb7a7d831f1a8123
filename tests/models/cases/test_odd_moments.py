"""Odd turns that lives at random came upon: each once, written out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commandcenter.errors import CommandCenterError, InvalidInput, NotNow
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Closing, Stage
from commandcenter.models.cases.steps.special_verbs import CorrectedPlace
from commandcenter.models.staff.actor import SYSTEM
from tests.city.posts import posts_with
from tests.models.cases.crowd import LEADER, OTHER_KIND, city
from tests.models.cases.lives import CALL_TAKER, CHIEF, DISPATCHER, DOOR, KIND, ROADS, Life

PLACE = GridPlace("110101001001001", "110101001001")


def _in_the_city() -> Life:
    life = Life()
    life.rules = city()
    return life


def _imported(life: Life, serial: int = 7) -> Case:
    return Case.brought_in(
        Report("public", "别处的案件", address="六条"),
        centre="110101",
        number=f"11010120261123{serial:05}",
        place=PLACE,
        department="roads",
        due_at=life.at + timedelta(hours=9),
        on=life.on(DOOR),
    )


# ---- a refusal leaves everything as it was ------------------------------------------------------


def test_that_a_dispatch_with_an_unknown_assistant_changes_nothing() -> None:
    life = Life().filed()
    with pytest.raises(InvalidInput) as refusal:
        life.case.dispatch("roads", assisting=["circus"], on=life.on(DISPATCHER))
    assert refusal.value.field == "assisting"
    assert (life.case.department, life.case.stage) == (None, Stage.FILED)


@pytest.mark.parametrize(
    ("kind", "condition", "field"),
    [("00000000", None, "category"), (None, 1, "condition"), (OTHER_KIND, 1, "condition")],
)
def test_that_a_refused_correction_has_moved_nothing(
    kind: str | None, condition: int | None, field: str
) -> None:
    life = _in_the_city()
    before = life.case.stored()
    spot = CorrectedPlace(39.9, 116.4, GridPlace(None, None))
    with pytest.raises(InvalidInput) as refusal:
        life.case.correct(kind=kind, condition=condition, spot=spot, on=life.on(CALL_TAKER))
    assert refusal.value.field == field
    assert life.case.stored() == before


def test_that_a_note_that_cannot_be_kept_is_refused_before_anything_is_done() -> None:
    life = Life()
    with pytest.raises(InvalidInput) as refusal:
        life.case.accept(KIND, on=life.on(CALL_TAKER), note="\x00")
    assert refusal.value.field == "note"
    assert (life.case.stage, life.case.version) == (Stage.REPORTED, 1)


def test_that_a_meeting_that_decided_on_nobody_known_was_not_held() -> None:
    life = Life().filed()
    with pytest.raises(InvalidInput):
        life.case.meet("归马戏团", department="circus", assisting=[], on=life.on(DISPATCHER))
    assert life.case.met_at is None


# ---- applications, crews, meetings --------------------------------------------------------------


def test_that_a_crew_sent_while_a_return_waited_is_called_in_when_it_is_granted() -> None:
    life = Life().handling()
    life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.sub_dispatch("二班", on=life.on(ROADS))
    life.case.grant_return(on=life.on(DISPATCHER))
    assert (life.case.stage, life.case.pending) == (Stage.FILED, "")


@pytest.mark.parametrize(("said", "assisting"), [(None, "street"), ([], "")])
def test_that_whom_a_meeting_lets_assist_assists_unless_the_dispatcher_says_otherwise(
    said: list[str] | None, assisting: str
) -> None:
    life = Life().filed()
    life.case.meet("两家一起", department="roads", assisting=["street"], on=life.on(DISPATCHER))
    life.case.dispatch("roads", assisting=said, on=life.on(DISPATCHER))
    assert life.case.assisting == assisting


@pytest.mark.parametrize("late", [timedelta(), timedelta(hours=3), timedelta(days=30)])
def test_that_a_clock_resumed_too_late_has_counted_since_the_day(late: timedelta) -> None:
    life = Life().handling()
    until = life.at + timedelta(days=2)
    life.case.ask_suspension("parts", until=until, on=life.on(ROADS))
    life.case.grant_suspension(on=life.on(DISPATCHER))
    due_at = life.case.due_at
    life.at = until
    life.case.resume(on=life.on(DISPATCHER if late else SYSTEM, late))
    assert life.case.due_at == due_at
    assert life.case.queue_at == due_at


def test_that_a_case_corrected_before_it_was_acknowledged_gives_the_next_its_whole_time() -> None:
    life = _in_the_city().filed()
    life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
    life.case.correct(kind=None, condition=2, spot=None, on=life.on(CALL_TAKER))
    assert (life.case.stage, life.case.department) == (Stage.DISPATCHED, "street")
    clocks = [clock for clock in life.case.clocks if clock.name is ClockName.ACKNOWLEDGE]
    assert [clock.ended_at for clock in clocks] == [life.at, None]
    assert clocks[-1].started_at == life.at


def test_that_a_place_is_corrected_though_the_condition_is_no_longer_in_the_catalogue() -> None:
    life = Life().handling()
    life.rules = replace(life.rules, conditions={})
    spot = CorrectedPlace(39.9, 116.4, PLACE)
    life.case.correct(kind=None, condition=None, spot=spot, on=life.on(CALL_TAKER))
    assert (life.case.latitude, life.case.department) == (39.9, "roads")


def test_that_nobody_is_urged_where_no_post_takes_the_next_step() -> None:
    life = Life().finished()
    life.rules = replace(life.rules, posts=posts_with({"leader": {"urge"}}))
    with pytest.raises(NotNow, match="nobody can be asked"):
        life.case.urge("请尽快", on=life.on(LEADER))
    assert life.case.tasks == []


# ---- duplicates ---------------------------------------------------------------------------------


def test_that_a_merged_case_counts_neither_as_handled_nor_as_late() -> None:
    life = Life().handling()
    on = life.on(CALL_TAKER, timedelta(days=9))
    life.case.merge(_imported(life), on=on)
    facts = life.case.facts()
    assert (facts.handled_at, facts.due_at, life.case.handling_ended_at) == (None, None, None)


def test_that_an_imported_case_taken_out_again_goes_on_with_its_own_deadline() -> None:
    life = Life()
    case = _imported(life)
    due_at = case.due_at
    case.merge(life.case, on=life.on(CALL_TAKER))
    case.unmerge(life.case, kept=[], on=life.on(CALL_TAKER))
    assert (case.stage, case.due_at, case.handling_ended_at) == (Stage.HANDLING, due_at, None)
    assert [clock.ended_at for clock in case.clocks] == [None, None]


def test_that_a_case_in_parts_taken_out_again_is_due_later_as_a_whole() -> None:
    life = _in_the_city()
    life.case.accept(OTHER_KIND, on=life.on(CALL_TAKER))
    life.case.file(2, on=life.on(CHIEF))
    life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
    due_at, other = life.case.due_at, _imported(life)
    life.case.merge(other, on=life.on(CALL_TAKER))
    life.case.unmerge(other, kept=[], on=life.on(CALL_TAKER, timedelta(hours=1)))
    assert due_at is not None
    assert life.case.due_at is not None
    assert life.case.due_at > due_at


def test_that_nothing_is_taken_out_of_a_case_that_is_itself_part_of_another() -> None:
    life = Life()
    middle, last = _imported(life), _imported(life, 8)
    life.case.merge(middle, on=life.on(CALL_TAKER))
    middle.merge(last, on=life.on(CALL_TAKER))
    with pytest.raises(NotNow, match="itself merged"):
        life.case.unmerge(middle, kept=[], on=life.on(CALL_TAKER))
    assert life.case.merged_into == middle.number
    middle.unmerge(last, kept=[], on=life.on(CALL_TAKER))
    life.case.unmerge(middle, kept=[], on=life.on(CALL_TAKER))
    assert life.case.stage is Stage.REPORTED


def test_that_only_what_the_merging_let_lapse_is_asked_again() -> None:
    life = Life().inspected()
    other = _imported(life)
    life.case.urge("请尽快", on=life.on(DISPATCHER))
    closing = life.on(CHIEF)
    life.case.close(Closing.DONE, on=closing)
    at_once = replace(closing, by=CALL_TAKER)
    life.case.reopen("mistake", on=at_once)
    life.case.merge(other, on=at_once)
    life.case.unmerge(other, kept=[], on=at_once)
    assert (life.case.stage, life.case.asked) == (Stage.ACCEPTED, "")


# ---- what came from another system --------------------------------------------------------------


def test_that_an_imported_case_that_was_returned_has_no_deadline_and_is_not_handled() -> None:
    life = Life()
    case = _imported(life)
    case.ask_return("not_ours", on=life.on(ROADS))
    case.grant_return(on=life.on(DISPATCHER))
    assert (case.stage, case.due_at, case.handling_ended_at) == (Stage.FILED, None, None)


def test_that_the_kind_of_an_imported_case_can_be_corrected() -> None:
    life = Life()
    case = _imported(life)
    due_at = case.due_at
    case.correct(kind=KIND, condition=None, spot=None, on=life.on(CALL_TAKER))
    assert (case.category, case.due_at) == (KIND, due_at)


# ---- what a refusal says ------------------------------------------------------------------------


def test_that_a_step_after_the_end_is_told_the_way_on() -> None:
    life = Life().inspected()
    life.case.close(Closing.DONE, on=life.on(CHIEF))
    with pytest.raises(CommandCenterError) as refusal:
        life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
    assert refusal.value.params["first"] == "reopen"


def test_that_a_clock_never_ends_before_it_began() -> None:
    """A step that is recorded late, at the time when it happened, may lie before the clock."""
    clock = _imported(_in_the_city()).clocks.current(ClockName.HANDLING)
    clock.end(clock.started_at - timedelta(minutes=5))
    assert clock.ended_at == clock.started_at
