"""Complaints about deadlines and clocks (A1 to A12, A17, A19, A20)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput
from commandcenter.jobs import run_once
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from commandcenter.models.clocks.deadline import due, remaining
from commandcenter.models.clocks.reason import ReasonId
from commandcenter.models.clocks.time_limit import Unit, parse_limit
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.services.casebook import CaseFilter
from tests.city.centers import TINY
from tests.city.life import LAMP, MANHOLE, MONDAY_10, REFUSE, CityLife, FakeClock
from tests.demands.conftest import Take
from tests.models.clocks.calendars import at, district, rules, season

ROADS, SANITATION = "department-roads", "department-sanitation"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OVERDUE = CaseFilter(open_only=True, overdue=True)


def _utc(text: str) -> datetime:
    return at(text).astimezone(UTC)


def _due(center: CommandCenter, number: str) -> datetime:
    due_at = center.casebook.case(number, viewer=CENTRE_VIEW).row.hands.due_at
    assert due_at is not None
    return due_at


def test_that_nights_weekends_and_holidays_make_no_case_overdue(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    """A1: a clock that ran at night and on holidays showed every ticket as overdue."""
    clock.now = _utc("2026-09-30 17:00")  # an hour before the National Day holiday begins
    number = city_life.handling(REFUSE, "sanitation")  # four working hours
    assert _due(center, number) == at("2026-10-08 11:00")
    for moment in ("2026-09-30 23:00", "2026-10-04 12:00", "2026-10-08 10:59"):
        clock.now = _utc(moment)
        assert center.casebook.count(OVERDUE, viewer=CENTRE_VIEW) == 0


def test_that_no_limit_is_used_up_by_lunch() -> None:
    """A2: the clock ran through the midday break."""
    two_hours = parse_limit("2工作时")
    assert due(district(), at("2026-11-23 11:00"), two_hours).due_at == at("2026-11-23 15:00")
    assert due(district(), at("2026-11-23 12:30"), two_hours).due_at == at("2026-11-23 16:00")


def test_that_a_calendar_without_working_time_is_not_saved() -> None:
    """A3: with every weekday closed a deadline lay 150 days ahead."""
    with pytest.raises(InvalidInput) as refusal:
        working_calendar(rules(season(weekdays=range(0))))
    assert refusal.value.error_id == "calendar-without-working-time"


def test_that_a_case_does_not_pay_for_waiting_on_others(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take
) -> None:
    """A4: time in which somebody else was waited for still counted."""
    number = city_life.inspecting(LAMP)
    clock.advance(5 * DAY + 3 * HOUR)  # from Monday to Saturday
    take(number, "fail", "inspector", reason="not_done")
    explained = center.casebook.explain(number, ClockName.HANDLING, 1, viewer=CENTRE_VIEW)
    assert explained.explanation is not None
    reasons = {span.reason.id for span in explained.explanation.spans if not span.counted}
    assert ReasonId.INSPECTION in reasons
    assert _due(center, number) == at("2026-12-02 18:00")  # all three working days are left


def test_that_a_paused_clock_stands_at_any_moment_and_goes_on_with_what_was_left(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take
) -> None:
    """A5: a ticket said “Paused”, kept ticking, and resumed with the original hours."""
    number = city_life.handling(REFUSE, "sanitation")
    clock.advance(HOUR)
    left = remaining(center.city.calendar(), clock.now, _due(center, number), Unit.WORKING_HOURS)
    take(number, "ask_suspension", SANITATION, reason="weather", until="2026-12-07T09:00")
    take(number, "grant_suspension", "dispatcher")
    for hours in (1, 30, 100, 250):
        clock.now = MONDAY_10 + HOUR * (1 + hours)
        row = center.casebook.case(number, viewer=CENTRE_VIEW).row
        assert (row.hands.standing, row.hands.late(clock.now)) == (True, False)
        assert (row.hands.light(clock.now), row.queue_at) == (None, None)
    clock.now = _utc("2026-12-07 09:00")
    run_once(center)
    assert left == 3 * HOUR
    counted = remaining(center.city.calendar(), clock.now, _due(center, number), Unit.WORKING_HOURS)
    assert counted == left


def test_that_a_new_rule_forgets_no_pause_already_taken(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take
) -> None:
    """A6: another SLA made the pauses before it count again."""
    never_paused, paused = city_life.handling(MANHOLE), city_life.handling(MANHOLE)
    take(paused, "ask_suspension", ROADS, reason="parts", until="2026-11-24T10:00")
    take(paused, "grant_suspension", "dispatcher")
    clock.advance(DAY)
    run_once(center)
    for number in (never_paused, paused):
        take(number, "correct", "call-taker", condition=2)  # one working day instead of two hours
    assert _due(center, paused) == _due(center, never_paused) + DAY


def test_that_a_case_of_any_hour_has_time_and_a_limit_of_nothing_is_refused(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    """A7: a ticket opened outside working hours got a limit of zero."""
    for hour in range(0, 7 * 24, 11):
        clock.now = MONDAY_10 + hour * HOUR
        number = city_life.dispatched(REFUSE, "sanitation")
        assert _due(center, number) >= clock.now + 4 * HOUR
    with pytest.raises(InvalidInput):
        parse_limit("0工作时")


def test_that_nobody_must_guess_how_a_deadline_came_about(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    """A8: a due time could not be reproduced, and a casual feed of holidays moved it."""
    own_day = DayOverride(date(2026, 11, 24), DayKind.HOLIDAY, "停电检修", "区政府 2026-88")
    center.city.override_calendar([own_day])
    clock.now = _utc("2026-11-23 16:00")
    number = city_life.dispatched(REFUSE, "sanitation")
    said = center.casebook.explain(number, ClockName.HANDLING, 1, viewer=CENTRE_VIEW)
    assert said.explanation is not None
    counted = [span for span in said.explanation.spans if span.counted]
    assert sum((span.to_at - span.from_at for span in counted), timedelta()) == 4 * HOUR
    assert said.explanation.due_at == _due(center, number) == at("2026-11-25 10:00")
    sources = {span.reason.source for span in said.explanation.spans}
    assert "区政府 2026-88" in sources  # the day says who declared it


def test_that_no_old_deadline_stays_when_a_rule_changes(
    center: CommandCenter, city_life: CityLife
) -> None:
    """A9: after a change of calendar or SLA the old escalation stayed."""
    number = city_life.filed(MANHOLE, 2)
    pack = read_pack(TINY)
    longer = tuple(
        replace(row, limits=(parse_limit("2工作日"),)) if row.category == MANHOLE else row
        for row in pack.conditions
    )
    city_life.step(number, "dispatch", "dispatcher", {"department": "roads"})  # type: ignore[arg-type]
    before = _due(center, number)
    center.city.install(replace(pack, conditions=longer, digest="longer"))
    (move,) = [move for move in center.recalculation.preview() if move.number == number]
    assert (move.due_before, _due(center, number)) == (before, before)  # shown, not done
    center.recalculation.apply()
    assert _due(center, number) == move.due_after == before + DAY
    assert center.casebook.history(number, viewer=CENTRE_VIEW)[-1].step == "adjust"


def test_that_what_has_ended_escalates_no_more(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take
) -> None:
    """A10: a merged ticket was still shown as escalated."""
    closed, merged, voided = city_life.closed(), city_life.handling(), city_life.filed()
    declined = city_life.reported()
    take(merged, "merge", "call-taker", into=city_life.accepted())
    take(voided, "void", "shift-chief", reason="duplicate")
    take(declined, "decline", "call-taker", reason="outside_scope")
    clock.advance(30 * DAY)
    overdue = {row.number for row in center.casebook.rows(OVERDUE, viewer=CENTRE_VIEW)}
    for number in (closed, merged, voided, declined):
        case = center.casebook.case(number, viewer=CENTRE_VIEW)
        assert all(one.ended_at is not None for one in case.clocks)
        assert (case.row.queue_at, case.row.hands.light(clock.now)) == (None, None)
        assert number not in overdue


@pytest.mark.parametrize(("category", "runs_on"), [(MANHOLE, True), (LAMP, False)])
def test_that_a_reopened_case_is_not_overdue_at_once(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take, category: str,
    runs_on: bool,
) -> None:  # fmt: skip
    """A11: a reopened ticket had a wrong clock, or was overdue on the spot."""
    number = city_life.closed(category)
    clock.advance(60 * DAY)
    assert take(number, "reopen", "call-taker", reason="came_back").row.hands.due_at is None
    take(number, "file", "shift-chief", condition=1)
    again = take(number, "dispatch", "dispatcher", department="roads")
    assert not again.row.hands.late(clock.now)
    assert _due(center, number) > clock.now
    handling = [one for one in again.clocks if one.name is ClockName.HANDLING]
    assert len(handling) == (1 if runs_on else 2)


def test_that_no_two_clocks_of_one_kind_contradict_each_other(
    center: CommandCenter, city_life: CityLife, take: Take
) -> None:
    """A12: a clock of updates overruled that of the first answer."""
    number = city_life.reported()
    for step, by, fields, stage_clock in (
        ("accept", "call-taker", {"category": LAMP}, "file"),
        ("file", "shift-chief", {"condition": 1}, "dispatch"),
        ("dispatch", "dispatcher", {"department": "roads"}, "acknowledge"),
        ("acknowledge", ROADS, {}, None),
        ("ask_return", ROADS, {"reason": "not_ours"}, None),
        ("grant_return", "dispatcher", {}, "dispatch"),
    ):
        case = take(number, step, by, **fields)
        running = [str(one.name) for one in case.clocks if one.ended_at is None]
        handling = ["handling"] if case.row.department else []
        assert sorted(running) == sorted(["case", *handling, *filter(None, [stage_clock])])


@pytest.mark.parametrize("text", ["3", "3天", "three days", "3 days"])
def test_that_a_limit_without_its_unit_is_none(text: str) -> None:
    """A17: a limit stood in calendar days where working days were meant."""
    with pytest.raises(InvalidInput):
        parse_limit(text)
    shown = (parse_limit("3工作日").text("zh"), parse_limit("3 calendar days").text("en"))
    assert shown == ("3工作日", "3 calendar days")


def test_that_what_is_planned_is_never_stamped_as_done(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take
) -> None:
    """A19: a call that was scheduled for later was stamped as dispatched now."""
    seen_at = clock.now - 3 * HOUR
    report = Report("public", "井盖缺失", address="六条", observed_at=seen_at)
    number = center.intake.receive(report, by=Actor("door", frozenset())).number
    case = center.casebook.case(number, viewer=CENTRE_VIEW)
    assert (case.observed_at, case.row.reported_at) == (seen_at, clock.now)
    number = city_life.handling()
    take(number, "ask_suspension", ROADS, reason="parts", until="2026-12-01")
    planned = take(number, "grant_suspension", "dispatcher")
    assert (planned.row.stage, planned.finished_at) == (Stage.SUSPENDED, None)
    assert planned.row.suspended_until == at("2026-12-01 00:00")
    clock.advance(HOUR)
    take(number, "resume", "dispatcher")
    line = center.casebook.history(number, viewer=CENTRE_VIEW)[-1]
    assert (line.step, line.at) == ("resume", clock.now)


def test_that_no_job_changes_a_case_behind_its_history(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take
) -> None:
    """A20: a reopened incident closed itself three seconds later, with no entry."""
    reopened, resumed, waiting = city_life.closed(), city_life.handling(), city_life.handling()
    take(reopened, "reopen", "call-taker", reason="mistake")
    for number in (resumed, waiting):
        take(number, "ask_suspension", ROADS, reason="parts", until="2026-11-25")
        take(number, "grant_suspension", "dispatcher")
    take(resumed, "resume", "dispatcher")  # what was planned for it is planned no more
    before = {number: _told(center, number) for number in (reopened, resumed, waiting)}
    for _ in range(3):
        clock.advance(2 * DAY)
        run_once(center)
    assert _told(center, reopened) == before[reopened]
    assert _told(center, resumed) == before[resumed]
    assert _told(center, waiting) == [*before[waiting], ("resume", "system")]
    assert center.log_audit.verify().faults == ()


def _told(center: CommandCenter, number: str) -> list[tuple[str, str]]:
    history = center.casebook.history(number, viewer=CENTRE_VIEW)
    return [(line.step, line.actor) for line in history]
