"""The fields of all steps, for the help of `step`."""

from commandcenter.models.cases.rules.field_declaration import Ask, StepFields, declared, required
from commandcenter.models.cases.rules.lifecycle import LIFE

_AS_THEY_STAND = "\b\n"
"""Tells click not to join the lines that follow."""


def step_help() -> str:
    """Each step with its fields, then each field with what it is."""
    models = {str(step): rule.fields for (_, step), rule in LIFE.items()}
    fields: dict[str, dict[str, None]] = {}
    for model in models.values():
        for name, field in declared(model).items():
            photo = " As @PATH; may be repeated." if field.ask is Ask.PHOTOS else ""
            fields.setdefault(name, {})[f"{field.about}{photo}"] = None
    steps = [f"  {step:<18}{_outline(model)}" for step, model in models.items()]
    listed = [f"  {name:<12}{line}" for name, about in fields.items() for line in about]
    return "\n\n".join(
        "\n".join([_AS_THEY_STAND + heading, *lines])
        for heading, lines in (
            ("Steps and their fields (? = may be absent):", steps),
            ("Fields:", listed),
        )
    )


def _outline(model: type[StepFields]) -> str:
    needed = required(model)
    return " ".join(name if name in needed else f"{name}?" for name in declared(model))
