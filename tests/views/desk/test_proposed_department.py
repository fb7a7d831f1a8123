"""Which department the desk proposes: the condition's, or of all street offices the place's own."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.frame.workplace import Workplace
from tests.city.life import HAWKER, MANHOLE, CityLife


@pytest.mark.parametrize(
    ("category", "department", "name"),
    [(HAWKER, "street", "Tiny Street Office"), (MANHOLE, "roads", "Public Works")],
)
def test_that_the_office_of_the_place_is_proposed_where_all_street_offices_are_meant(
    category: str,
    department: str,
    name: str,
    qtbot: QtBot,
    workplace: Workplace,
    city_life: CityLife,
) -> None:
    pane = CasePane(workplace, city_life.account("dispatcher"))
    qtbot.addWidget(pane)
    pane.open(city_life.filed(category), None)
    qtbot.waitUntil(lambda: pane.page.content is not None)
    pane.steps.choose(Step.DISPATCH)
    form = pane.steps.form
    assert form is not None
    assert form.values()["department"] == department
    hint = f"Proposed by filing condition 1: {name}"
    assert hint in [label.text() for label in form.findChildren(QLabel)]


def test_that_a_proposed_department_in_which_nobody_sits_is_said(
    qtbot: QtBot, workplace: Workplace, city_life: CityLife
) -> None:
    number = city_life.filed(MANHOLE)
    city_life.center.access.disable_account("department-roads")
    pane = CasePane(workplace, city_life.account("dispatcher"))
    qtbot.addWidget(pane)
    pane.open(number, None)
    qtbot.waitUntil(lambda: pane.page.content is not None)
    pane.steps.choose(Step.DISPATCH)
    form = pane.steps.form
    assert form is not None
    said = "Public Works has no account here, so nobody can acknowledge the case."
    assert any(said in label.text() for label in form.findChildren(QLabel))
