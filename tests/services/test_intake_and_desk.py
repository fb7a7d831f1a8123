"""From the report to the closing through the services, as every door and screen goes."""

from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError, InvalidInput, NotFound, NotPermitted
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.casebook import CaseFilter
from tests.city.life import HAWKER, LAMP, MANHOLE, REFUSE, CityLife, FakeClock
from tests.city.posts import Post

DOOR = Actor("door", frozenset())


def test_that_a_point_finds_its_grid_and_a_border_the_lower_code(center: CommandCenter) -> None:
    cells = center.city.territory().grids
    corner = set(cells[0].ring) & set(cells[1].ring)
    longitude, latitude = corner.pop()
    receipt = center.intake.receive(Report("public", "x", latitude, longitude), by=DOOR)
    assert receipt.unit_grid == cells[0].code


def test_that_a_case_outside_every_cell_is_kept_and_carries_no_grid(
    center: CommandCenter,
) -> None:
    receipt = center.intake.receive(Report("public", "x", 31.2, 121.5), by=DOOR)
    row = center.casebook.case(receipt.number, viewer=CENTRE_VIEW).row
    assert (row.unit_grid, row.area, row.latitude) == (None, None, 31.2)


def test_that_numbers_begin_anew_each_day_of_the_city(
    center: CommandCenter, clock: FakeClock
) -> None:
    report = Report("public", "x", address="六条")
    numbers = [center.intake.receive(report, by=DOOR).number for _ in range(2)]
    clock.advance(timedelta(hours=13, minutes=59))  # 23:59 in the city
    numbers.append(center.intake.receive(report, by=DOOR).number)
    clock.advance(timedelta(minutes=1))
    numbers.append(center.intake.receive(report, by=DOOR).number)
    assert [number[6:] for number in numbers] == [
        "2026112300001", "2026112300002", "2026112300003", "2026112400001",
    ]  # fmt: skip


def test_that_a_refused_report_leaves_no_trace(center: CommandCenter) -> None:
    with pytest.raises(InvalidInput):
        center.intake.receive(Report("public", "x", address="y", category="00000000"), by=DOOR)
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == 0
    receipt = center.intake.receive(Report("public", "x", address="y"), by=DOOR)
    assert receipt.number.endswith("00001")


def test_that_the_queue_is_ordered_by_what_is_due_next(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    lamp = city_life.handling(LAMP, "roads")
    refuse = city_life.handling(REFUSE, "sanitation")
    hawker = city_life.handling(HAWKER, "street")
    clock.advance(timedelta(hours=1))
    new = city_life.reported()
    closed = city_life.closed(MANHOLE)
    rows = center.casebook.rows(CaseFilter(open_only=True), viewer=CENTRE_VIEW)
    assert [row.number for row in rows] == [new, hawker, refuse, lamp]
    assert closed not in {row.number for row in rows}


def test_that_overdue_is_told_by_the_clock_alone(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    number = city_life.handling(HAWKER, "street")
    overdue = CaseFilter(open_only=True, overdue=True)
    clock.advance(timedelta(hours=2))
    assert center.casebook.count(overdue, viewer=CENTRE_VIEW) == 0
    clock.advance(timedelta(seconds=1))
    (row,) = center.casebook.rows(overdue, viewer=CENTRE_VIEW)
    assert (row.number, row.hands.late(clock())) == (number, True)


def test_that_a_department_sees_its_own_cases_and_those_it_assists(
    center: CommandCenter, city_life: CityLife
) -> None:
    own, other = city_life.handling(MANHOLE, "roads"), city_life.handling(HAWKER, "street")
    assisted = city_life.filed(HAWKER)
    fields = {"department": "street", "assisting": "roads"}
    city_life.step(assisted, Step.DISPATCH, "dispatcher", fields)
    viewer = city_life.account("department-roads").viewer
    rows = center.casebook.rows(CaseFilter(), viewer=viewer)
    assert {row.number for row in rows} == {own, assisted}
    with pytest.raises(NotFound):
        center.casebook.case(other, viewer=viewer)
    with pytest.raises(NotFound):
        center.casebook.history(other, viewer=viewer)


def test_that_an_area_is_a_limit_and_a_grid_outside_it_is_not_there(
    center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.reported()
    area = center.casebook.case(number, viewer=CENTRE_VIEW).row.area
    assert area is not None
    inside, outside = Viewer("x", area=area[:9]), Viewer("x", area="110101001002")
    assert center.casebook.count(CaseFilter(), viewer=inside) == 1
    assert center.casebook.count(CaseFilter(), viewer=outside) == (area == "110101001002")


def test_that_only_who_speaks_with_reporters_sees_them_and_it_is_noted(
    city_life: CityLife,
) -> None:
    number = city_life.reported()
    casebook = city_life.center.casebook
    seen = casebook.case(number, viewer=city_life.account("call-taker").viewer).reporters
    assert [(who.name, who.phone) for who in seen] == [("王**", "138****0000")]
    assert casebook.case(number, viewer=city_life.account("dispatcher").viewer).reporters == ()


@pytest.mark.parametrize("post", [post for post in Post if post is not Post.CALL_TAKER])
def test_that_no_other_post_accepts(city_life: CityLife, post: Post) -> None:
    number = city_life.reported()
    name = "department-roads" if post is Post.DEPARTMENT else str(post)
    with pytest.raises((NotPermitted, NotFound)):
        city_life.step(number, Step.ACCEPT, name, {"category": MANHOLE})


def test_that_a_case_is_sent_only_to_an_inspector_who_is_there(city_life: CityLife) -> None:
    number = city_life.finished()
    for name in ("nobody", "dispatcher"):
        with pytest.raises(InvalidInput, match="no inspector"):
            city_life.step(number, Step.ASK_INSPECT, "call-taker", {"inspector": name})


def test_that_a_note_given_with_any_step_is_kept(city_life: CityLife) -> None:
    number = city_life.reported()
    fields = {"category": MANHOLE, "note": "与来电人核对过"}
    city_life.step(number, Step.ACCEPT, "call-taker", fields)
    line = city_life.center.casebook.history(number, viewer=CENTRE_VIEW)[-1]
    assert line.opinion == "与来电人核对过"


def test_that_a_refused_step_leaves_everything_as_it_was(
    center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.filed()
    before = center.casebook.case(number, viewer=CENTRE_VIEW)
    for fields in ({}, {"department": "circus"}, {"department": "roads", "colour": "red"}):
        with pytest.raises(CommandCenterError):
            city_life.step(number, Step.DISPATCH, "dispatcher", fields)
    assert center.casebook.case(number, viewer=CENTRE_VIEW) == before
    assert center.log_audit.verify().faults == ()


def test_that_similar_cases_are_near_in_place_and_time(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    first = city_life.accepted(MANHOLE)
    clock.advance(timedelta(hours=2))
    near = city_life.accepted(MANHOLE)
    city_life.accepted(LAMP)
    clock.advance(timedelta(days=3))
    late = city_life.accepted(MANHOLE)
    similar = center.casebook.similar(first, viewer=CENTRE_VIEW, metres=50, seconds=86400)
    assert [row.number for row in similar] == [near]
    assert late != near


def test_that_the_whole_plain_life_ends_closed(city_life: CityLife) -> None:
    number = city_life.closed()
    case = city_life.center.casebook.case(number, viewer=CENTRE_VIEW)
    assert case.row.stage is Stage.CLOSED
    assert all(clock.ended_at is not None for clock in case.clocks)


def test_that_a_search_minds_no_capitals_on_either_database(center: CommandCenter) -> None:
    receipt = center.intake.receive(Report("public", "Pothole", address="12 Main Street"), by=DOOR)
    for words in ("pothole", "MAIN street", "main"):
        found = center.casebook.rows(CaseFilter(text=words), viewer=CENTRE_VIEW)
        assert [row.number for row in found] == [receipt.number]
