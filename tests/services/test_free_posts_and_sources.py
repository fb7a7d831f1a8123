"""A city names its posts and sources itself: rules ask what they may do, not for their names."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput, NotPermitted
from commandcenter.gateway.app import make_app
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.services.statistics import By, FigureQuery
from tests.city.free_posts import pack_with_free_posts
from tests.city.life import MANHOLE, MONDAY_10, CityLife, FakeClock, photo

REPORT = {
    "source": "committee",
    "description": "井盖缺失",
    "latitude": 39.9305,
    "longitude": 116.4105,
}


@pytest.fixture
def center(empty_address: str, clock: FakeClock, tmp_path: Path) -> Iterator[CommandCenter]:
    with CommandCenter(empty_address, clock=clock) as center:
        center.make(pack_with_free_posts(tmp_path))
        for post in ("clerk", "chief", "collector", "controller", "leader"):
            center.access.add_account(post, post)
        center.access.add_account("bureau-roads", "bureau", department="roads")
        yield center


@pytest.fixture
def door(center: CommandCenter) -> Iterator[TestClient]:
    with TestClient(make_app(center), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def life(center: CommandCenter, clock: FakeClock) -> CityLife:
    return CityLife(center, clock)


def report(door: TestClient) -> str:
    answer = door.post("/reports", json=REPORT)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


def test_that_a_case_lives_its_life_at_posts_of_any_name(
    center: CommandCenter, door: TestClient, life: CityLife
) -> None:
    number = report(door)
    life.step(number, Step.ASK_CONFIRM, "clerk", {"inspector": "collector"})
    life.step(number, Step.CONFIRM, "collector", {"photo": photo(), "category": MANHOLE})
    life.step(number, Step.FILE, "chief", {"condition": 1})
    life.step(number, Step.DISPATCH, "controller", {"department": "roads"})
    life.step(number, Step.ACKNOWLEDGE, "bureau-roads", {})
    life.step(number, Step.FINISH, "bureau-roads", {"note": "已修复", "photo": photo()})
    life.step(number, Step.ASK_INSPECT, "clerk", {"inspector": "collector"})
    life.step(number, Step.PASS, "collector", {"photo": photo()})
    life.step(number, Step.CLOSE, "chief", {"closing": "done"})
    case = center.casebook.case(number, viewer=CENTRE_VIEW)
    assert (case.row.stage, case.row.source) == (Stage.CLOSED, "committee")
    assert center.log_audit.verify().faults == ()


def test_that_a_collector_takes_the_steps_of_the_post_and_no_others(
    door: TestClient, life: CityLife
) -> None:
    number = report(door)
    with pytest.raises(NotPermitted, match="supervision centre"):
        life.step(number, Step.ACCEPT, "collector", {"category": MANHOLE})
    with pytest.raises(NotPermitted, match="collector"):
        life.step(number, Step.SUPERVISE, "collector", {"note": "请尽快"})


def test_that_a_post_is_refused_by_its_name_in_both_languages(
    door: TestClient, life: CityLife
) -> None:
    number = report(door)
    with pytest.raises(NotPermitted) as refused:
        life.step(number, Step.ACCEPT, "chief", {"category": MANHOLE})
    assert "岗位“值班长”" in refused.value.sentence("zh")
    assert "post shift chief" in refused.value.sentence("en")


def test_that_only_who_can_answer_is_sent_to_look(door: TestClient, life: CityLife) -> None:
    number = report(door)
    assert life.center.desk.inspectors()[Step.ASK_CONFIRM] == ["collector"]
    with pytest.raises(InvalidInput):
        life.step(number, Step.ASK_CONFIRM, "clerk", {"inspector": "chief"})


def test_that_only_posts_that_decide_on_reports_see_reporters(center: CommandCenter) -> None:
    seeing = {one.name for one in center.access.accounts() if one.viewer.personal_data}
    assert seeing == {"clerk", "chief"}


def test_that_a_declined_report_is_a_task_of_whoever_declines(
    center: CommandCenter, door: TestClient, life: CityLife
) -> None:
    with_name = {**REPORT, "reporter": {"name": "王女士", "phone": "13800000000"}}
    number = str(door.post("/reports", json=with_name).json()["number"])
    life.step(number, Step.DECLINE, "clerk", {"reason": "unclear"})
    (task,) = center.casebook.case(number, viewer=CENTRE_VIEW).tasks
    assert (task.assignee_kind, task.assignee) == (AssigneeKind.POST, "clerk")


def test_that_an_account_needs_a_post_of_the_pack(center: CommandCenter) -> None:
    with pytest.raises(InvalidInput, match="clerk, chief, collector"):
        center.access.add_account("li", "dispatcher")


def test_that_an_account_of_a_departments_post_needs_its_department(center: CommandCenter) -> None:
    with pytest.raises(InvalidInput):
        center.access.add_account("li", "bureau")
    with pytest.raises(InvalidInput):
        center.access.add_account("li", "collector", department="roads")


def test_that_a_key_acts_by_the_kind_of_its_source(center: CommandCenter) -> None:
    patrol = center.access.holder(center.access.add_key("key-patrol", "patrol").key)
    assert (patrol.actor.post, patrol.viewer.inspections) == ("collector", True)
    assert patrol.actor.axes == {Axis.COLLECT}
    committee = center.access.holder(center.access.add_key("key-committee", "committee").key)
    assert (committee.actor.post, committee.actor.axes) == (None, frozenset())
    roads = center.access.holder(center.access.add_key("key-roads", "roads").key)
    assert (roads.actor.post, roads.sources) == ("bureau", frozenset({"department"}))
    centre = center.access.holder(center.access.add_key("key-centre", "centre").key)
    assert {"post:clerk", "post:controller"} <= centre.actor.addresses
    assert "post:collector" not in centre.actor.addresses


def test_that_figures_by_post_name_the_posts_of_the_city(
    center: CommandCenter, door: TestClient, life: CityLife
) -> None:
    number = report(door)
    life.step(number, Step.ACCEPT, "clerk", {"category": MANHOLE})
    life.step(number, Step.FILE, "chief", {"condition": 1})
    day = MONDAY_10.date()
    query = FigureQuery(day, day)
    filed = center.statistics.figures(["filed"], query, viewer=CENTRE_VIEW, by=By.POST)
    assert {one.key: one.numerator for one in filed}["chief"] == 1


def test_that_figures_add_up_sources_of_one_kind(
    center: CommandCenter, door: TestClient, life: CityLife
) -> None:
    report(door)
    life.reported()  # by residents
    center.intake.receive(Report("patrol", "路面破损", address="六条"), by=RESIDENT)
    query = FigureQuery(MONDAY_10.date(), MONDAY_10.date())

    def reported(by: By) -> dict[str | None, float]:
        found = center.statistics.figures(["reported"], query, viewer=CENTRE_VIEW, by=by)
        return {one.key: one.numerator for one in found}

    assert reported(By.SOURCE) == {"committee": 1, "public": 1, "patrol": 1}
    assert reported(By.SOURCE_KIND) == {"public": 2, "inspector": 1}


def test_that_warnings_go_to_the_post_that_may_act(center: CommandCenter, door: TestClient) -> None:
    number = report(door)
    center.warnings.raise_due()
    clock = center.clock
    assert isinstance(clock, FakeClock)
    clock.advance(timedelta(hours=1))
    center.warnings.raise_due()
    asked = center.warnings.of_open(viewer=CENTRE_VIEW)
    assert {(row.number, row.recipient) for row in asked} == {(number, "clerk")}


def test_that_an_account_whose_post_left_the_pack_is_listed_and_does_nothing(
    address: str, clock: FakeClock, tmp_path: Path
) -> None:
    with CommandCenter(address, clock=clock) as center:
        life = CityLife(center, clock)
        number = life.reported()
        assert center.city.install(pack_with_free_posts(tmp_path)) == 2
        former = center.access.account("call-taker")
        assert (former.post, former.steps, former.actor.axes) == (
            *("call-taker", frozenset(), frozenset()),
        )
        assert not former.viewer.personal_data
        with pytest.raises(NotPermitted):
            life.step(number, Step.ACCEPT, "call-taker", {"category": MANHOLE})
        center.access.add_account("zhao", "clerk")
        life.step(number, Step.ACCEPT, "zhao", {"category": MANHOLE})
        assert center.log_audit.verify().faults == ()
