"""The page is a foreign country: what it says is looked at before anybody hears of it."""

import math

import pytest
from pytestqt.qtbot import QtBot

from commandcenter.views.map.web.bridge import MapBridge

ODD_CODES = ["", "a" * 41, "1101'; drop", "<b>", "11\n01", "１１０", "../etc"]


@pytest.mark.parametrize("code", ODD_CODES)
def test_that_an_odd_number_or_code_is_dropped(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    bridge = MapBridge()
    with qtbot.assertNotEmitted(bridge.case_chosen), qtbot.assertNotEmitted(bridge.cell_chosen):
        bridge.choose_case(code)
        bridge.choose_cell(code)
    assert caplog.text.count("odd argument") == 2


@pytest.mark.parametrize(
    "view",
    [
        (math.nan, 116.4, 14.0),
        (39.9, math.inf, 14.0),
        (900.0, 116.4, 14.0),
        (39.9, 116.4, -1.0),
        (39.9, 116.4, 99.0),
    ],
)
def test_that_a_view_beyond_the_earth_is_dropped(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture, view: tuple[float, float, float]
) -> None:
    bridge = MapBridge()
    with qtbot.assertNotEmitted(bridge.view_moved):
        bridge.view_changed(*view, True)
    assert "nowhere" in caplog.text


@pytest.mark.parametrize("point", [(math.nan, 116.4), (39.9, math.inf), (91.0, 116.4)])
def test_that_a_point_beyond_the_earth_is_dropped(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture, point: tuple[float, float]
) -> None:
    bridge = MapBridge()
    with qtbot.assertNotEmitted(bridge.point_chosen):
        bridge.choose_point(*point)
    assert "nowhere" in caplog.text


@pytest.mark.parametrize(
    ("token", "milliseconds"),
    [("cases-1", math.nan), ("cases-1", -1.0), ("cases-1", 1e9), ("Cases 1", 1.0), ("", 1.0)],
)
def test_that_an_impossible_painting_is_dropped(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture, token: str, milliseconds: float
) -> None:
    bridge = MapBridge()
    with qtbot.assertNotEmitted(bridge.paint_answered):
        bridge.painted(token, milliseconds)
    assert len(caplog.records) == 1


def test_that_a_problem_is_cut_to_one_plain_line(qtbot: QtBot) -> None:
    bridge = MapBridge()
    with qtbot.waitSignal(bridge.problem_met) as met:
        bridge.problem("line\nnext\x1b[31m" + "x" * 10_000)
    (said,) = met.args
    assert said.startswith("line next [31mxxx")
    assert len(said) == 500


def test_that_sound_messages_pass(qtbot: QtBot) -> None:
    bridge = MapBridge()
    with qtbot.waitSignals([bridge.case_chosen, bridge.view_moved, bridge.paint_answered]):
        bridge.choose_case("1101012026112200017")
        bridge.view_changed(39.9, 116.4, 14.25, True)
        bridge.painted("cases-12", 3.5)
