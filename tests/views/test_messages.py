"""Refusals as the user reads them."""

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.errors import StaleVersion, Unavailable
from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.frame.messages import Messages
from commandcenter.views.look.city_words import CityWords

FASTER = StaleVersion(
    "stale-version",
    number="1",
    actor="shift-chief",
    at=datetime(2026, 11, 23, 2, 5, tzinfo=UTC),
    step=Step.VOID,
    version=4,
)


def test_that_who_was_faster_is_told_in_the_citys_time_and_words(
    qtbot: QtBot, center: CommandCenter
) -> None:
    messages = Messages(CityWords(center.city.facts(), "zh"))
    said = messages.sentence(FASTER)
    for word in ("11-23 10:05", "值班长", "作废"):
        assert word in said


def test_that_a_refusal_is_said_once(qtbot: QtBot, center: CommandCenter) -> None:
    messages = Messages(CityWords(center.city.facts(), "en"))
    with qtbot.waitSignal(messages.said) as heard:
        messages.say(Unavailable("database-away"))
    assert heard.args == [Unavailable("database-away").sentence("en")]
