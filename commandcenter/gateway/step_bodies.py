"""What `POST /cases/{number}/steps/{step}` takes, for the OpenAPI document: one schema per step."""

from fastapi import FastAPI

from commandcenter.models.cases.rules.lifecycle import LIFE, fields_of
from commandcenter.models.cases.rules.stage import Step

_VERSION = {
    "type": "integer",
    "minimum": 1,
    "description": "The version of the case that the caller saw.",
}


class DocumentedApp(FastAPI):
    """Adds the schemas of the steps to the components of its document."""

    def openapi(self) -> dict[str, object]:
        document = super().openapi()
        document.setdefault("components", {}).setdefault("schemas", {}).update(_schemas())
        return document


def step_names() -> list[str]:
    """The steps of the life-cycle table, in its order."""
    return list(dict.fromkeys(str(step) for _, step in LIFE))


def request_body() -> dict[str, object]:
    """The body of the route: the schema of the step that its path names."""
    bodies = [{"$ref": f"#/components/schemas/{_name(step)}"} for step in step_names()]
    return {
        "description": (
            f"The fields of the step in the path, as in the schema `{_name('{step}')}`. Also "
            "accepted as multipart/form-data, with fields as text and photos as files."
        ),
        "required": True,
        "content": {"application/json": {"schema": {"anyOf": bodies}}},
    }


def _schemas() -> dict[str, dict[str, object]]:
    return {_name(step): _schema(Step(step)) for step in step_names()}


def _name(step: str) -> str:
    return f"step_{step}"


def _when_and_who(step: Step) -> str:
    """`In FILED. Taken by command.`"""
    rules = {stage: rule for (stage, taken), rule in LIFE.items() if taken is step}
    axes = dict.fromkeys(axis for rule in rules.values() for axis in rule.axes)
    return f"In {', '.join(rules)}. Taken by {', '.join(axes)}."


def _schema(step: Step) -> dict[str, object]:
    """The fields of the step as it is declared, and the version, which a step over HTTP needs."""
    schema = fields_of(step).model_json_schema()
    return {
        **schema,
        "title": _name(step),
        "description": f"{schema['description']} {_when_and_who(step)}",
        "properties": {"version": _VERSION, **schema["properties"]},
        "required": ["version", *schema.get("required", ())],
    }
