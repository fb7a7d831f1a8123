"""The life of a case as one table: (stage, step) → stage, the axis that may, what the step needs.

Buttons, HTTP, command line, jobs and tests read this table; there is no second one. Rows follow the
plain path first, then the side branches.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from commandcenter.errors import NotNow
from commandcenter.models.cases.stage import Stage, Step
from commandcenter.models.staff.post import Axis


class Need(StrEnum):
    """A field that a step carries; the value is its name in `--field` and in JSON."""

    CATEGORY = "category"
    REASON = "reason"
    INSPECTOR = "inspector"
    PHOTO = "photo"
    NOTE = "note"
    CONDITION = "condition"
    DEPARTMENT = "department"
    ASSISTING = "assisting"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: where the step leads, who may take it, what it must and what it can carry."""

    to: Stage
    axis: Axis
    needs: tuple[Need, ...] = ()
    takes: tuple[Need, ...] = ()


_SUPERVISION, _COMMAND, _DEPARTMENT = Axis.SUPERVISION, Axis.COMMAND, Axis.DEPARTMENT

LIFE: dict[tuple[Stage, Step], Rule] = {
    (Stage.REPORTED, Step.ACCEPT): Rule(Stage.ACCEPTED, _SUPERVISION, (Need.CATEGORY,)),
    (Stage.ACCEPTED, Step.FILE): Rule(Stage.FILED, _SUPERVISION, (Need.CONDITION,)),
    (Stage.FILED, Step.DISPATCH): Rule(
        Stage.DISPATCHED, _COMMAND, (Need.DEPARTMENT,), (Need.ASSISTING,)
    ),
    (Stage.DISPATCHED, Step.ACKNOWLEDGE): Rule(Stage.HANDLING, _DEPARTMENT),
    (Stage.HANDLING, Step.FINISH): Rule(Stage.FINISHED, _DEPARTMENT, (Need.NOTE, Need.PHOTO)),
    (Stage.FINISHED, Step.ASK_INSPECT): Rule(Stage.INSPECTING, _SUPERVISION, (Need.INSPECTOR,)),
    (Stage.INSPECTING, Step.PASS): Rule(Stage.INSPECTED, _SUPERVISION, (Need.PHOTO,)),
    (Stage.INSPECTED, Step.CLOSE): Rule(Stage.CLOSED, _SUPERVISION, (Need.CLOSING,)),
    # rework: the same department, the clock goes on
    (Stage.INSPECTING, Step.FAIL): Rule(Stage.HANDLING, _SUPERVISION, (Need.REASON,)),
    (Stage.REPORTED, Step.DECLINE): Rule(Stage.DECLINED, _SUPERVISION, (Need.REASON,)),
    (Stage.REPORTED, Step.ASK_CONFIRM): Rule(Stage.CONFIRMING, _SUPERVISION, (Need.INSPECTOR,)),
    (Stage.CONFIRMING, Step.CONFIRM): Rule(
        Stage.ACCEPTED, _SUPERVISION, (Need.PHOTO,), (Need.CATEGORY,)
    ),
    (Stage.CONFIRMING, Step.REFUTE): Rule(Stage.REPORTED, _SUPERVISION, (Need.NOTE,)),
    (Stage.ACCEPTED, Step.VOID): Rule(Stage.VOIDED, _SUPERVISION, (Need.REASON,)),
    (Stage.FILED, Step.VOID): Rule(Stage.VOIDED, _SUPERVISION, (Need.REASON,)),
    (Stage.FILED, Step.GIVE_BACK): Rule(Stage.REPORTED, _COMMAND, (Need.REASON,)),
}

#: Reason codes that every pack has, by step.
REASONS: dict[Step, tuple[str, ...]] = {
    Step.DECLINE: ("outside_scope", "unlawful", "in_court", "duplicate", "unclear"),
    Step.VOID: ("mistake", "duplicate", "vanished"),
    Step.GIVE_BACK: ("not_ours", "wrong_kind", "wrong_place", "no_such_problem", "beyond_means"),
    Step.FAIL: ("not_done", "poor_work", "wrong_place"),
}


def rule_of(stage: Stage, step: Step) -> Rule:
    """The row for a step on a case in this stage. NotNow, with the steps that are possible."""
    rule = LIFE.get((stage, step))
    if rule is None:
        raise NotNow("step-not-allowed", step=step, stage=stage)
    return rule


def steps_from(stage: Stage) -> tuple[Step, ...]:
    """The steps that a case in this stage can take, in the order of the table."""
    return tuple(step for origin, step in LIFE if origin == stage)


def axes_of(step: Step) -> frozenset[Axis]:
    """The axes that may take a step anywhere in its life; empty for what only the program does."""
    return frozenset(rule.axis for (_, taken), rule in LIFE.items() if taken == step)


def steps_of(axes: Iterable[Axis]) -> frozenset[Step]:
    """Every step that these axes may take."""
    allowed = frozenset(axes)
    return frozenset(step for (_, step), rule in LIFE.items() if rule.axis in allowed)
