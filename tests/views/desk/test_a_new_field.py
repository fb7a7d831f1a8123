"""A field that is added to the declaration of a step is there everywhere, without other changes."""

from typing import Annotated, Any

import pytest
import typer
from pytestqt.qtbot import QtBot
from typer.testing import CliRunner

from commandcenter import words
from commandcenter.center import CommandCenter
from commandcenter.commands import cases
from commandcenter.errors import InvalidInput
from commandcenter.gateway.app import make_app
from commandcenter.models.cases.rules.field_declaration import Ask, Declared, StepFields
from commandcenter.models.cases.rules.field_kinds import Line
from commandcenter.models.cases.rules.lifecycle import LIFE, Rule
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.cases.verbs import VERBS
from commandcenter.models.work.step_context import StepContext
from commandcenter.views.desk.steps.field_choosers import WordLine
from tests.city.life import CityLife
from tests.views.desk.hand import Hand, enter, form_of

ABOUT = "The plate of the vehicle that goes there."


class ToyFields(StepFields):
    """Acknowledge a case, with the vehicle that is sent."""

    vehicle: Annotated[str, Declared(Line(most=8), Ask.LINE, ABOUT, is_free_text=True)]


@pytest.fixture
def vehicles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The declaration, the verb and the words: what the verb was given."""
    given: list[str] = []

    def acknowledge(case: Any, fields: Any, _: object, on: StepContext) -> None:
        case.acknowledge(on=on, note=fields.note)
        given.append(fields.vehicle)

    before = LIFE[Stage.DISPATCHED, Step.ACKNOWLEDGE]
    rule = Rule(before.to, before.axes, ToyFields)
    monkeypatch.setitem(LIFE._rows, (Stage.DISPATCHED, Step.ACKNOWLEDGE), rule)
    monkeypatch.setitem(VERBS, Step.ACKNOWLEDGE, acknowledge)
    label = {"zh": "车牌", "en": "vehicle plate"}
    monkeypatch.setitem(words._terms()["field"], "vehicle", label)
    return given


def _take(center: CommandCenter, city_life: CityLife, number: str, **fields: object) -> None:
    account = city_life.account("department-roads")
    center.desk.take(
        number,
        Step.ACKNOWLEDGE,
        fields,
        version=None,
        by=account.actor,
        viewer=account.viewer,
    )


def test_that_a_new_field_is_read_and_refused(
    vehicles: list[str], center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.dispatched()
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({}, "field-missing"),
        ({"vehicle": "京A-1234567"}, "text-too-long"),
        ({"vehicle": 7}, "field-not-text"),
    )
    for fields, error_id in wrong:
        with pytest.raises(InvalidInput) as refusal:
            _take(center, city_life, number, **fields)
        assert (refusal.value.error_id, refusal.value.field) == (error_id, "vehicle")
    with pytest.raises(InvalidInput, match="note, vehicle"):
        _take(center, city_life, number, plate="京A1234")
    _take(center, city_life, number, vehicle="京A1234")
    assert vehicles == ["京A1234"]


def test_that_a_new_field_is_in_the_document_of_the_gateway(
    vehicles: list[str], center: CommandCenter
) -> None:
    schema = make_app(center).openapi()["components"]["schemas"]["step_acknowledge"]
    assert schema["properties"]["vehicle"] == {
        "type": "string",
        "minLength": 1,
        "maxLength": 8,
        "description": ABOUT,
        "title": "Vehicle",
    }
    assert schema["required"] == ["version", "vehicle"]


def test_that_a_new_field_is_in_the_help_of_the_command_line(vehicles: list[str]) -> None:
    app = typer.Typer(rich_markup_mode=None)
    cases.add_to(app)
    said = CliRunner().invoke(app, ["step", "--help"]).stdout
    assert "acknowledge       vehicle note?" in said
    assert f"vehicle     {ABOUT}" in said


def test_that_a_form_asks_for_a_new_field_and_keeps_it(
    vehicles: list[str], hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number, other = city_life.dispatched(), city_life.dispatched()
    pane = hand.open(number, "department-roads")
    pane.steps.choose(Step.ACKNOWLEDGE)
    form = form_of(pane)
    assert list(form.fields) == ["vehicle", "note"]
    assert isinstance(form.fields["vehicle"], WordLine)
    assert form.fields["vehicle"].accessibleName() == "Vehicle plate"
    assert not pane.steps.submit_button.isEnabled()
    enter(pane, "vehicle", "京A1234")
    for turned_to in (other, number):
        hand.turn_to(pane, turned_to)
        pane.steps.choose(Step.ACKNOWLEDGE)
    assert form_of(pane).values()["vehicle"] == "京A1234"
    pane.steps.submit()
    qtbot.waitUntil(lambda: vehicles == ["京A1234"])
