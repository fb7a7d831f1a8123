"""An F-key means one step in a stage, whatever the case in hand allows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.desk.steps.step_buttons import keys_of
from tests.city.life import CityLife
from tests.views.desk.conftest import OpenDesk
from tests.views.desk.hand import Hand, form_of

ROADS = "department-roads"


def urged(life: CityLife) -> str:
    return life.step(life.handling(), Step.URGE, "dispatcher", {"note": "快"})


def wants_return(life: CityLife) -> str:
    return life.step(life.handling(), Step.ASK_RETURN, ROADS, {"reason": "not_ours"})


def wants_extension(life: CityLife) -> str:
    fields = {"reason": "weather"}
    return life.step(life.handling(), Step.ASK_EXTENSION, ROADS, fields)


def plain(life: CityLife) -> str:
    return life.handling()


CASES = (plain, urged, wants_return, wants_extension)


def keys_shown(pane: CasePane) -> dict[str, Step]:
    """What stands on the buttons, as long as there is room for them."""
    pane.steps.buttons.resize(4_000, 40)
    shown = {}
    for step, button in pane.steps.buttons.buttons.items():
        key = button.text().rpartition("  ")[2]
        if key.startswith("F"):
            shown[key] = step
    return shown


@pytest.mark.parametrize("post", ["dispatcher", ROADS])
def test_that_a_key_means_the_same_step_with_every_case_of_a_stage(
    hand: Hand, city_life: CityLife, post: str
) -> None:
    meanings: dict[str, set[Step]] = {}
    pane = hand.open(plain(city_life), post)
    for make in CASES:
        hand.turn_to(pane, make(city_life))
        for key, step in keys_shown(pane).items():
            meanings.setdefault(key, set()).add(step)
    assert len(meanings) > 3
    assert all(len(steps) == 1 for steps in meanings.values()), meanings


def test_that_a_key_whose_step_is_not_possible_takes_no_other(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife
) -> None:
    number = plain(city_life)
    desk = open_desk("dispatcher")
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    before = form_of(desk.case).step
    content = desk.case.page.content
    assert content is not None
    keys = keys_of(content.steps_of_post)
    QTest.keyClick(desk, Qt.Key[f"Key_{keys[Step.GRANT_RETURN]}"])
    assert form_of(desk.case).step is before
    QTest.keyClick(desk, Qt.Key[f"Key_{keys[Step.URGE]}"])
    assert form_of(desk.case).step is Step.URGE
