"""The scenes of the pack: they follow one another, wait for a key, and can be stopped."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.packs.content.parts import WallScene
from commandcenter.packs.reader import read_pack
from commandcenter.views.frame.workplace import Workplace, open_workplace
from commandcenter.views.wall.scenes import LEAST_SECONDS, Scenes
from commandcenter.views.wall.wall_window import WallWindow
from commandcenter.words import Name
from tests.city.centers import TINY
from tests.city.life import CityLife
from tests.views.wall.conftest import close_wall, open_wall

SCENES = (
    WallScene("overview", Name("总览", "overview"), 40),
    WallScene("map", Name("地图", "map"), 3),
    WallScene("figures", Name("指标", "figures"), 0),
)


@pytest.fixture
def wall_of_scenes(
    qtbot: QtBot, qapp: QApplication, center: CommandCenter
) -> Iterator[tuple[WallWindow, Workplace]]:
    center.city.install(replace(read_pack(TINY), scenes=SCENES, digest="scenes"))
    workplace = open_workplace(center, "en")
    shown = open_wall(qtbot, workplace)
    yield shown, workplace
    close_wall(shown, workplace)
    workplace.close()


def test_that_scenes_follow_one_another_after_their_time(qapp: QApplication) -> None:
    scenes = Scenes(SCENES)
    assert (scenes.shown.id, scenes.timer.interval()) == ("overview", 40_000)
    scenes.timer.timeout.emit()
    assert (scenes.shown.id, scenes.timer.interval()) == ("map", LEAST_SECONDS * 1000)
    scenes.timer.timeout.emit()
    assert (scenes.shown.id, scenes.timer.isActive()) == ("figures", False)
    scenes.show_next()
    assert (scenes.shown.id, scenes.timer.isActive()) == ("overview", True)


def test_that_a_scene_can_be_kept(qapp: QApplication) -> None:
    scenes = Scenes(SCENES)
    scenes.stop_or_go_on()
    assert not scenes.timer.isActive()
    scenes.show_former()
    scenes.show_former()
    assert (scenes.shown.id, scenes.timer.isActive()) == ("map", False)
    scenes.stop_or_go_on()
    assert scenes.timer.isActive()


@pytest.mark.parametrize("listed", [(), SCENES[:1]])
def test_that_a_wall_with_one_scene_stands_still(
    qapp: QApplication, listed: tuple[WallScene, ...]
) -> None:
    scenes = Scenes(listed)
    assert (scenes.shown.id, scenes.timer.isActive()) == ("overview", False)


def test_that_a_key_changes_what_the_wall_shows(
    wall_of_scenes: tuple[WallWindow, Workplace],
) -> None:
    wall, _ = wall_of_scenes
    assert wall.headline.scene_text == "overview"
    QTest.keyClick(wall, Qt.Key.Key_PageDown)
    assert (wall.board.isVisible(), wall.map.width()) == (False, wall.width())
    assert wall.headline.scene_text == "map"
    QTest.keyClick(wall, Qt.Key.Key_PageDown)
    assert wall.board.isVisible()
    assert wall.map.width() < wall.width() / 2
    QTest.keyClick(wall, Qt.Key.Key_Space)
    assert wall.headline.scene_text == "figures, stopped"


def test_that_a_change_is_still_painted_after_a_scene_without_figures(
    qtbot: QtBot, wall_of_scenes: tuple[WallWindow, Workplace], city_life: CityLife
) -> None:
    wall, _ = wall_of_scenes
    wall.scenes.show_next()
    unseen = city_life.reported()
    qtbot.waitUntil(lambda: [row.number for row in wall.board.urgent.rows] == [unseen])
    wall.scenes.show_former()
    with qtbot.waitSignal(wall.painted) as seen:
        number = city_life.reported()
    assert seen.args == [number]
