"""What the OpenAPI document says of the bodies of steps is what the steps take."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from commandcenter.models.cases.rules.field_declaration import declared, required
from commandcenter.models.cases.rules.lifecycle import LIFE, fields_of

ROUTE = "/cases/{number}/steps/{step}"
STEPS = list(dict.fromkeys(step for _, step in LIFE))


@pytest.fixture
def document(door: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = door.get("/openapi.json").json()
    return found


def test_that_every_step_has_its_own_schema_and_the_route_refers_to_it(
    document: dict[str, Any],
) -> None:
    post = document["paths"][ROUTE]["post"]
    named = next(one for one in post["parameters"] if one["name"] == "step")
    assert named["schema"]["enum"] == list(map(str, STEPS))
    referenced = post["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    assert [one["$ref"] for one in referenced] == [
        f"#/components/schemas/step_{step}" for step in STEPS
    ]
    assert {f"step_{step}" for step in STEPS} <= document["components"]["schemas"].keys()


def test_that_a_schema_has_the_fields_of_its_step_and_no_others(document: dict[str, Any]) -> None:
    for step in STEPS:
        schema, fields = document["components"]["schemas"][f"step_{step}"], fields_of(step)
        assert set(schema["properties"]) == {"version", *declared(fields)}
        assert schema["required"] == ["version", *required(fields)]
        assert schema["additionalProperties"] is False


def test_that_limits_and_choices_are_in_the_document(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    note = schemas["step_finish"]["properties"]["note"]
    assert (note["type"], note["maxLength"]) == ("string", 4000)
    one, several = schemas["step_finish"]["properties"]["photo"]["anyOf"]
    assert (set(one["properties"]), several["maxItems"]) == ({"name", "base64"}, 9)
    assert "done" in schemas["step_close"]["properties"]["closing"]["enum"]
    assert "In FILED. Taken by command." in schemas["step_dispatch"]["description"]
