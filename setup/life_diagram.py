"""The life-cycle table as a picture in CONTRIBUTING.md; `make diagram` draws it again."""

from pathlib import Path

from commandcenter.models.cases.rules.field_declaration import StepFields, declared, required
from commandcenter.models.cases.rules.lifecycle import LIFE, Rule
from commandcenter.models.cases.rules.stage import Stage, Step

FILE = Path(__file__).parent.parent / "CONTRIBUTING.md"
_BEGIN, _END = "<!-- life of a case: begin -->", "<!-- life of a case: end -->"


def diagram() -> str:
    """A Mermaid state diagram of what moves a case, a table of what leaves it where it is, and the
    fields of all steps."""
    return "\n".join(
        ("```mermaid", "stateDiagram-v2", *_moves(), "```", "", *_stays(), "", *_fields())
    )


def drawn(text: str) -> str:
    """CONTRIBUTING.md with the diagram as the table has it now."""
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    return f"{before}{_BEGIN}\n{diagram()}\n{_END}{after}"


def _moves() -> list[str]:
    """An arrow a step; one that leads back to wherever the case stood has no arrow but a note."""
    lines = ["    [*] --> REPORTED: report"]
    for (stage, step), rule in LIFE.items():
        said = f"{step} ({', '.join(_axes(rule))})"
        if rule.to is None:
            lines.append(f"    note right of {stage}: {said}, back to where it stood")
        elif rule.to is not stage:
            lines.append(f"    {stage} --> {rule.to}: {said}")
    return lines


def _stays() -> list[str]:
    found: dict[tuple[Step, tuple[str, ...]], list[Stage]] = {}
    for (stage, step), rule in LIFE.items():
        if rule.to is stage:
            found.setdefault((step, _axes(rule)), []).append(stage)
    lines = ["| leaves the stage as it is | in | axis |", "|---|---|---|"]
    for (step, axes), stages in found.items():
        lines.append(f"| `{step}` | {', '.join(stages)} | {', '.join(axes)} |")
    return lines


def _fields() -> list[str]:
    """Steps with the same fields share a line."""
    found: dict[type[StepFields], dict[str, None]] = {}
    for (_, step), rule in LIFE.items():
        found.setdefault(rule.fields, {})[f"`{step}`"] = None
    lines = ["| step | required | optional |", "|---|---|---|"]
    for model, steps in found.items():
        needed = required(model)
        optional = [name for name in declared(model) if name not in needed]
        lines.append(f"| {' '.join(steps)} | {', '.join(needed)} | {', '.join(optional)} |")
    return lines


def _axes(rule: Rule) -> tuple[str, ...]:
    return tuple(str(axis) for axis in rule.axes)


if __name__ == "__main__":
    FILE.write_text(drawn(FILE.read_text(encoding="utf-8")), encoding="utf-8")
