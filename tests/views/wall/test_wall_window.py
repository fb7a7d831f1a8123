"""The wall as the room sees it."""

from contextlib import closing
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.packs.reader import read_pack
from commandcenter.services.statistics import DepartmentLoad
from commandcenter.views.frame.workplace import Workplace, open_workplace
from commandcenter.views.wall.panels.headline import Headline
from commandcenter.views.wall.panels.urgent_list import SHOWN
from commandcenter.views.wall.type_scale import WallProfile
from commandcenter.views.wall.wall_window import WallWindow
from commandcenter.words import Name
from tests.city.life import HAWKER, LAMP, CityLife, FakeClock, add_accounts
from tests.views.conftest import PACK
from tests.views.test_feed_watcher import cut, mend
from tests.views.wall.conftest import close_wall, open_wall

SIZES = [(1366, 768), (1920, 1080), (3840, 2160), (7680, 2160)]


def test_that_a_report_of_somebody_else_is_painted_on_map_and_board(
    qtbot: QtBot, wall: WallWindow, city_life: CityLife
) -> None:
    painted: list[str] = []
    wall.painted.connect(painted.append)
    number = city_life.reported()
    qtbot.waitUntil(lambda: painted == [number])
    assert wall.board.figures.reported.value == "1"
    assert wall.board.figures.open.value == "1"
    assert [row.number for row in wall.board.urgent.rows] == [number]


def test_that_a_case_without_a_point_is_counted_and_listed_too(
    qtbot: QtBot, wall: WallWindow, city_life: CityLife
) -> None:
    with qtbot.waitSignal(wall.painted) as seen:
        number = city_life.reported(latitude=None, longitude=None)
    assert seen.args == [number]
    assert [row.number for row in wall.board.urgent.rows] == [number]


def test_that_a_changed_figure_stands_on_a_lighter_ground_and_others_do_not(
    qtbot: QtBot, wall: WallWindow, city_life: CityLife
) -> None:
    figures = wall.board.figures
    assert not figures.reported.is_highlighted
    with qtbot.waitSignal(wall.painted):
        city_life.reported()
    assert figures.reported.is_highlighted
    assert not figures.overdue.is_highlighted


def test_that_the_eight_most_urgent_cases_are_listed_and_no_more(
    qtbot: QtBot, wall: WallWindow, city_life: CityLife
) -> None:
    least = city_life.handling(LAMP)
    numbers = {city_life.handling(HAWKER) for _ in range(SHOWN)}
    qtbot.waitUntil(lambda: wall.board.figures.open.value == "9")
    qtbot.waitUntil(lambda: {row.number for row in wall.board.urgent.rows} == numbers)
    assert least not in numbers


def test_that_a_case_becomes_overdue_by_the_clock_alone(
    qtbot: QtBot, wall: WallWindow, city_life: CityLife, clock: FakeClock
) -> None:
    city_life.handling(HAWKER)  # two urgent hours
    qtbot.waitUntil(lambda: wall.board.figures.open.value == "1")
    assert wall.board.figures.overdue.value == "0"
    clock.advance(timedelta(hours=3))
    qtbot.waitUntil(lambda: wall.board.figures.overdue.value == "1", timeout=10_000)


def test_that_a_closed_case_leaves_the_board(
    qtbot: QtBot, wall: WallWindow, city_life: CityLife
) -> None:
    city_life.closed()
    qtbot.waitUntil(lambda: wall.board.figures.reported.value == "1")
    qtbot.waitUntil(lambda: wall.board.figures.open.value == "0")
    assert wall.board.urgent.rows == []


def test_that_data_grows_old_aloud(wall: WallWindow) -> None:
    wall.show_age(4.9)
    assert wall.headline.age_text == ""
    wall.show_age(12.2)
    assert wall.headline.age_text == "data 12 s old"
    wall.show_age(31)
    assert wall.headline.age_text.startswith("stopped at ")
    assert wall.cover.isHidden()


def test_that_a_board_of_five_minutes_ago_is_grey_and_says_so(
    wall: WallWindow, workplace: Workplace
) -> None:
    wall.show_age(301)
    assert wall.cover.isVisible()
    stopped = workplace.words.moment(workplace.clock.ago(301))
    assert stopped in wall.cover.words
    picture = wall.grab().toImage()
    banner = range(picture.height() // 3, picture.height() * 2 // 3)
    points = [
        picture.pixelColor(x, y)
        for x in range(0, picture.width(), 7)
        for y in range(0, picture.height(), 7)
        if y not in banner
    ]
    assert max(map(_colourfulness, points)) < 12
    wall.show_age(0.3)
    assert wall.cover.isHidden()


def _colourfulness(colour: QColor) -> int:
    parts = colour.red(), colour.green(), colour.blue()
    return max(parts) - min(parts)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_that_the_map_has_its_share_and_every_part_has_room(
    qtbot: QtBot, wall: WallWindow, width: int, height: int
) -> None:
    wall.resize(width, height)
    board = wall.board
    qtbot.waitUntil(lambda: board.urgent.height() >= board.urgent.sizeHint().height())
    assert 0.55 <= wall.map.width() * wall.map.height() / (width * height) <= 0.65
    text = board.urgent.text_px
    for part in (board.urgent, board.departments, board.throughput, board.closure):
        assert board.rect().contains(part.geometry())
    assert min(board.throughput.height(), board.closure.height()) >= 6 * text
    assert board.departments.height() >= 8 * text


def test_that_a_simulated_clock_says_so(wall: WallWindow, clock: FakeClock) -> None:
    wall.headline.tell_time(clock(), None)
    assert wall.headline.speed_text == ""
    wall.headline.tell_time(clock(), 20.0)
    assert wall.headline.speed_text == "simulated ×20"


def test_that_a_title_without_room_loses_its_scene_first_and_the_city_never(
    wall: WallWindow,
) -> None:
    head = wall.headline
    head.tell_scene(Name("总览", "overview"), stopped=False)
    full, plain, city = head.title_for(9_000), head.title, head.title_for(0)
    assert full == f"{plain} · overview"
    assert plain.startswith(city)
    assert {head.title_for(width) for width in range(0, 2_000, 10)} == {full, plain, city}


def test_that_departments_without_room_are_summed_up(wall: WallWindow) -> None:
    bars = wall.board.departments
    bars.show_loads([DepartmentLoad(str(n), open=10 - n, overdue=n % 2) for n in range(6)])
    assert bars.shown(6) == bars.shown(9)
    assert bars.shown(4)[:3] == bars.shown(9)[:3]
    assert bars.shown(4)[3] == DepartmentLoad("others: 3", open=7 + 6 + 5, overdue=2)


def test_that_text_too_small_for_the_last_row_is_said(
    qtbot: QtBot, workplace: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    wall = WallWindow(workplace, profile=WallProfile(farthest_m=12))
    wall.resize(1600, 900)
    wall.show()
    assert wall.fit_notice.isVisible()
    assert "12 m" in wall.fit_notice.text()
    assert "12 m" in caplog.text
    close_wall(wall, workplace)


def test_that_f11_and_escape_change_the_screen(qtbot: QtBot, wall: WallWindow) -> None:
    wall.activateWindow()
    QTest.keyClick(wall, Qt.Key.Key_F11)
    assert wall.isFullScreen()
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert not wall.isFullScreen()
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert wall.isVisible()


def test_that_the_wall_comes_back_by_itself_when_the_database_does(
    qtbot: QtBot, fresh_postgres: str, postgres_url: str, clock: FakeClock
) -> None:
    with CommandCenter(fresh_postgres, clock=clock) as center:
        center.make(read_pack(PACK))
        add_accounts(center)
        life = CityLife(center, clock)
        life.reported()
        with closing(open_workplace(center, "en")) as workplace:
            wall = open_wall(qtbot, workplace)
            qtbot.waitUntil(lambda: len(wall.board.urgent.rows) == 1)
            with qtbot.waitSignal(workplace.watcher.lost):
                cut(fresh_postgres, postgres_url)
            assert wall.board.figures.open.value == "1"
            assert len(wall.board.urgent.rows) == 1
            with qtbot.waitSignal(workplace.watcher.found, timeout=20_000):
                mend(fresh_postgres, postgres_url)
            life.reported()
            qtbot.waitUntil(lambda: wall.board.figures.open.value == "2", timeout=20_000)
            close_wall(wall, workplace)


def test_that_a_narrow_headline_keeps_the_name_of_the_area_that_is_shown(
    workplace: Workplace, qtbot: QtBot
) -> None:
    headline = Headline(workplace.words, "110101001002")
    qtbot.addWidget(headline)
    assert headline.title_for(2000) == "Tiny District › Tiny Street › South Community now"
    said = [headline.title_for(width) for width in range(1200, 0, -10)]
    assert list(dict.fromkeys(said))[-3:] == [
        "Tiny District › Tiny Street › South Community",
        "Tiny Street › South Community",
        "South Community",
    ]
