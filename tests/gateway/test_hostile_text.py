"""Text that turns lines around, ends them, or hides: refused at the web door, with the field."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter
from tests.city.life import CityLife
from tests.gateway.conftest import REPORT

Key = Callable[[str], dict[str, str]]
OVERRIDE = "\u202e"


def _cases(center: CommandCenter) -> int:
    return center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"description": f"a{OVERRIDE}b"}, "description"),
        ({"address": f"a{OVERRIDE}b"}, "address"),
        ({"address": "a\nb"}, "address"),
        ({"external_reference": "a\tb"}, "external_reference"),
        ({"reporter": {"name": "a\r\nb"}}, "reporter.name"),
        ({"reporter": {"phone": f"{OVERRIDE}110"}}, "reporter.phone"),
    ],
    ids=ascii,
)
def test_that_a_hostile_text_in_a_report_is_refused_by_its_field(
    center: CommandCenter, door: TestClient, sent: dict[str, Any], field: str
) -> None:
    answer = door.post("/reports", json={**REPORT, **sent})
    problem = answer.json()
    assert answer.status_code == 422
    assert problem["field"] == field
    assert f"“{field}”" in problem["detail"]
    assert _cases(center) == 0


def test_that_a_resident_may_write_lines_and_send_what_a_phone_types(
    center: CommandCenter, door: TestClient
) -> None:
    description = "井盖缺失\n请尽快 👩\u200d🔧⚠\ufe0f"
    answer = door.post("/reports", json={**REPORT, "description": description})
    assert answer.status_code == 201
    case = center.casebook.case(answer.json()["number"], viewer=CENTRE_VIEW)
    assert case.description == description


def test_that_a_note_keeps_its_lines_and_hides_nothing(
    center: CommandCenter, door: TestClient, key: Key, city_life: CityLife
) -> None:
    number, holder = city_life.reported(), key("centre")
    sent = {"version": 1, "category": "10010100", "note": f"one\ntwo{OVERRIDE}"}
    refused = door.post(f"/cases/{number}/steps/accept", json=sent, headers=holder)
    assert (refused.status_code, refused.json()["field"]) == (422, "note")
    sent["note"] = "one\ntwo"
    taken = door.post(f"/cases/{number}/steps/accept", json=sent, headers=holder)
    assert taken.status_code == 200
    assert center.casebook.history(number, viewer=CENTRE_VIEW)[-1].opinion == "one\ntwo"
