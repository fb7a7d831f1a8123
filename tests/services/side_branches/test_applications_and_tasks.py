"""What a department asks for, and what is asked of others."""

from datetime import UTC, datetime, timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import NotFound
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import LAMP, FakeClock, photo
from tests.services.side_branches.people import HOUR, ROADS, People


def test_that_a_return_is_refused_asked_again_and_granted(people: People) -> None:
    number = people.handling()
    asked = people.take(number, "ask_return", ROADS, reason="not_ours", note="产权属自来水公司")
    assert (asked.row.stage, sorted(asked.row.pending)) == (Stage.HANDLING, ["return"])
    refused = people.take(number, "refuse_return", "dispatcher", note="属于道路")
    assert (refused.row.stage, sorted(refused.row.pending)) == (Stage.HANDLING, [])
    people.take(number, "ask_return", ROADS, reason="wrong_place")
    granted = people.take(number, "grant_return", "dispatcher")
    assert (granted.row.stage, granted.row.department) == (Stage.FILED, None)
    assert (granted.transfers, granted.row.hands.due_at) == (1, None)
    assert [str(a.state) for a in granted.applications] == ["refused", "granted"]
    with pytest.raises(NotFound):
        people.case(number, ROADS)
    people.take(number, "dispatch", "dispatcher", department="sanitation")
    assert people.case(number, "department-sanitation").row.stage is Stage.DISPATCHED


def test_that_an_extension_is_one_limit_more(people: People) -> None:
    number = people.handling()
    due_at = people.due(number)
    people.take(number, "ask_extension", ROADS, reason="weather", until="2026-11-24")
    assert people.due(number) == due_at
    people.take(number, "grant_extension", "dispatcher")
    assert people.due(number) == due_at + 2 * HOUR
    people.take(number, "ask_extension", ROADS, reason="parts")
    people.take(number, "refuse_extension", "dispatcher")
    assert people.due(number) == due_at + 2 * HOUR


@pytest.mark.parametrize(
    ("until", "moment"),
    [
        ("2026-12-01", datetime(2026, 11, 30, 16, 0, tzinfo=UTC)),
        ("2026-12-01T08:00", datetime(2026, 12, 1, 0, 0, tzinfo=UTC)),
        ("2026-12-01T08:00+00:00", datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
    ],
)
def test_that_a_suspension_ends_by_itself_at_the_moment_it_was_to(
    people: People, center: CommandCenter, clock: FakeClock, until: str, moment: datetime
) -> None:
    number = people.handling()
    left = people.due(number) - clock.now
    people.take(number, "ask_suspension", ROADS, reason="parts", until=until)
    standing = people.take(number, "grant_suspension", "dispatcher")
    assert (standing.row.stage, standing.row.hands.standing) == (Stage.SUSPENDED, True)
    assert (standing.row.suspended_until, standing.row.queue_at) == (moment, None)
    clock.now = moment - timedelta(seconds=1)
    assert center.desk.resume_due() == []
    clock.now = moment
    assert center.desk.resume_due() == [number]
    assert center.desk.resume_due() == []
    last = people.last(number)
    assert (last["step"], last["actor"], last["at"]) == ("resume", "system", moment)
    assert people.due(number) == moment + left


@pytest.mark.parametrize("late", [timedelta(), 9 * HOUR, timedelta(days=364)])
def test_that_a_night_or_a_year_off_gives_the_same_history(
    people: People, center: CommandCenter, clock: FakeClock, late: timedelta
) -> None:
    number, early = people.handling(LAMP), people.handling(LAMP)
    for one, until in ((number, "2026-12-02T09:00"), (early, "2026-12-01T09:00")):
        people.take(one, "ask_suspension", ROADS, reason="season", until=until)
        people.take(one, "grant_suspension", "dispatcher")
    due_at = people.due(number)
    clock.now = datetime(2026, 12, 2, 1, 0, tzinfo=UTC) + late
    assert center.desk.resume_due() == [early, number]
    last = people.last(number)
    assert last["at"] == datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
    assert people.due(number) == due_at


def test_that_a_dispatcher_resumes_before_the_day(
    people: People, center: CommandCenter, clock: FakeClock
) -> None:
    number = people.handling()
    due_at = people.due(number)
    people.take(number, "ask_suspension", ROADS, reason="parts", until="2026-12-01")
    people.take(number, "grant_suspension", "dispatcher")
    clock.advance(3 * HOUR)
    resumed = people.take(number, "resume", "dispatcher")
    assert (resumed.row.stage, resumed.row.suspended_until) == (Stage.HANDLING, None)
    assert people.due(number) == due_at + 3 * HOUR
    clock.now = datetime(2027, 1, 1, tzinfo=UTC)
    assert center.desk.resume_due() == []


def test_that_a_granted_appeal_moves_the_figures_and_not_the_fact(
    people: People, clock: FakeClock
) -> None:
    number = people.handling()
    clock.advance(3 * HOUR)
    people.take(number, "finish", ROADS, note="晚了", photo=photo())
    people.take(number, "ask_inspect", "call-taker", inspector="inspector")
    people.take(number, "pass", "inspector", photo=photo())
    people.take(number, "close", "shift-chief", closing="done")
    assert people.figure("on_time_handling_rate") == (0, 1)
    people.take(number, "ask_appeal", ROADS, reason="force_majeure", note="暴雨")
    people.take(number, "grant_appeal", "call-taker")
    assert people.case(number).row.pending == {"endorsed_appeal"}
    assert people.figure("on_time_handling_rate") == (0, 1)
    appealed = people.take(number, "grant_appeal", "dispatcher")
    assert appealed.excused
    assert appealed.row.hands.late(clock.now)
    for kpi in ("on_time_handling_rate", "on_time_closure_rate"):
        assert people.figure(kpi) == (1, 1)
        assert people.behind(kpi) == [number]


def test_that_a_crew_is_sent_and_called_back_and_only_its_digest_is_in_the_log(
    people: People, center: CommandCenter
) -> None:
    number = people.handling()
    sent = people.take(number, "sub_dispatch", ROADS, crew="张师傅")
    assert (sent.row.stage, sorted(sent.row.pending)) == (Stage.HANDLING, ["crew"])
    assert [task.assignee for task in sent.tasks] == ["张师傅"]
    back = people.take(number, "revoke", ROADS)
    assert (back.row.pending, back.tasks[0].answer) == (frozenset(), "revoked")
    history = center.casebook.history(number, viewer=CENTRE_VIEW)
    assert not any("张师傅" in line.payload for line in history)


@pytest.mark.parametrize(
    ("step", "by", "hours"),
    [("urge", "leader", 2), ("urge", "dispatcher", 2), ("supervise", "shift-chief", 8)],
)
def test_that_what_is_asked_has_a_due_time_and_is_answered(
    people: People, clock: FakeClock, step: str, by: str, hours: int
) -> None:
    number = people.handling(LAMP)
    asked = people.take(number, step, by, note="市民来电催问")
    (task,) = asked.tasks
    assert asked.row.asked == {"department:roads"}
    assert (task.asked_by, str(task.kind), task.answer) == (by, step, None)
    # eight working hours from ten on are over at ten the next day; two at noon
    due_at = clock.now + (2 * HOUR if hours == 2 else timedelta(days=1))
    assert task.due_at == due_at
    answered = people.take(number, "reply", ROADS, note="备件下午到")
    assert (answered.row.asked, answered.tasks[0].answered_by) == (frozenset(), ROADS)
    assert people.last(number)["opinion"] == "备件下午到"
