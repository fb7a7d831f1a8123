"""Cases between the desks of several levels: handed down, passed up, and what that leaves."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError, InvalidInput, NotNow, NotPermitted
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.services.casebook import CaseDetails
from tests.city.five_levels import CITY, NORTH, NORTH_POINT, SOUTH, SOUTH_POINT, make_pack
from tests.city.life import FakeClock, photo
from tests.services.levels.conftest import LevelLife

COUNTY, TOWNSHIP, VILLAGE, COMMUNITY = NORTH


def _case(life: LevelLife, number: str) -> CaseDetails:
    return life.center.casebook.case(number, viewer=CENTRE_VIEW)


def test_that_a_case_starts_at_the_top(life: LevelLife) -> None:
    assert life.holder(life.filed_at(CITY)) == CITY


def test_that_handing_down_leaves_the_stage_and_gives_all_of_the_time(
    life: LevelLife, clock: FakeClock
) -> None:
    number = life.filed_at(CITY)
    clock.advance(timedelta(minutes=10))
    life.hand_down(number, TOWNSHIP)
    case = _case(life, number)
    assert (life.holder(number), case.row.stage) == (TOWNSHIP, Stage.FILED)
    running = [one for one in case.clocks if one.name is ClockName.DISPATCH and not one.ended_at]
    assert [one.started_at for one in running] == [clock.now]
    life.hand_down(number, COMMUNITY, by=TOWNSHIP)
    life.step(number, Step.DISPATCH, COMMUNITY, {"department": "roads"})
    assert _case(life, number).row.stage is Stage.DISPATCHED


@pytest.mark.parametrize(
    ("held", "area"),
    [
        (COUNTY, SOUTH[0]),  # sideways
        (TOWNSHIP, SOUTH[-1]),
        (TOWNSHIP, TOWNSHIP),
        (TOWNSHIP, COUNTY),  # upward
        (TOWNSHIP, CITY),
        (CITY, SOUTH[0]),  # where the case does not lie
        (CITY, "110101999"),
        (CITY, f"{COMMUNITY}001"),  # a unit grid has no desk
        (CITY, "%"),
    ],
)
def test_that_a_case_is_handed_down_only_to_an_area_that_contains_it(
    life: LevelLife, held: str, area: str
) -> None:
    number = life.filed_at(held)
    with pytest.raises(InvalidInput) as refusal:
        life.hand_down(number, area)
    assert (refusal.value.error_id, refusal.value.field) == ("area-not-below", "area")
    assert life.holder(number) == held


def test_that_a_case_outside_all_areas_stays_at_the_top(life: LevelLife) -> None:
    number = life.filed_at(CITY, point=(39.95, 116.5))
    with pytest.raises(InvalidInput):
        life.hand_down(number, COUNTY)


def test_that_escalating_leads_to_the_area_above_with_all_of_the_time(
    life: LevelLife, clock: FakeClock
) -> None:
    number = life.filed_at(COMMUNITY)
    for nth, (by, above) in enumerate(
        [(COMMUNITY, VILLAGE), (VILLAGE, TOWNSHIP), (TOWNSHIP, COUNTY), (COUNTY, CITY)], 1
    ):
        clock.advance(timedelta(minutes=5))
        life.escalate(number, by=by)
        case = _case(life, number)
        assert (life.holder(number), case.row.stage) == (above, Stage.FILED)
        running = [c for c in case.clocks if c.name is ClockName.DISPATCH and not c.ended_at]
        assert [one.started_at for one in running] == [clock.now]
        assert life.center.casebook.history(number, viewer=CENTRE_VIEW)[-1].stage == Stage.FILED
        assert f'"escalations":{nth}' in _payload(life, number)
    with pytest.raises(NotNow) as refusal:
        life.escalate(number, by="dispatcher")
    assert refusal.value.error_id == "level-above-missing"


def _payload(life: LevelLife, number: str) -> str:
    return life.center.casebook.history(number, viewer=CENTRE_VIEW)[-1].payload.replace(" ", "")


def _handled(life: LevelLife, held: str) -> str:
    number = life.filed_at(held)
    life.step(number, Step.DISPATCH, held, {"department": "roads"})
    return life.step(number, Step.ACKNOWLEDGE, "department-roads", {})


@pytest.mark.parametrize("by", ["department-roads", VILLAGE, CITY])
def test_that_what_a_department_cannot_solve_waits_for_dispatch_above(
    life: LevelLife, by: str
) -> None:
    number = _handled(life, VILLAGE)
    life.step(number, Step.SUB_DISPATCH, "department-roads", {"crew": "一班"})
    life.step(number, Step.ASK_EXTENSION, "department-roads", {"reason": "parts"})
    life.escalate(number, by=by)
    case = _case(life, number)
    assert (life.holder(number), case.row.stage) == (TOWNSHIP, Stage.FILED)
    assert (case.row.department, case.dispatched_at, case.row.pending) == (None, None, frozenset())
    assert all(one.ended_at for one in case.clocks if one.name is ClockName.HANDLING)
    life.step(number, Step.DISPATCH, TOWNSHIP, {"department": "sanitation"})
    life.step(number, Step.ACKNOWLEDGE, "department-sanitation", {})
    life.step(number, Step.FINISH, "department-sanitation", {"note": "好", "photo": photo()})
    assert life.center.log_audit.verify().faults == ()


@pytest.mark.parametrize("by", ["department-sanitation", SOUTH[2], COMMUNITY, "call-taker"])
def test_that_nobody_else_takes_a_case_from_its_department(life: LevelLife, by: str) -> None:
    number = _handled(life, VILLAGE)
    with pytest.raises(CommandCenterError) as refusal:
        life.escalate(number, by=by)
    assert refusal.value.error_id in {
        "case-not-found", "held-by-other-level", "step-on-other-axis",
    }  # fmt: skip


def test_that_a_department_does_not_pass_on_what_waits_for_dispatch(life: LevelLife) -> None:
    number = life.filed_at(VILLAGE)
    actor = life.account("department-roads").actor
    with pytest.raises(NotPermitted):
        life.center.desk.take(
            number, Step.ESCALATE, {"reason": "not_ours"}, version=None, by=actor,
            viewer=CENTRE_VIEW,
        )  # fmt: skip


def test_that_a_reason_is_one_of_the_city(life: LevelLife) -> None:
    with pytest.raises(InvalidInput, match="nonsense"):
        life.escalate(life.filed_at(VILLAGE), by=VILLAGE, reason="nonsense")


@pytest.mark.parametrize(("held", "now"), [(COMMUNITY, CITY), (CITY, CITY)])
def test_that_a_case_that_moves_waits_at_a_desk_that_is_for_its_place(
    life: LevelLife, held: str, now: str
) -> None:
    number = life.filed_at(held)
    place = ",".join(map(str, SOUTH_POINT))
    life.step(number, Step.CORRECT, "call-taker", {"place": place})
    assert life.holder(number) == now
    life.hand_down(number, SOUTH[-1])
    assert life.center.log_audit.verify().faults == ()


def test_that_a_case_given_back_is_filed_at_the_top_again(life: LevelLife) -> None:
    number = life.filed_at(VILLAGE)
    life.step(number, Step.GIVE_BACK, VILLAGE, {"reason": "wrong_kind"})
    assert life.holder(number) == CITY


def test_that_history_tells_of_every_level_and_verifies(
    life: LevelLife, center: CommandCenter, clock: FakeClock
) -> None:
    number = life.filed_at(VILLAGE)
    clock.advance(timedelta(minutes=7))
    life.escalate(number, by=VILLAGE)
    clock.advance(timedelta(minutes=7))
    life.hand_down(number, COMMUNITY, by=TOWNSHIP)
    told = [line.step for line in center.casebook.history(number, viewer=CENTRE_VIEW)]
    assert told[-3:] == [Step.HAND_DOWN, Step.ESCALATE, Step.HAND_DOWN]
    assert center.log_audit.verify().faults == ()


@pytest.fixture
def flat(empty_address: str, clock: FakeClock, tmp_path: Path) -> Iterator[LevelLife]:
    """The same city without the module."""
    folder = make_pack(tmp_path / "flat", tiers="", modules='["cases"]')
    with CommandCenter(empty_address, clock=clock) as center:
        center.make(read_pack(folder))
        for post in ("call-taker", "shift-chief", "dispatcher"):
            center.access.add_account(post, post)
        center.access.add_account("north", "dispatcher", area=COUNTY)
        yield LevelLife(center, clock)


def test_that_a_city_without_levels_refuses_the_steps_and_works_as_before(flat: LevelLife) -> None:
    number = flat.filed_at(CITY, point=NORTH_POINT)
    for step, fields in ((Step.HAND_DOWN, {"area": COUNTY}), (Step.ESCALATE, {"reason": "x"})):
        with pytest.raises(NotNow) as refusal:
            flat.step(number, step, "dispatcher", fields)
        assert refusal.value.error_id == "step-of-module-off"
        actor = flat.account("north").actor
        assert step not in flat.center.desk.steps_of_post(Stage.FILED, actor)
    flat.step(number, Step.DISPATCH, "north", {"department": "roads"})
