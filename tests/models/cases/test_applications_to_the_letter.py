"""What the rules of applications say word for word, at their very edges."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.cases.rules.pending import ApplicationKind
from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.clocks.staged_limit import parse_limits
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.asking import ApplicationState, TaskKind
from tests.models.cases.lives import (
    CALL_TAKER,
    CHIEF,
    DISPATCHER,
    INSPECTOR,
    KIND,
    ROADS,
    STREET,
    Life,
)
from tests.models.clocks.calendars import at


def _in_parts() -> Life:
    """Handled under a limit in three parts."""
    life = Life()
    first, *later = parse_limits("3工作日 + 3工作日 + 5工作日")
    rule = replace(life.rules.conditions[KIND, 1], limit=first, later_parts=tuple(later))
    life.rules = replace(life.rules, conditions={(KIND, 1): rule})
    return life.handling()


def _extend(life: Life) -> None:
    life.case.ask_extension("parts", until=None, on=life.on(ROADS))
    life.case.grant_extension(on=life.on(DISPATCHER))


def _finish(life: Life) -> None:
    life.case.finish("已完成", ["a" * 64], on=life.on(ROADS))


# ---- two extensions ---------------------------------------------------------------------------


def test_that_a_limit_in_parts_is_extended_twice_over_all_of_them() -> None:
    life = _in_parts()
    _extend(life)
    _finish(life)
    _extend(life)
    _finish(life)
    with pytest.raises(NotNow, match="2 times"):
        life.case.ask_extension("parts", until=None, on=life.on(ROADS))


def test_that_two_extensions_of_one_part_leave_none_for_the_next() -> None:
    life = _in_parts()
    _extend(life)
    _extend(life)
    _finish(life)
    with pytest.raises(NotNow, match="2 times"):
        life.case.ask_extension("parts", until=None, on=life.on(ROADS))


def test_that_only_what_was_granted_counts() -> None:
    life = _in_parts()
    for _ in range(3):
        life.case.ask_extension("parts", until=None, on=life.on(ROADS))
        life.case.refuse(Step.REFUSE_EXTENSION, on=life.on(DISPATCHER))
    _extend(life)
    _extend(life)


@pytest.mark.parametrize(("code", "who"), [("street", STREET), ("roads", ROADS)])
def test_that_a_new_dispatch_begins_with_two_extensions_again(code: str, who: Actor) -> None:
    life = Life().handling()
    _extend(life)
    _extend(life)
    life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.grant_return(on=life.on(DISPATCHER))
    life.case.dispatch(code, assisting=[], on=life.on(DISPATCHER))
    life.case.acknowledge(on=life.on(who))
    life.case.ask_extension("parts", until=None, on=life.on(who))
    assert life.case.pending == "extension"


def test_that_a_reopened_case_whose_clock_goes_on_keeps_what_was_granted() -> None:
    life = Life().handling()
    _extend(life)
    _extend(life)
    _finish(life)
    life.case.ask_inspect("inspector", on=life.on(CALL_TAKER))
    life.case.pass_inspection(["b" * 64], on=life.on(INSPECTOR))
    life.case.close(Closing.DONE, on=life.on(CHIEF))
    life.case.reopen("came_back", on=life.on(CALL_TAKER))
    life.case.file(1, on=life.on(CHIEF))
    life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
    life.case.acknowledge(on=life.on(ROADS))
    with pytest.raises(NotNow, match="2 times"):
        life.case.ask_extension("parts", until=None, on=life.on(ROADS))


# ---- a year of suspension ---------------------------------------------------------------------


def _ask_at(asked: str, until: datetime) -> Life:
    """Handled since before, and asked for at a moment of the city."""
    life = Life().handling()
    on = life.on(ROADS, at(asked) - life.at)
    life.case.ask_suspension("season", until=until, on=on)
    return life


@pytest.mark.parametrize(
    ("asked", "last_day"),
    [
        ("2026-11-25 10:00", "2027-11-25"),
        ("2026-11-25 00:00", "2027-11-25"),
        ("2026-11-25 23:59", "2027-11-25"),
        ("2026-12-31 23:30", "2027-12-31"),
        ("2027-02-28 10:00", "2028-02-28"),
        ("2027-03-01 10:00", "2028-03-01"),  # over a leap day: 366 days are a year there
        ("2028-02-29 10:00", "2029-02-28"),
    ],
)
def test_that_a_suspension_ends_on_the_same_date_next_year_at_the_latest(
    asked: str, last_day: str
) -> None:
    latest = at(f"{last_day} 23:59")
    assert _ask_at(asked, latest).case.pending == "suspension"
    with pytest.raises(InvalidInput, match="within a year") as refusal:
        _ask_at(asked, latest + timedelta(minutes=1))
    assert refusal.value.field == "until"


def test_that_a_year_ends_by_the_days_of_the_city() -> None:
    """Half past midnight in Beijing is the day before in Greenwich."""
    latest = datetime(2027, 11, 25, 15, 59, tzinfo=UTC)
    assert _ask_at("2026-11-25 00:30", latest).case.pending == "suspension"


def test_that_a_suspension_to_the_end_of_time_is_plainly_refused() -> None:
    with pytest.raises(InvalidInput, match="within a year"):
        _ask_at("2026-11-25 10:00", datetime.max.replace(tzinfo=UTC))


# ---- what a suspension leaves open ------------------------------------------------------------


def _suspended(life: Life) -> Life:
    life.case.ask_suspension("season", until=life.at + timedelta(days=300), on=life.on(ROADS))
    life.case.grant_suspension(on=life.on(DISPATCHER))
    return life


def test_that_no_application_waits_undecidable_through_a_suspension() -> None:
    life = Life().handling()
    life.case.ask_extension("parts", until=None, on=life.on(ROADS))
    life.case.ask_return("not_ours", on=life.on(ROADS))
    _suspended(life)
    assert (life.case.stage, life.case.pending) == (Stage.SUSPENDED, "")
    assert [(a.kind, a.state) for a in life.case.applications] == [
        (ApplicationKind.EXTENSION, ApplicationState.LAPSED),
        (ApplicationKind.RETURN, ApplicationState.LAPSED),
        (ApplicationKind.SUSPENSION, ApplicationState.GRANTED),
    ]


def test_that_what_lapsed_can_be_asked_again_when_the_clock_runs() -> None:
    life = Life().handling()
    life.case.ask_extension("parts", until=None, on=life.on(ROADS))
    _suspended(life).case.resume(on=life.on(DISPATCHER))
    _extend(life)
    assert life.case.applications[-1].state is ApplicationState.GRANTED


def test_that_no_crew_is_out_while_the_clock_stands() -> None:
    life = Life().handling()
    life.case.sub_dispatch("二班", on=life.on(ROADS))
    _suspended(life)
    assert [(task.kind, task.answer) for task in life.case.tasks] == [(TaskKind.CREW, "suspended")]
    assert life.case.tasks[0].answered_at == life.at
    assert life.case.pending == ""


def test_that_a_refused_suspension_leaves_the_crew_and_the_other_applications() -> None:
    life = Life().handling()
    life.case.sub_dispatch("二班", on=life.on(ROADS))
    life.case.ask_extension("parts", until=None, on=life.on(ROADS))
    life.case.ask_suspension("season", until=life.at + timedelta(days=9), on=life.on(ROADS))
    life.case.refuse(Step.REFUSE_SUSPENSION, on=life.on(DISPATCHER))
    assert life.case.pending == "crew,extension"


# ---- what a meeting decided -------------------------------------------------------------------


def _dispatched_after_meeting(life: Life, department: str | None) -> Life:
    life.case.meet("先抢修，再议", department=department, assisting=[], on=life.on(DISPATCHER))
    life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
    return life


def _returned(life: Life) -> Life:
    life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.grant_return(on=life.on(DISPATCHER))
    return life


def test_that_a_meeting_without_a_decision_on_a_department_blocks_no_return() -> None:
    life = _returned(_dispatched_after_meeting(Life().filed(), None))
    assert (life.case.stage, life.case.transfers) == (Stage.FILED, 1)


def test_that_whom_a_meeting_decided_on_keeps_the_case() -> None:
    life = _dispatched_after_meeting(Life().filed(), "roads")
    with pytest.raises(NotNow, match="can no longer be returned"):
        life.case.ask_return("not_ours", on=life.on(ROADS))


def test_that_what_a_correction_took_elsewhere_can_be_returned_from_there() -> None:
    life = Life()
    first = life.rules.conditions[KIND, 1]
    both = {(KIND, 1): first, (KIND, 2): replace(first, number=2, department="street")}
    life.rules = replace(life.rules, conditions=both)
    _dispatched_after_meeting(life.filed(), "roads")
    life.case.correct(kind=None, condition=2, spot=None, on=life.on(CALL_TAKER))
    life.case.ask_return("not_ours", on=life.on(STREET))
    assert (life.case.department, life.case.pending) == ("street", "return")


def test_that_a_meeting_that_settled_nothing_does_not_lift_the_cap_for_good() -> None:
    life = Life().filed()
    for _ in range(life.rules.transfer_cap):
        life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
        _returned(life)
    _returned(_dispatched_after_meeting(life, None))
    with pytest.raises(NotNow, match="joint meeting"):
        life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
