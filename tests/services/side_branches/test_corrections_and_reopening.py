"""Corrections, reopening, self-handling and joint meetings."""

from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import NotFound
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import HAWKER, LAMP, MANHOLE, REFUSE, FakeClock, photo
from tests.services.side_branches.people import HOUR, ROADS, People


def test_that_a_correction_is_shown_before_it_is_made(
    people: People, center: CommandCenter
) -> None:
    number = people.handling()
    before, place = people.case(number), center.change_feed.latest()
    who = people.account("call-taker")
    fields = {"kind": REFUSE, "condition": "1"}
    seen = center.desk.preview(number, Step.CORRECT, fields, by=who.actor, viewer=who.viewer)
    assert (seen.before.department, seen.after.department) == ("roads", "sanitation")
    assert (seen.before.due_at, seen.after.category) == (before.row.hands.due_at, REFUSE)
    assert (people.case(number), center.change_feed.latest()) == (before, place)
    after = people.take(number, "correct", "call-taker", **fields)
    assert (after.row.department, after.row.hands.due_at) == ("sanitation", seen.after.due_at)
    assert (after.row.stage, after.row.category) == (Stage.HANDLING, REFUSE)
    with pytest.raises(NotFound):
        people.case(number, ROADS)


def test_that_a_case_corrected_back_goes_on_with_the_clock_that_it_left(
    people: People, center: CommandCenter, clock: FakeClock
) -> None:
    """What it took over began before the clock of the department in between, and is still last."""
    number = people.handling()
    began = people.case(number).clocks
    clock.advance(HOUR)
    people.take(number, "correct", "call-taker", kind=REFUSE, condition="1")
    clock.advance(HOUR)
    back = people.take(number, "correct", "call-taker", kind=MANHOLE, condition="1")
    assert back.row.department == "roads"
    assert back.row.hands.due_at is not None
    assert back.row.hands.due_at > clock.now
    done = people.take(number, "finish", ROADS, note="已盖好", photo=photo())
    handling = {c.ordinal: c for c in done.clocks if c.name is ClockName.HANDLING}
    assert (
        handling[3].started_at == next(c for c in began if c.name is ClockName.HANDLING).started_at
    )
    assert [handling[n].ended_at for n in (2, 3)] == [clock.now, clock.now]
    assert done.row.hands.handling_ended_at == clock.now
    why = center.casebook.explain(number, ClockName.HANDLING, 3, viewer=CENTRE_VIEW)
    assert why.explanation is not None
    assert why.explanation.due_at == handling[3].due_at
    assert center.log_audit.verify().faults == ()


@pytest.mark.parametrize(
    "place", ["31.2,121.5", (31.2, 121.5), {"latitude": 31.2, "longitude": 121.5}]
)
def test_that_a_place_is_corrected_however_it_is_written(people: People, place: object) -> None:
    corrected = people.take(people.reported(), "correct", "call-taker", place=place)
    assert (corrected.row.latitude, corrected.row.unit_grid) == (31.2, None)


@pytest.mark.parametrize(("category", "clocks"), [(MANHOLE, 1), (LAMP, 2)])
def test_that_a_reopened_case_goes_on_or_begins_anew_as_its_condition_says(
    people: People, clock: FakeClock, category: str, clocks: int
) -> None:
    number = people.closed(category)
    left = people.due(number) - clock.now
    clock.advance(timedelta(days=7))
    reopened = people.take(number, "reopen", "call-taker", reason="came_back")
    assert (reopened.row.stage, reopened.closed_at) == (Stage.ACCEPTED, None)
    people.take(number, "file", "shift-chief", condition="1")
    people.take(number, "dispatch", "dispatcher", department="roads")
    again = people.case(number)
    assert [str(clock.name) for clock in again.clocks].count("handling") == clocks
    assert people.due(number) - clock.now == left  # nothing had been used up when it was closed
    assert not again.row.hands.late(clock.now)


def test_that_an_inspector_puts_it_right_and_a_call_taker_looks_at_the_photos(
    people: People,
) -> None:
    number = people.reported()
    fields = {"category": REFUSE, "before": photo(), "after": [photo(), photo()]}
    done = people.take(number, "self_handle", "inspector", **fields)
    assert (done.row.stage, str(done.closing)) == (Stage.CLOSED, "done")
    assert [p.phase for p in done.photos] == ["before", "after"]
    assert done.row.asked == {"post:call-taker"}
    looked = people.take(number, "reply", "call-taker", note="照片属实")
    assert (looked.row.asked, looked.row.stage) == (frozenset(), Stage.CLOSED)


def test_that_a_meeting_decides_after_two_returns(people: People) -> None:
    number = people.filed(HAWKER)
    for _ in range(2):
        people.take(number, "dispatch", "dispatcher", department="roads")
        people.take(number, "ask_return", ROADS, reason="not_ours")
        people.take(number, "grant_return", "dispatcher")
    fields = {"decision": "街道主办，市政协办", "department": "street", "assisting": "roads"}
    people.take(number, "meet", "dispatcher", **fields)
    sent = people.take(number, "dispatch", "dispatcher", department="street")
    assert (sent.row.department, sent.row.assisting) == ("street", ("roads",))
    assert sent.transfers == 2
