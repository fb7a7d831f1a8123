"""The people of the tiny city, with words for steps as they are typed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseDetails
from commandcenter.services.statistics import FigureQuery
from tests.city.life import CityLife

HOUR = timedelta(hours=1)
ROADS = "department-roads"
MONDAY = date(2026, 11, 23)


class People(CityLife):
    """The people of the tiny city, with words for steps as they are typed."""

    def take(self, number: str, step: str, by: str, /, **fields: object) -> CaseDetails:
        self.step(number, Step(step), by, fields)
        return self.case(number)

    def case(self, number: str, by: str = "") -> CaseDetails:
        viewer = self.account(by).viewer if by else CENTRE_VIEW
        return self.center.casebook.case(number, viewer=viewer)

    def due(self, number: str) -> datetime:
        due_at = self.case(number).row.hands.due_at
        assert due_at is not None
        return due_at

    def last(self, number: str) -> Mapping[str, Any]:
        line = self.center.casebook.history(number, viewer=CENTRE_VIEW)[-1]
        return {"step": line.step, "actor": line.actor, "at": line.at, "opinion": line.opinion}

    def figure(self, kpi: str) -> tuple[float, float | None]:
        week = FigureQuery(MONDAY, MONDAY + timedelta(days=6))
        (figure,) = self.center.statistics.figures([kpi], week, viewer=CENTRE_VIEW)
        return figure.numerator, figure.denominator

    def behind(self, kpi: str) -> list[str]:
        week = FigureQuery(MONDAY, MONDAY + timedelta(days=6))
        return self.center.statistics.cases_behind(
            kpi, week, viewer=CENTRE_VIEW, numerator_only=True
        )
