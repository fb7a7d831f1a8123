"""A small city for machines: everybody who may act, who may do what, and fields right and wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.field_declaration import (
    Ask,
    StepFields,
    declared,
    fields_by,
    required,
)
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.lifecycle import LIFE, REASONS, Rule
from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.rules.step_fields import (
    CorrectFields,
    MergeFields,
    SplitFields,
)
from commandcenter.models.cases.steps.special_verbs import CorrectedPlace
from commandcenter.models.cases.verbs import StepInputs
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.posts import Axis
from commandcenter.models.city.rules import CategoryRule, CityRules, ConditionRule, ReopenPolicy
from commandcenter.models.city.tiers import TierLimit, Tiers
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.clocks.working_calendar import DepartmentHours, Slot, working_calendar
from commandcenter.models.staff.actor import SYSTEM, Actor
from tests.city.posts import POSTS, Post, at_desk, posts_with
from tests.models.cases.lives import (
    CALL_TAKER,
    CHIEF,
    DISPATCHER,
    INSPECTOR,
    KIND,
    ROADS,
    STREET,
    rules,
)
from tests.models.clocks.calendars import rules as calendar_rules
from tests.models.clocks.calendars import season

OTHER_KIND = "10010100"
LEADER = at_desk("leader", Post.LEADER, None)
_CENTRES = frozenset({Axis.SUPERVISION, Axis.COMMAND})
CENTRE_KEY = Actor(
    "key-centre",
    _CENTRES,
    stands_for=frozenset(post.id for post in POSTS.on(*_CENTRES)),
)
ROADS_KEY = Actor("key-roads", frozenset({Axis.DEPARTMENT}), Post.DEPARTMENT, "roads")
_ALL = (
    CALL_TAKER,
    CHIEF,
    INSPECTOR,
    at_desk("inspector-2", Post.INSPECTOR, None),
    DISPATCHER,
    ROADS,
    STREET,
    LEADER,
    at_desk("supervisor", Post.SUPERVISOR, None),
    CENTRE_KEY,
    ROADS_KEY,
    SYSTEM,
)
ACTORS = {actor.name: actor for actor in _ALL}

_TELLS = {Step.SUPERVISE, Step.URGE}
_LEVELS = {Step.HAND_DOWN, Step.ESCALATE}
_DECIDES = {
    Step(f"{verb}_{kind}")
    for verb in ("grant", "refuse")
    for kind in ("return", "extension", "suspension")
}
_APPEALS = {Step.GRANT_APPEAL, Step.REFUSE_APPEAL}
#: Who takes which step, as the product's table of steps has it; typed here a second time.
MAY: Mapping[str, frozenset[Step]] = {
    Post.CALL_TAKER: frozenset(
        {
            Step.ACCEPT, Step.DECLINE, Step.ASK_CONFIRM, Step.ASK_INSPECT, Step.CORRECT,
            Step.MERGE, Step.UNMERGE, Step.SPLIT, Step.REOPEN, Step.REPLY, *_APPEALS,
        }
    ),
    Post.SHIFT_CHIEF: frozenset(
        {Step.FILE, Step.VOID, Step.CLOSE, Step.CORRECT, Step.REPLY, *_TELLS}
    ),
    Post.INSPECTOR: frozenset(
        {Step.CONFIRM, Step.REFUTE, Step.PASS, Step.FAIL, Step.SELF_HANDLE, Step.REPLY}
    ),
    Post.DISPATCHER: frozenset(
        {
            Step.DISPATCH, Step.GIVE_BACK, Step.MEET, Step.RESUME, Step.REPLY, *_DECIDES,
            *_APPEALS, *_TELLS, *_LEVELS,
        }
    ),
    Post.DEPARTMENT: frozenset(
        {
            Step.ACKNOWLEDGE, Step.FINISH, Step.SUB_DISPATCH, Step.REVOKE, Step.ASK_RETURN,
            Step.ASK_EXTENSION, Step.ASK_SUSPENSION, Step.ASK_APPEAL, Step.REPLY,
            Step.ESCALATE,
        }
    ),
    Post.LEADER: frozenset(_TELLS),
}  # fmt: skip


#: The street has an hour to dispatch, the community half a day.
TIERS = Tiers(
    {"district": 6, "street": 9, "community": 12},
    {
        "street": TierLimit("street", TimeLimit(Fraction(1), Unit.URGENT_HOURS), "district"),
        "community": TierLimit("community", TimeLimit(Fraction(4), Unit.WORKING_HOURS), "street"),
    },
)


def city() -> CityRules:
    """Two kinds, four conditions, one in parts; the street office keeps hours of its own."""
    evening = season(Slot(time(12), time(20)), weekdays=range(7))
    calendar = working_calendar(
        calendar_rules(departments={"street": DepartmentHours((evening,), Fraction(8))})
    )
    four_hours, two_days = (
        TimeLimit(Fraction(4), Unit.WORKING_HOURS),
        TimeLimit(Fraction(2), Unit.WORKING_DAYS),
    )
    planned = frozenset({"planned"})
    conditions = (
        ConditionRule(KIND, 1, four_hours, "roads", 3, None, ReopenPolicy.CONTINUE),
        ConditionRule(KIND, 2, two_days, "street", 4, planned, ReopenPolicy.NEW_LIMIT),
        ConditionRule(OTHER_KIND, 1, two_days, "roads", 5, planned, ReopenPolicy.CONTINUE),
        ConditionRule(OTHER_KIND, 2, four_hours, "street", 6, later_parts=(two_days, four_hours)),
    )
    kinds = {KIND: CategoryKind.EVENT, OTHER_KIND: CategoryKind.COMPONENT}
    return replace(
        rules(),
        calendar=calendar,
        calendars={1: calendar},
        categories={code: CategoryRule(code, kind, 1) for code, kind in kinds.items()},
        conditions={(rule.category, rule.number): rule for rule in conditions},
        posts=posts_with(MAY),
        transfer_cap=2,
        tiers=TIERS,
    )


def may(step: Step, actor: Actor) -> bool:
    """What the table of the product says of post or key, whatever the program thinks."""
    if actor.post:
        return step in MAY.get(actor.post, frozenset())
    if actor is SYSTEM:
        return step in (Step.RESUME, Step.ESCALATE)
    return step not in MAY[Post.DEPARTMENT] or step in (Step.REPLY, Step.ESCALATE)


# ---- what is sent with a step -----------------------------------------------------------------


_PHOTO = PhotoUpload("x.jpg", b"")


def _field(
    need: str, step: Step, now: datetime, numbers: Sequence[str]
) -> tuple[list[Any], list[Any]]:
    """What can be, and what cannot."""
    if need == "until":
        can, cannot = _HOURS
        return [now + timedelta(hours=n) for n in can], [now + timedelta(hours=n) for n in cannot]
    if need == "reason":
        return [*REASONS[step]], ["nonsense"]
    if need == "into" and step is Step.MERGE:
        return [*numbers], ["nowhere"]
    return _VALUES[need]


_HOURS = ((1, 5, 30, 24 * 7, 24 * 300), (-1, 0, 24 * 400))
_VALUES: Mapping[str, tuple[list[Any], list[Any]]] = {
    "category": ([KIND, OTHER_KIND], ["00000000"]),
    "kind": ([KIND, OTHER_KIND], ["00000000"]),
    "into": ([[KIND], [KIND, OTHER_KIND]], [["00000000"], " , "]),
    "inspector": (["inspector", "inspector-2"], [7]),
    "photo": ([_PHOTO], ["x.jpg"]),
    "before": ([_PHOTO], ["x.jpg"]),
    "after": ([_PHOTO], ["x.jpg"]),
    "note": (["看过"], [" ", "x" * 4001]),
    "condition": ([1, 2], [9]),
    "department": (["roads", "street"], ["circus"]),
    "assisting": ([[], ["street"], ["roads", "street"]], [["circus"]]),
    "closing": (["done", "planned"], ["informed"]),
    "crew": (["二班"], [" "]),
    "area": (["110101001", "110101001001", "110101001002"], ["110101", "999", ""]),
    "decision": (["归道路部门"], [" "]),
    "place": ([(39.93, 116.41)], ["91,0"]),
}


#: How often a field is given, by whether things go wrong here and whether the step needs it.
_GIVEN = {
    (False, True): [True],
    (True, True): [True] * 9 + [False],
    (False, False): [False, True],
    (True, False): [False, False, True],
}


@st.composite
def sent(
    draw: st.DrawFn, step: Step, rule: Rule, now: datetime, numbers: Sequence[str], *, wild: bool
) -> dict[str, object]:
    """The fields of a step as somebody types them: what it needs, and some of what it can take."""
    fields: dict[str, object] = {}
    for need in declared(rule.fields):
        right, wrong = _field(need, step, now, numbers)
        if draw(st.sampled_from(_GIVEN[wild, need in required(rule.fields)])):
            fields[str(need)] = draw(st.sampled_from([*right, *wrong] if wild else right))
    return fields


def any_rule(step: Step) -> Rule:
    """A row of the step, wherever it may be taken; an empty one for what only the program does."""
    rows = [rule for (_, taken), rule in LIFE.items() if taken is step]
    return rows[0] if rows else Rule(None, ())


def brought(
    step: Step, case: Case, cases: Mapping[str, Case], wanted: StepFields, serial: int
) -> StepInputs:
    """What the desk's service finds for a step."""
    other, kept, absorbed = None, [], []
    if isinstance(wanted, MergeFields):
        other = cases.get(wanted.into)
    elif step is Step.UNMERGE and case.merged_into:
        other = cases[case.merged_into]
        kept = [c for c in cases.values() if c.merged_into == other.number and c is not case]
    elif step in (Step.VOID, Step.DECLINE):
        absorbed = [c for c in cases.values() if c.merged_into == case.number]
    spot = None
    if isinstance(wanted, CorrectFields) and wanted.place:
        spot = CorrectedPlace(*wanted.place, GridPlace("110101001002001", "110101001002"))
    parts = len(wanted.into) if isinstance(wanted, SplitFields) else 0
    return StepInputs(
        photos={
            name: [letter * 64] * len(getattr(wanted, name))
            for letter, name in zip("cde", fields_by(type(wanted), Ask.PHOTOS), strict=False)
        },
        other=other,
        kept=kept,
        absorbed=absorbed,
        spot=spot,
        numbers=[number_of(serial + n) for n in range(parts)],
    )


def number_of(serial: int) -> str:
    return f"11010120261123{serial:05}"
