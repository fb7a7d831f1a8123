"""The reasons that a pack adds stand on the desk behind those of every city, in its own words."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.lifecycle import REASONS
from commandcenter.models.cases.rules.stage import Step
from commandcenter.packs.content.parts import PackReason
from commandcenter.packs.reader import read_pack
from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.desk.steps.field_choosers import WordChooser
from commandcenter.views.frame.workplace import Workplace, open_workplace
from tests.city.centers import TINY
from tests.city.life import CityLife
from tests.views.desk.hand import Hand, form_of

LAND = PackReason("private_land", "私人用地", "private land")


@pytest.fixture(params=["zh", "en"])
def workplace(
    request: pytest.FixtureRequest, center: CommandCenter, qtbot: QtBot, english: None
) -> Iterator[Workplace]:
    """In a city with a reason of its own for declining."""
    pack = replace(read_pack(TINY), reasons={Step.DECLINE: (LAND,)}, digest="reasons")
    center.city.install(pack)
    opened = open_workplace(center, request.param)
    yield opened
    opened.close()


def offered(pane: CasePane) -> list[tuple[str, str]]:
    chooser = form_of(pane).fields["reason"]
    assert isinstance(chooser, WordChooser)
    return [(chooser.itemData(at), chooser.itemText(at)) for at in range(chooser.count())]


def test_that_reasons_of_the_city_are_offered_for_their_step_alone(
    hand: Hand, city_life: CityLife, workplace: Workplace
) -> None:
    pane = hand.open(city_life.reported(), "call-taker")
    pane.steps.choose(Step.DECLINE)
    *standing, own = offered(pane)
    assert [code for code, _ in standing] == list(REASONS[Step.DECLINE])
    assert own == (LAND.code, LAND.name.said(workplace.words.language))
    hand.turn_to(pane, city_life.closed())
    pane.steps.choose(Step.REOPEN)
    assert [code for code, _ in offered(pane)] == list(REASONS[Step.REOPEN])
