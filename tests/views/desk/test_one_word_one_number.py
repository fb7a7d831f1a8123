"""Overdue has one word and one number on every screen; a late step has its own."""

from datetime import timedelta

from pytestqt.qtbot import QtBot

from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.casebook import CaseFilter
from commandcenter.views.desk.queue.stage_counters import ALL, OVERDUE
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.case_marks import mark_of
from commandcenter.views.look.theme import CaseMark
from commandcenter.views.map.map_view import MapView
from tests.city.life import CityLife, FakeClock, photo
from tests.views.desk.conftest import OpenDesk
from tests.views.map.page_driver import PageDriver
from tests.views.wall.conftest import close_wall, open_wall

_LEGEND = "[...document.querySelectorAll('#legend .entry')].map((e) => e.textContent)"


def _late_city(life: CityLife, clock: FakeClock) -> None:
    """Two overdue, one of them finished late; one that only waits too long to be accepted."""
    finished, handled = life.handling(), life.handling()
    clock.advance(timedelta(hours=6))
    life.step(finished, Step.FINISH, "department-roads", {"note": "已盖好", "photo": photo()})
    life.reported()
    clock.advance(timedelta(hours=2))
    life.filed()
    assert handled


def _has_legend(qtbot: QtBot, shown: MapView | None) -> None:
    """As soon as the screen's clock has caught up with the test's."""
    assert shown is not None
    driver = PageDriver(shown, qtbot)
    driver.until(f"{_LEGEND}.slice(0, 2).join() === 'overdue2,step late1'")


def test_that_the_desk_has_one_number_of_overdue_cases(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, clock: FakeClock
) -> None:
    _late_city(city_life, clock)
    desk = open_desk("dispatcher")
    desk.queue.show_only(ALL)
    qtbot.waitUntil(lambda: desk.map.map is not None, timeout=20_000)
    _has_legend(qtbot, desk.map.map)
    overdue = desk.counters.counters[OVERDUE].count_label
    qtbot.waitUntil(lambda: overdue.text() == "2")
    desk.queue.show_only(OVERDUE)
    assert len(desk.queue.model.queue) == 2


def test_that_the_wall_has_one_number_of_overdue_cases(
    qtbot: QtBot, workplace: Workplace, city_life: CityLife, clock: FakeClock
) -> None:
    _late_city(city_life, clock)
    wall = open_wall(qtbot, workplace)
    _has_legend(qtbot, wall.map.view)
    figures = wall.board.figures
    assert figures.overdue.value == "2"
    assert [cell.mark for cell in figures.cells if cell.mark] == [CaseMark.OVERDUE], (
        "a sign of the legend stands over another number"
    )
    close_wall(wall, workplace)


def test_that_the_red_marks_are_the_overdue_cases(city_life: CityLife, clock: FakeClock) -> None:
    _late_city(city_life, clock)
    casebook, viewer = city_life.center.casebook, city_life.account("leader").viewer
    rows = casebook.rows(CaseFilter(open_only=True), viewer=viewer)
    red = {row.number for row in rows if mark_of(row.hands, clock()) is CaseMark.OVERDUE}
    listed = casebook.rows(CaseFilter(open_only=True, overdue=True), viewer=viewer)
    assert red == {row.number for row in listed}
    assert len(red) == 2
