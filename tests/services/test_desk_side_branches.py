"""Side branches through the desk's service, with fields as the web door and command line send."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import NotFound, NotNow
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.models.work.asking import TaskKind
from commandcenter.services.casebook import CaseDetails, CaseFilter
from commandcenter.services.statistics import FigureQuery
from tests.city.life import HAWKER, LAMP, MANHOLE, REFUSE, CityLife, FakeClock, photo

HOUR = timedelta(hours=1)
ROADS = "department-roads"
MONDAY = date(2026, 11, 23)


class Told(CityLife):
    """The people of the tiny city, with words for steps as they are typed."""

    def take(self, number: str, step: str, by: str, /, **fields: object) -> CaseDetails:
        self.step(number, Step(step), by, fields)
        return self.case(number)

    def case(self, number: str, by: str = "") -> CaseDetails:
        viewer = self.account(by).viewer if by else CENTRE_VIEW
        return self.center.casebook.case(number, viewer=viewer)

    def due(self, number: str) -> datetime:
        due_at = self.case(number).row.hands.due_at
        assert due_at is not None
        return due_at

    def last(self, number: str) -> Mapping[str, Any]:
        line = self.center.casebook.history(number, viewer=CENTRE_VIEW)[-1]
        return {"step": line.step, "actor": line.actor, "at": line.at, "opinion": line.opinion}

    def figure(self, kpi: str) -> tuple[float, float | None]:
        week = FigureQuery(MONDAY, MONDAY + timedelta(days=6))
        (figure,) = self.center.statistics.figures([kpi], week, viewer=CENTRE_VIEW)
        return figure.numerator, figure.denominator

    def behind(self, kpi: str) -> list[str]:
        week = FigureQuery(MONDAY, MONDAY + timedelta(days=6))
        return self.center.statistics.cases_behind(
            kpi, week, viewer=CENTRE_VIEW, numerator_only=True
        )


@pytest.fixture
def told(center: CommandCenter, clock: FakeClock) -> Told:
    return Told(center, clock)


@pytest.fixture(autouse=True)
def _history_is_clean(center: CommandCenter) -> Any:
    """Whatever a test did: columns, clocks, words and sums are what history tells."""
    yield
    assert center.log_audit.verify().faults == ()


# ---- applications -------------------------------------------------------------------------------


def test_that_a_return_is_refused_asked_again_and_granted(told: Told) -> None:
    number = told.handling()
    asked = told.take(number, "ask_return", ROADS, reason="not_ours", note="产权属自来水公司")
    assert (asked.row.stage, sorted(asked.row.pending)) == (Stage.HANDLING, ["return"])
    refused = told.take(number, "refuse_return", "dispatcher", note="属于道路")
    assert (refused.row.stage, sorted(refused.row.pending)) == (Stage.HANDLING, [])
    told.take(number, "ask_return", ROADS, reason="wrong_place")
    granted = told.take(number, "grant_return", "dispatcher")
    assert (granted.row.stage, granted.row.department) == (Stage.FILED, None)
    assert (granted.transfers, granted.row.hands.due_at) == (1, None)
    assert [str(a.state) for a in granted.applications] == ["refused", "granted"]
    with pytest.raises(NotFound):
        told.case(number, ROADS)
    told.take(number, "dispatch", "dispatcher", department="sanitation")
    assert told.case(number, "department-sanitation").row.stage is Stage.DISPATCHED


def test_that_an_extension_is_one_limit_more(told: Told) -> None:
    number = told.handling()
    due_at = told.due(number)
    told.take(number, "ask_extension", ROADS, reason="weather", until="2026-11-24")
    assert told.due(number) == due_at
    told.take(number, "grant_extension", "dispatcher")
    assert told.due(number) == due_at + 2 * HOUR
    told.take(number, "ask_extension", ROADS, reason="parts")
    told.take(number, "refuse_extension", "dispatcher")
    assert told.due(number) == due_at + 2 * HOUR


@pytest.mark.parametrize(
    ("until", "moment"),
    [
        ("2026-12-01", datetime(2026, 11, 30, 16, 0, tzinfo=UTC)),
        ("2026-12-01T08:00", datetime(2026, 12, 1, 0, 0, tzinfo=UTC)),
        ("2026-12-01T08:00+00:00", datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
    ],
)
def test_that_a_suspension_ends_by_itself_at_the_moment_it_was_to(
    told: Told, center: CommandCenter, clock: FakeClock, until: str, moment: datetime
) -> None:
    number = told.handling()
    left = told.due(number) - clock.now
    told.take(number, "ask_suspension", ROADS, reason="parts", until=until)
    standing = told.take(number, "grant_suspension", "dispatcher")
    assert (standing.row.stage, standing.row.hands.standing) == (Stage.SUSPENDED, True)
    assert (standing.row.suspended_until, standing.row.queue_at) == (moment, None)
    clock.now = moment - timedelta(seconds=1)
    assert center.desk.resume_due() == []
    clock.now = moment
    assert center.desk.resume_due() == [number]
    assert center.desk.resume_due() == []
    last = told.last(number)
    assert (last["step"], last["actor"], last["at"]) == ("resume", "system", moment)
    assert told.due(number) == moment + left


@pytest.mark.parametrize("late", [timedelta(), 9 * HOUR, timedelta(days=364)])
def test_that_a_night_or_a_year_off_gives_the_same_history(
    told: Told, center: CommandCenter, clock: FakeClock, late: timedelta
) -> None:
    number, early = told.handling(LAMP), told.handling(LAMP)
    for one, until in ((number, "2026-12-02T09:00"), (early, "2026-12-01T09:00")):
        told.take(one, "ask_suspension", ROADS, reason="season", until=until)
        told.take(one, "grant_suspension", "dispatcher")
    due_at = told.due(number)
    clock.now = datetime(2026, 12, 2, 1, 0, tzinfo=UTC) + late
    assert center.desk.resume_due() == [early, number]
    last = told.last(number)
    assert last["at"] == datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
    assert told.due(number) == due_at


def test_that_a_dispatcher_resumes_before_the_day(
    told: Told, center: CommandCenter, clock: FakeClock
) -> None:
    number = told.handling()
    due_at = told.due(number)
    told.take(number, "ask_suspension", ROADS, reason="parts", until="2026-12-01")
    told.take(number, "grant_suspension", "dispatcher")
    clock.advance(3 * HOUR)
    resumed = told.take(number, "resume", "dispatcher")
    assert (resumed.row.stage, resumed.row.suspended_until) == (Stage.HANDLING, None)
    assert told.due(number) == due_at + 3 * HOUR
    clock.now = datetime(2027, 1, 1, tzinfo=UTC)
    assert center.desk.resume_due() == []


def test_that_a_granted_appeal_moves_the_figures_and_not_the_fact(
    told: Told, clock: FakeClock
) -> None:
    number = told.handling()
    clock.advance(3 * HOUR)
    told.take(number, "finish", ROADS, note="晚了", photo=photo())
    told.take(number, "ask_inspect", "call-taker", inspector="inspector")
    told.take(number, "pass", "inspector", photo=photo())
    told.take(number, "close", "shift-chief", closing="done")
    assert told.figure("on_time_handling_rate") == (0, 1)
    told.take(number, "ask_appeal", ROADS, reason="force_majeure", note="暴雨")
    told.take(number, "grant_appeal", "call-taker")
    assert told.case(number).row.pending == {"endorsed_appeal"}
    assert told.figure("on_time_handling_rate") == (0, 1)
    appealed = told.take(number, "grant_appeal", "dispatcher")
    assert appealed.excused
    assert appealed.row.hands.late(clock.now)
    for kpi in ("on_time_handling_rate", "on_time_closure_rate"):
        assert told.figure(kpi) == (1, 1)
        assert told.behind(kpi) == [number]


# ---- tasks --------------------------------------------------------------------------------------


def test_that_a_crew_is_sent_and_called_back_and_only_its_digest_is_in_the_log(
    told: Told, center: CommandCenter
) -> None:
    number = told.handling()
    sent = told.take(number, "sub_dispatch", ROADS, crew="张师傅")
    assert (sent.row.stage, sorted(sent.row.pending)) == (Stage.HANDLING, ["crew"])
    assert [task.assignee for task in sent.tasks] == ["张师傅"]
    back = told.take(number, "revoke", ROADS)
    assert (back.row.pending, back.tasks[0].answer) == (frozenset(), "revoked")
    history = center.casebook.history(number, viewer=CENTRE_VIEW)
    assert not any("张师傅" in line.payload for line in history)


@pytest.mark.parametrize(
    ("step", "by", "hours"),
    [("urge", "leader", 2), ("urge", "dispatcher", 2), ("supervise", "shift-chief", 8)],
)
def test_that_what_is_asked_has_a_due_time_and_is_answered(
    told: Told, clock: FakeClock, step: str, by: str, hours: int
) -> None:
    number = told.handling(LAMP)
    asked = told.take(number, step, by, note="市民来电催问")
    (task,) = asked.tasks
    assert asked.row.asked == {"department:roads"}
    assert (task.asked_by, str(task.kind), task.answer) == (by, step, None)
    # eight working hours from ten on are over at ten the next day; two at noon
    due_at = clock.now + (2 * HOUR if hours == 2 else timedelta(days=1))
    assert task.due_at == due_at
    answered = told.take(number, "reply", ROADS, note="备件下午到")
    assert (answered.row.asked, answered.tasks[0].answered_by) == (frozenset(), ROADS)
    assert told.last(number)["opinion"] == "备件下午到"


# ---- corrections --------------------------------------------------------------------------------


def test_that_a_correction_is_shown_before_it_is_made(told: Told, center: CommandCenter) -> None:
    number = told.handling()
    before, place = told.case(number), center.change_feed.latest()
    who = told.account("call-taker")
    fields = {"kind": REFUSE, "condition": "1"}
    seen = center.desk.preview(number, Step.CORRECT, fields, by=who.actor, viewer=who.viewer)
    assert (seen.before.department, seen.after.department) == ("roads", "sanitation")
    assert (seen.before.due_at, seen.after.category) == (before.row.hands.due_at, REFUSE)
    assert (told.case(number), center.change_feed.latest()) == (before, place)
    after = told.take(number, "correct", "call-taker", **fields)
    assert (after.row.department, after.row.hands.due_at) == ("sanitation", seen.after.due_at)
    assert (after.row.stage, after.row.category) == (Stage.HANDLING, REFUSE)
    with pytest.raises(NotFound):
        told.case(number, ROADS)


def test_that_a_case_corrected_back_goes_on_with_the_clock_that_it_left(
    told: Told, center: CommandCenter, clock: FakeClock
) -> None:
    """What it took over began before the clock of the department in between, and is still last."""
    number = told.handling()
    began = told.case(number).clocks
    clock.advance(HOUR)
    told.take(number, "correct", "call-taker", kind=REFUSE, condition="1")
    clock.advance(HOUR)
    back = told.take(number, "correct", "call-taker", kind=MANHOLE, condition="1")
    assert back.row.department == "roads"
    assert back.row.hands.due_at is not None
    assert back.row.hands.due_at > clock.now
    done = told.take(number, "finish", ROADS, note="已盖好", photo=photo())
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
def test_that_a_place_is_corrected_however_it_is_written(told: Told, place: object) -> None:
    corrected = told.take(told.reported(), "correct", "call-taker", place=place)
    assert (corrected.row.latitude, corrected.row.unit_grid) == (31.2, None)


# ---- duplicates ---------------------------------------------------------------------------------


def test_that_a_merged_case_lends_its_reporter_and_photos_and_takes_them_back(
    told: Told, center: CommandCenter, clock: FakeClock
) -> None:
    first = told.reported("井盖没了", photos=(photo(),))
    clock.advance(HOUR)
    second = told.accepted()
    own = told.case(second).row.reported_at
    merged = told.take(first, "merge", "call-taker", into=second)
    assert (merged.row.stage, merged.merged_into) == (Stage.MERGED, second)
    target = told.case(second, "call-taker")
    assert (len(target.reporters), len(target.photos), target.absorbed) == (2, 1, (first,))
    assert target.row.reported_at == told.case(first).row.reported_at < own
    assert center.casebook.count(CaseFilter(open_only=True), viewer=CENTRE_VIEW) == 1
    back = told.take(first, "unmerge", "call-taker")
    assert (back.row.stage, back.merged_into) == (Stage.REPORTED, None)
    target = told.case(second, "call-taker")
    assert (len(target.reporters), len(target.photos), target.absorbed) == (1, 0, ())
    assert target.row.reported_at == own
    steps = [line.step for line in center.casebook.history(second, viewer=CENTRE_VIEW)]
    assert steps == ["report", "accept", "merge", "unmerge"]


@pytest.mark.parametrize("end", ["void", "decline"])
def test_that_what_was_merged_is_in_the_open_list_again_when_the_other_ends(
    told: Told, center: CommandCenter, clock: FakeClock, end: str
) -> None:
    """Who reported it waits for an answer of its own; what was merged into it stays its part."""
    deep, first = told.reported("井盖没了"), told.handling()
    clock.advance(HOUR)
    other = told.accepted() if end == "void" else told.reported()
    told.take(deep, "merge", "call-taker", into=first)
    told.take(first, "merge", "call-taker", into=other)
    clock.advance(-HOUR / 2)  # somebody sets the machine's clock back
    by = "shift-chief" if end == "void" else "call-taker"
    ended = told.take(other, end, by, reason="duplicate")
    assert ended.absorbed == ()
    back = told.case(first)
    assert (back.row.stage, back.merged_into, back.absorbed) == (Stage.HANDLING, None, (deep,))
    (open_one,) = center.casebook.rows(CaseFilter(open_only=True), viewer=CENTRE_VIEW)
    assert open_one.number == first
    lines = center.casebook.history(first, viewer=CENTRE_VIEW)
    assert (lines[-1].step, lines[-1].actor) == ("unmerge", by)
    assert json.loads(lines[-1].payload)["ended"] == {"number": other, "step": end}
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    changes, _ = center.change_feed.since("0", viewer=told.account(ROADS).viewer)
    assert changes[-1].number == first  # whoever has it is told, too


def test_that_who_reported_hears_of_the_decline_of_the_case_that_came_back(told: Told) -> None:
    first, second = told.reported("井盖没了"), told.reported("井盖没有了")
    told.take(first, "merge", "call-taker", into=second)
    for number in (second, first):
        declined = told.take(number, "decline", "call-taker", reason="duplicate")
        assert [task.kind for task in declined.tasks] == [TaskKind.TELL]


def test_that_a_step_on_a_merged_number_names_the_case_that_goes_on(told: Told) -> None:
    first, second, third = told.reported(), told.reported(), told.handling()
    told.take(first, "merge", "call-taker", into=second)
    told.take(second, "merge", "call-taker", into=third)
    for step, by in (("accept", "call-taker"), ("urge", "dispatcher"), ("merge", "call-taker")):
        with pytest.raises(NotNow, match=f"merged into case {third}, which is handling") as refusal:
            told.take(first, step, by, category=MANHOLE, note="请尽快", into=third)
        assert third in refusal.value.sentence("zh")
    fourth = told.reported()
    with pytest.raises(NotNow, match=f"Merge into {third} instead"):
        told.take(fourth, "merge", "call-taker", into=first)
    with pytest.raises(NotNow, match="already been merged"):
        told.take(third, "merge", "call-taker", into=first)


def test_that_no_line_on_the_other_case_lies_before_its_last_one(
    told: Told, center: CommandCenter, clock: FakeClock
) -> None:
    first = told.reported()
    clock.advance(HOUR)
    second = told.accepted()
    clock.advance(-HOUR / 2)  # somebody sets the machine's clock back
    told.take(first, "merge", "call-taker", into=second)
    moments = [line.at for line in center.casebook.history(second, viewer=CENTRE_VIEW)]
    assert moments == sorted(moments)


@pytest.mark.parametrize("into", [f"{LAMP},{REFUSE}", [LAMP, REFUSE]])
def test_that_a_split_makes_cases_with_numbers_place_and_photos_of_their_own(
    told: Told, center: CommandCenter, into: object
) -> None:
    number = told.reported("井盖没了，灯也不亮，旁边还有垃圾", photos=(photo(),))
    told.take(number, "split", "call-taker", into=into)
    rows = center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)
    parts = [told.case(row.number) for row in rows if row.number != number]
    assert sorted(part.row.number[-5:] for part in parts) == ["00002", "00003"]
    assert {part.row.category for part in parts} == {LAMP, REFUSE}
    whole = told.case(number)
    for part in parts:
        assert (part.split_from, part.row.stage) == (number, Stage.REPORTED)
        assert (part.row.unit_grid, part.row.address) == (whole.row.unit_grid, whole.row.address)
        assert [p.sha256 for p in part.photos] == [p.sha256 for p in whole.photos]
    assert told.accepted()[-5:] == "00004"


def test_that_the_parts_of_a_split_on_a_fresh_day_have_a_number_each(
    told: Told, center: CommandCenter, clock: FakeClock
) -> None:
    number = told.reported()
    clock.advance(48 * HOUR)
    told.take(number, "split", "call-taker", into=[LAMP, REFUSE])
    rows = center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)
    parts = sorted(row.number[-5:] for row in rows if row.number != number)
    assert parts == ["00001", "00002"]


# ---- after the end, beside the path -------------------------------------------------------------


@pytest.mark.parametrize(("category", "clocks"), [(MANHOLE, 1), (LAMP, 2)])
def test_that_a_reopened_case_goes_on_or_begins_anew_as_its_condition_says(
    told: Told, clock: FakeClock, category: str, clocks: int
) -> None:
    number = told.closed(category)
    left = told.due(number) - clock.now
    clock.advance(timedelta(days=7))
    reopened = told.take(number, "reopen", "call-taker", reason="came_back")
    assert (reopened.row.stage, reopened.closed_at) == (Stage.ACCEPTED, None)
    told.take(number, "file", "shift-chief", condition="1")
    told.take(number, "dispatch", "dispatcher", department="roads")
    again = told.case(number)
    assert [str(clock.name) for clock in again.clocks].count("handling") == clocks
    assert told.due(number) - clock.now == left  # nothing had been used up when it was closed
    assert not again.row.hands.late(clock.now)


def test_that_an_inspector_puts_it_right_and_a_call_taker_looks_at_the_photos(told: Told) -> None:
    number = told.reported()
    fields = {"category": REFUSE, "before": photo(), "after": [photo(), photo()]}
    done = told.take(number, "self_handle", "inspector", **fields)
    assert (done.row.stage, str(done.closing)) == (Stage.CLOSED, "done")
    assert [p.phase for p in done.photos] == ["before", "after"]
    assert done.row.asked == {"post:call-taker"}
    looked = told.take(number, "reply", "call-taker", note="照片属实")
    assert (looked.row.asked, looked.row.stage) == (frozenset(), Stage.CLOSED)


def test_that_a_meeting_decides_after_two_returns(told: Told) -> None:
    number = told.filed(HAWKER)
    for _ in range(2):
        told.take(number, "dispatch", "dispatcher", department="roads")
        told.take(number, "ask_return", ROADS, reason="not_ours")
        told.take(number, "grant_return", "dispatcher")
    fields = {"decision": "街道主办，市政协办", "department": "street", "assisting": "roads"}
    told.take(number, "meet", "dispatcher", **fields)
    sent = told.take(number, "dispatch", "dispatcher", department="street")
    assert (sent.row.department, sent.row.assisting) == ("street", ("roads",))
    assert sent.transfers == 2
