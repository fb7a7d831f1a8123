"""The life-cycle table against what was agreed: the picture, and the fields of each step.

The table is built again here, so that the nightly hunt can change how it is built.
"""

import re
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any

import pytest

from commandcenter.errors import NotNow
from commandcenter.models.cases.rules import lifecycle
from commandcenter.models.cases.rules.field_declaration import StepFields, declared, required
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.posts import Axis

_PICTURE = Path(__file__).parent.parent.parent / "CONTRIBUTING.md"
_ARROW = re.compile(r"    (\w+) --> (\w+): (\w+) \((.+)\)")
_STAYING = re.compile(r"\| `(\w+)` \| ([A-Z, ]+) \| (.+) \|")

#: What each step must and may carry.
_FIELDS = {
    "accept": ("category", ""),
    "file": ("condition", ""),
    "dispatch": ("department", "assisting"),
    "acknowledge": ("", ""),
    "finish": ("note photo", ""),
    "ask_inspect": ("inspector", ""),
    "pass": ("photo", ""),
    "close": ("closing", ""),
    "fail": ("reason", ""),
    "decline": ("reason", ""),
    "ask_confirm": ("inspector", ""),
    "confirm": ("photo", "category"),
    "refute": ("note", ""),
    "void": ("reason", ""),
    "give_back": ("reason", ""),
    "self_handle": ("after", "before category"),
    "resume": ("", ""),
    "reopen": ("reason", ""),
    "ask_return": ("reason", ""),
    "grant_return": ("", ""),
    "refuse_return": ("", ""),
    "ask_extension": ("reason", "until"),
    "grant_extension": ("", ""),
    "refuse_extension": ("", ""),
    "ask_suspension": ("reason until", ""),
    "grant_suspension": ("", ""),
    "refuse_suspension": ("", ""),
    "ask_appeal": ("reason", ""),
    "grant_appeal": ("", ""),
    "refuse_appeal": ("", ""),
    "sub_dispatch": ("crew", ""),
    "revoke": ("", ""),
    "hand_down": ("area", ""),
    "escalate": ("reason", ""),
    "meet": ("decision", "department assisting"),
    "correct": ("", "kind place condition"),
    "split": ("into", ""),
    "supervise": ("note", ""),
    "urge": ("note", ""),
    "reply": ("note", ""),
    "merge": ("into", ""),
    "unmerge": ("", ""),
}


def _built_anew() -> dict[tuple[Stage, Step], Any]:
    spec = find_spec(lifecycle.__name__)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    life: dict[tuple[Stage, Step], Any] = module.LIFE
    return life


def _pictured() -> dict[tuple[str, str], tuple[str | None, str]]:
    """(stage, step) → where it leads, and the axes; None for back to where the case stood."""
    rows: dict[tuple[str, str], tuple[str | None, str]] = {}
    for line in _PICTURE.read_text(encoding="utf-8").splitlines():
        if arrow := _ARROW.fullmatch(line):
            stage, to, step, axes = arrow.groups()
            rows[stage, step] = (to, axes)
        elif staying := _STAYING.fullmatch(line):
            step, stages, axes = staying.groups()
            rows |= {(stage, step): (stage, axes) for stage in stages.split(", ")}
    return rows | {("MERGED", "unmerge"): (None, "supervision")}


def test_that_each_step_leads_where_the_picture_says_and_is_taken_by_whom_it_says() -> None:
    built = {
        (str(stage), str(step)): (rule.to and str(rule.to), ", ".join(rule.axes))
        for (stage, step), rule in _built_anew().items()
    }
    assert built == _pictured()


def _optional(fields: type[StepFields]) -> list[str]:
    """Without the note, which every step may carry."""
    return [name for name in declared(fields) if name not in (*required(fields), "note")]


def test_that_each_step_asks_for_its_fields_and_no_others() -> None:
    asked = {
        str(step): (" ".join(required(rule.fields)), " ".join(_optional(rule.fields)))
        for (_, step), rule in _built_anew().items()
    }
    assert asked == _FIELDS


def test_that_a_step_out_of_turn_is_refused_with_what_was_asked_of_what() -> None:
    with pytest.raises(NotNow) as refusal:
        lifecycle.rule_of(Stage.FILED, Step.CLOSE)
    assert refusal.value.error_id == "step-not-allowed"
    assert refusal.value.params == {"step": Step.CLOSE, "stage": Stage.FILED}


def test_that_a_step_after_the_end_is_refused_with_the_way_on() -> None:
    with pytest.raises(NotNow) as refusal:
        lifecycle.rule_of(Stage.CLOSED, Step.DISPATCH)
    assert refusal.value.error_id == "step-after-the-end"
    assert refusal.value.params == {
        "step": Step.DISPATCH,
        "stage": Stage.CLOSED,
        "first": Step.REOPEN,
    }


@pytest.mark.parametrize("axis", Axis)
def test_that_the_steps_of_an_axis_are_those_of_the_picture(axis: Axis) -> None:
    pictured = {step for (_, step), (_, axes) in _pictured().items() if axis in axes.split(", ")}
    assert lifecycle.steps_of([axis]) == pictured
