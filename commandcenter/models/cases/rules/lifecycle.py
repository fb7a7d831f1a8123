"""The life of a case as one table: (stage, step) → stage, the axes that may, and the fields.

Buttons, HTTP, command line, jobs and tests read this table; there is no second one. Rows follow the
plain path first, then the side branches. A step that leaves the stage as it is leads to the stage
that it was taken in.
"""

from dataclasses import dataclass

from commandcenter.models.cases.rules.field_declaration import Ask, StepFields, fields_by
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
from commandcenter.models.cases.rules.step_fields import (
    CategoryFields,
    CloseFields,
    ConfirmFields,
    CorrectFields,
    CrewFields,
    DispatchFields,
    ExtensionFields,
    FileFields,
    FinishFields,
    HandDownFields,
    InspectorFields,
    MeetFields,
    MergeFields,
    NoteFields,
    PassFields,
    ReasonFields,
    SelfHandleFields,
    SplitFields,
    SuspensionFields,
)
from commandcenter.models.city.posts import Axis
from commandcenter.models.work.life import Life, Move


@dataclass(frozen=True, slots=True)
class Rule(Move):
    """One row, with the fields of the step.

    `to` is None for a step that leads back to where the case came from.
    """

    to: Stage | None
    fields: type[StepFields] = StepFields


_SUPERVISION, _COMMAND, _DEPARTMENT = (Axis.SUPERVISION,), (Axis.COMMAND,), (Axis.DEPARTMENT,)
_BOTH_CENTRES = (Axis.SUPERVISION, Axis.COMMAND)
#: What is found on the spot; collectors verify, and are no part of either centre.
_ON_THE_SPOT = (Axis.SUPERVISION, Axis.COLLECT)
_ANYBODY_ASKED = (*_BOTH_CENTRES, Axis.DEPARTMENT, Axis.COLLECT)

_PLAIN: dict[tuple[Stage, Step], Rule] = {
    (Stage.REPORTED, Step.ACCEPT): Rule(Stage.ACCEPTED, _SUPERVISION, CategoryFields),
    (Stage.ACCEPTED, Step.FILE): Rule(Stage.FILED, _SUPERVISION, FileFields),
    (Stage.FILED, Step.DISPATCH): Rule(Stage.DISPATCHED, _COMMAND, DispatchFields),
    (Stage.DISPATCHED, Step.ACKNOWLEDGE): Rule(Stage.HANDLING, _DEPARTMENT),
    (Stage.HANDLING, Step.FINISH): Rule(Stage.FINISHED, _DEPARTMENT, FinishFields),
    (Stage.FINISHED, Step.ASK_INSPECT): Rule(Stage.INSPECTING, _SUPERVISION, InspectorFields),
    (Stage.INSPECTING, Step.PASS): Rule(Stage.INSPECTED, _ON_THE_SPOT, PassFields),
    (Stage.INSPECTED, Step.CLOSE): Rule(Stage.CLOSED, _SUPERVISION, CloseFields),
    # rework: the same department, the clock goes on
    (Stage.INSPECTING, Step.FAIL): Rule(Stage.HANDLING, _ON_THE_SPOT, ReasonFields),
    (Stage.REPORTED, Step.DECLINE): Rule(Stage.DECLINED, _SUPERVISION, ReasonFields),
    (Stage.REPORTED, Step.ASK_CONFIRM): Rule(Stage.CONFIRMING, _SUPERVISION, InspectorFields),
    (Stage.CONFIRMING, Step.CONFIRM): Rule(Stage.ACCEPTED, _ON_THE_SPOT, ConfirmFields),
    (Stage.CONFIRMING, Step.REFUTE): Rule(Stage.REPORTED, _ON_THE_SPOT, NoteFields),
    (Stage.ACCEPTED, Step.VOID): Rule(Stage.VOIDED, _SUPERVISION, ReasonFields),
    (Stage.FILED, Step.VOID): Rule(Stage.VOIDED, _SUPERVISION, ReasonFields),
    (Stage.FILED, Step.GIVE_BACK): Rule(Stage.REPORTED, _COMMAND, ReasonFields),
    (Stage.REPORTED, Step.SELF_HANDLE): Rule(Stage.CLOSED, _ON_THE_SPOT, SelfHandleFields),
    (Stage.SUSPENDED, Step.RESUME): Rule(Stage.HANDLING, (Axis.COMMAND, Axis.SYSTEM)),
    (Stage.CLOSED, Step.REOPEN): Rule(Stage.ACCEPTED, _SUPERVISION, ReasonFields),
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
_ASKED_WITH: dict[Step, type[StepFields]] = {
    Step.ASK_RETURN: ReasonFields,
    Step.ASK_EXTENSION: ExtensionFields,
    Step.ASK_SUSPENSION: SuspensionFields,
    Step.ASK_APPEAL: ReasonFields,
}

_OPEN = tuple(stage for stage in Stage if stage not in ENDED)
_BEFORE_FINISH = (Stage.ACCEPTED, Stage.FILED, Stage.DISPATCHED, Stage.HANDLING)
#: Stages in which an answer can still be owed: an audit, or informing the reporter.
_ANSWERABLE = (*_OPEN, Stage.CLOSED, Stage.DECLINED)


def _applications() -> dict[tuple[Stage, Step], Rule]:
    rows: dict[tuple[Stage, Step], Rule] = {}
    for ask, grant, refuse, stages, granted in _APPLICATIONS:
        deciding = _BOTH_CENTRES if ask is Step.ASK_APPEAL else _COMMAND
        for stage in stages:
            rows[stage, ask] = Rule(stage, _DEPARTMENT, _ASKED_WITH[ask])
            rows[stage, grant] = Rule(granted or stage, deciding)
            rows[stage, refuse] = Rule(stage, deciding)
    return rows


def _staying() -> dict[tuple[Stage, Step], Rule]:
    """What leaves the stage as it is, in every stage where it makes sense."""
    rows: dict[tuple[Stage, Step], Rule] = {}
    for step, stages, axes, fields in (
        (Step.SUB_DISPATCH, (Stage.HANDLING,), _DEPARTMENT, CrewFields),
        (Step.REVOKE, (Stage.HANDLING,), _DEPARTMENT, StepFields),
        (Step.MEET, (Stage.FILED,), _COMMAND, MeetFields),
        (Step.CORRECT, (Stage.REPORTED, *_BEFORE_FINISH), _SUPERVISION, CorrectFields),
        (Step.SPLIT, (Stage.REPORTED, Stage.ACCEPTED), _SUPERVISION, SplitFields),
        (Step.SUPERVISE, _OPEN, _BOTH_CENTRES, NoteFields),
        (Step.URGE, _OPEN, _BOTH_CENTRES, NoteFields),
        (Step.REPLY, _ANSWERABLE, _ANYBODY_ASKED, NoteFields),
    ):
        rows |= {(stage, step): Rule(stage, axes, fields) for stage in stages}
    return rows


def _duplicates() -> dict[tuple[Stage, Step], Rule]:
    merged = Rule(Stage.MERGED, _SUPERVISION, MergeFields)
    rows = {(stage, Step.MERGE): merged for stage in (Stage.REPORTED, *_BEFORE_FINISH)}
    return rows | {(Stage.MERGED, Step.UNMERGE): Rule(None, _SUPERVISION)}


_LEVELS: dict[tuple[Stage, Step], Rule] = {
    (Stage.FILED, Step.HAND_DOWN): Rule(Stage.FILED, _COMMAND, HandDownFields),
    # the program passes on what was not dispatched in time
    (Stage.FILED, Step.ESCALATE): Rule(Stage.FILED, (Axis.COMMAND, Axis.SYSTEM), ReasonFields),
    (Stage.HANDLING, Step.ESCALATE): Rule(
        Stage.FILED, (Axis.COMMAND, Axis.DEPARTMENT), ReasonFields
    ),
}
#: The steps between the desks of several levels, which a city may do without.
LEVEL_STEPS = frozenset(step for _, step in _LEVELS)

LIFE: Life[Stage, Step, Rule] = Life(
    _PLAIN | _applications() | _staying() | _duplicates() | _LEVELS, ended=ENDED
)
rule_of, steps_from = LIFE.rule_of, LIFE.steps_from
axes_of, steps_of = LIFE.axes_of, LIFE.steps_of

#: The names of all fields that carry files.
PHOTO_FIELDS = tuple(
    dict.fromkeys(name for rule in LIFE.values() for name in fields_by(rule.fields, Ask.PHOTOS))
)

_NOT_OURS = ("not_ours", "wrong_kind", "wrong_place", "no_such_problem", "beyond_means")
_MORE_TIME = ("weather", "permit", "parts", "complex", "season")

#: Why the program passes a case to the level above.
NOT_IN_TIME = "not_in_time"
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
    Step.ESCALATE: ("beyond_means", "not_ours", "complex", NOT_IN_TIME),
}


def fields_of(step: Step) -> type[StepFields]:
    """The fields of a step, which are the same in every stage; a note alone for what only the
    program does."""
    return next((rule.fields for (_, taken), rule in LIFE.items() if taken is step), StepFields)
