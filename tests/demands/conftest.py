"""The tiny city for complaints, on each of the two databases."""

from collections.abc import Callable

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseDetails
from tests.city.life import CityLife

Take = Callable[..., CaseDetails]


@pytest.fixture
def take(city_life: CityLife, center: CommandCenter) -> Take:
    """`take(number, step, account, field=value…)`; the case as it stands then."""

    def one(number: str, step: str, by: str, /, **fields: object) -> CaseDetails:
        city_life.step(number, Step(step), by, fields)
        return center.casebook.case(number, viewer=CENTRE_VIEW)

    return one
