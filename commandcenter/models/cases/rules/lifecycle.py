"""The life of a case as one table: (stage, step) → stage, the axes that may, what the step needs.

Buttons, HTTP, command line, jobs and tests read this table; there is no second one. Rows follow the
plain path first, then the side branches. A step that leaves the stage as it is leads to the stage
that it was taken in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from commandcenter.errors import NotNow
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
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
    UNTIL = "until"
    CREW = "crew"
    DECISION = "decision"
    INTO = "into"
    KIND = "kind"
    PLACE = "place"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: where the step leads, who may take it, what it must and what it can carry.

    `to` is None for a step that leads back to where the case came from.
    """

    to: Stage | None
    axes: tuple[Axis, ...]
    needs: tuple[Need, ...] = ()
    takes: tuple[Need, ...] = ()


_SUPERVISION, _COMMAND, _DEPARTMENT = (Axis.SUPERVISION,), (Axis.COMMAND,), (Axis.DEPARTMENT,)
_BOTH_CENTRES = (Axis.SUPERVISION, Axis.COMMAND)
_ANYBODY_ASKED = (*_BOTH_CENTRES, Axis.DEPARTMENT)

_PLAIN: dict[tuple[Stage, Step], Rule] = {
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
    (Stage.REPORTED, Step.SELF_HANDLE): Rule(
        Stage.CLOSED, _SUPERVISION, (Need.AFTER,), (Need.BEFORE, Need.CATEGORY)
    ),
    (Stage.SUSPENDED, Step.RESUME): Rule(Stage.HANDLING, (Axis.COMMAND, Axis.SYSTEM)),
    (Stage.CLOSED, Step.REOPEN): Rule(Stage.ACCEPTED, _SUPERVISION, (Need.REASON,)),
}

#: What a department asks for, where it may, and what the grant leads to (None: nothing moves).
_APPLICATIONS: tuple[tuple[Step, Step, Step, tuple[Stage, ...], Stage | None], ...] = (
    (
        Step.ASK_RETURN,
        Step.GRANT_RETURN,
        Step.REFUSE_RETURN,
        (Stage.DISPATCHED, Stage.HANDLING),
        Stage.FILED,
    ),
    (Step.ASK_EXTENSION, Step.GRANT_EXTENSION, Step.REFUSE_EXTENSION, (Stage.HANDLING,), None),
    (
        Step.ASK_SUSPENSION,
        Step.GRANT_SUSPENSION,
        Step.REFUSE_SUSPENSION,
        (Stage.HANDLING,),
        Stage.SUSPENDED,
    ),
    (Step.ASK_APPEAL, Step.GRANT_APPEAL, Step.REFUSE_APPEAL, (Stage.CLOSED,), None),
)
_CARRIED: dict[Step, tuple[tuple[Need, ...], tuple[Need, ...]]] = {
    Step.ASK_RETURN: ((Need.REASON,), ()),
    Step.ASK_EXTENSION: ((Need.REASON,), (Need.UNTIL,)),
    Step.ASK_SUSPENSION: ((Need.REASON, Need.UNTIL), ()),
    Step.ASK_APPEAL: ((Need.REASON,), ()),
}

_OPEN = tuple(stage for stage in Stage if stage not in ENDED)
_BEFORE_FINISH = (Stage.ACCEPTED, Stage.FILED, Stage.DISPATCHED, Stage.HANDLING)
#: Stages in which somebody can still owe an answer: an audit, or the word to who reported.
_ANSWERABLE = (*_OPEN, Stage.CLOSED, Stage.DECLINED)


def _applications() -> dict[tuple[Stage, Step], Rule]:
    rows: dict[tuple[Stage, Step], Rule] = {}
    for ask, grant, refuse, stages, granted in _APPLICATIONS:
        deciding = _BOTH_CENTRES if ask is Step.ASK_APPEAL else _COMMAND
        for stage in stages:
            rows[stage, ask] = Rule(stage, _DEPARTMENT, *_CARRIED[ask])
            rows[stage, grant] = Rule(granted or stage, deciding)
            rows[stage, refuse] = Rule(stage, deciding)
    return rows


def _staying() -> dict[tuple[Stage, Step], Rule]:
    """What leaves the stage as it is, in every stage where it makes sense."""
    rows: dict[tuple[Stage, Step], Rule] = {}
    for step, stages, axes, needs, takes in (
        (Step.SUB_DISPATCH, (Stage.HANDLING,), _DEPARTMENT, (Need.CREW,), ()),
        (Step.REVOKE, (Stage.HANDLING,), _DEPARTMENT, (), ()),
        (
            Step.MEET,
            (Stage.FILED,),
            _COMMAND,
            (Need.DECISION,),
            (Need.DEPARTMENT, Need.ASSISTING),
        ),
        (
            Step.CORRECT,
            (Stage.REPORTED, *_BEFORE_FINISH),
            _SUPERVISION,
            (),
            (Need.KIND, Need.PLACE, Need.CONDITION),
        ),
        (Step.SPLIT, (Stage.REPORTED, Stage.ACCEPTED), _SUPERVISION, (Need.INTO,), ()),
        (Step.SUPERVISE, _OPEN, _BOTH_CENTRES, (Need.NOTE,), ()),
        (Step.URGE, _OPEN, _BOTH_CENTRES, (Need.NOTE,), ()),
        (Step.REPLY, _ANSWERABLE, _ANYBODY_ASKED, (Need.NOTE,), ()),
    ):
        rows |= {(stage, step): Rule(stage, axes, needs, takes) for stage in stages}
    return rows


def _duplicates() -> dict[tuple[Stage, Step], Rule]:
    merged = Rule(Stage.MERGED, _SUPERVISION, (Need.INTO,))
    rows = {(stage, Step.MERGE): merged for stage in (Stage.REPORTED, *_BEFORE_FINISH)}
    return rows | {(Stage.MERGED, Step.UNMERGE): Rule(None, _SUPERVISION)}


LIFE: dict[tuple[Stage, Step], Rule] = _PLAIN | _applications() | _staying() | _duplicates()

_NOT_OURS = ("not_ours", "wrong_kind", "wrong_place", "no_such_problem", "beyond_means")
_MORE_TIME = ("weather", "permit", "parts", "complex", "season")

#: Reason codes that every pack has, by step.
REASONS: dict[Step, tuple[str, ...]] = {
    Step.DECLINE: ("outside_scope", "unlawful", "in_court", "duplicate", "unclear"),
    Step.VOID: ("mistake", "duplicate", "vanished"),
    Step.GIVE_BACK: _NOT_OURS,
    Step.FAIL: ("not_done", "poor_work", "wrong_place"),
    Step.ASK_RETURN: _NOT_OURS,
    Step.ASK_EXTENSION: _MORE_TIME,
    Step.ASK_SUSPENSION: _MORE_TIME,
    Step.ASK_APPEAL: ("force_majeure", "wrong_limit", "late_dispatch"),
    Step.REOPEN: ("unsatisfied", "came_back", "mistake"),
}


def rule_of(stage: Stage, step: Step) -> Rule:
    """The row for a step on a case in this stage. NotNow, with the way on from where it ended."""
    rule = LIFE.get((stage, step))
    if rule is not None:
        return rule
    way_on = [first for first in steps_from(stage) if LIFE[stage, first].to is not stage]
    if stage in ENDED and way_on:
        raise NotNow("step-after-the-end", step=step, stage=stage, first=way_on[0])
    raise NotNow("step-not-allowed", step=step, stage=stage)


def steps_from(stage: Stage) -> tuple[Step, ...]:
    """The steps that a case in this stage can take, in the order of the table."""
    return tuple(step for origin, step in LIFE if origin == stage)


def axes_of(step: Step) -> frozenset[Axis]:
    """The axes that may take a step anywhere in its life; empty for what only the program does."""
    return frozenset(
        axis for (_, taken), rule in LIFE.items() if taken == step for axis in rule.axes
    )


def steps_of(axes: Iterable[Axis]) -> frozenset[Step]:
    """Every step that these axes may take."""
    allowed = frozenset(axes)
    return frozenset(step for (_, step), rule in LIFE.items() if allowed.intersection(rule.axes))
