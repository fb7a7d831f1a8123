"""The life-cycle table, walked whole: what it allows happens, what it does not is refused."""

from dataclasses import replace
from itertools import product

import pytest

from commandcenter.errors import NotNow, NotPermitted
from commandcenter.models.cases.rules.lifecycle import LIFE, axes_of, rule_of, steps_from
from commandcenter.models.cases.rules.pending import REQUESTS, ApplicationKind
from commandcenter.models.cases.rules.permission import StepPlace, check_may, possible_steps
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.staff.actor import SYSTEM, Actor
from tests.city.posts import Post, at_desk, posts_with
from tests.models.cases.lives import CHIEF, DISPATCHER, INSPECTOR, ROADS, STREET, rules

POSTS = rules().posts


def _at(post: Post) -> Actor:
    return at_desk(str(post), post, "roads" if post is Post.DEPARTMENT else None)


def _asking_for_everything(stage: Stage, step: Step) -> StepPlace:
    """A case on which nothing but the axis can stand in the way of a step."""
    open_ones = {str(kind) for kind in ApplicationKind} if step not in REQUESTS else set()
    return StepPlace(
        stage,
        "roads",
        pending=frozenset(open_ones | {"crew"}),
        asked=frozenset({"department:roads", *(f"post:{post}" for post in Post)}),
        handled_late=True,
    )


def _deciding(step: Step, stage: Stage) -> set[Axis]:
    """The axes of the row; the call-taker is the first of two to decide on an appeal."""
    axes = set(LIFE[stage, step].axes)
    appeal = {Step.GRANT_APPEAL, Step.REFUSE_APPEAL}
    return {Axis.SUPERVISION} if step in appeal else axes


@pytest.mark.parametrize(("stage", "step"), list(product(Stage, Step)))
def test_that_only_the_table_says_what_a_case_can_take(stage: Stage, step: Step) -> None:
    if (stage, step) in LIFE:
        assert rule_of(stage, step) is LIFE[stage, step]
        assert step in steps_from(stage)
    else:
        with pytest.raises(NotNow):
            rule_of(stage, step)
        assert step not in steps_from(stage)


@pytest.mark.parametrize("stage", sorted(ENDED))
def test_that_what_has_ended_goes_on_only_by_reopening_or_unmerging(stage: Stage) -> None:
    onwards = {step for step in steps_from(stage) if LIFE[stage, step].to is not stage}
    assert onwards == {Stage.CLOSED: {Step.REOPEN}, Stage.MERGED: {Step.UNMERGE}}.get(stage, set())


def test_that_every_stage_can_be_reached_from_a_report() -> None:
    reached = {Stage.REPORTED}
    for _ in Stage:
        reached |= {rule.to for (origin, _), rule in LIFE.items() if origin in reached and rule.to}
    assert reached == set(Stage)


@pytest.mark.parametrize(("place", "post"), list(product(LIFE, Post)))
def test_that_no_post_steps_beyond_its_axis(place: tuple[Stage, Step], post: Post) -> None:
    stage, step = place
    case = _asking_for_everything(stage, step)
    if POSTS[post].axis in _deciding(step, stage):
        check_may(step, case, _at(post), POSTS)
    else:
        with pytest.raises(NotPermitted):
            check_may(step, case, _at(post), POSTS)


def test_that_dispatch_and_close_stand_on_different_axes() -> None:
    assert axes_of(Step.DISPATCH) == {Axis.COMMAND}
    assert axes_of(Step.CLOSE) == {Axis.SUPERVISION}


def test_that_a_post_takes_only_the_steps_that_its_city_gave_it() -> None:
    few = posts_with({"inspector": {"pass"}})
    place = StepPlace(Stage.INSPECTING, "roads")
    assert possible_steps(place, INSPECTOR, few) == (Step.PASS,)


def test_that_a_department_handles_only_its_own_cases() -> None:
    place = StepPlace(Stage.HANDLING, "roads")
    assert possible_steps(place, ROADS, POSTS) == (
        Step.FINISH,
        Step.ASK_RETURN,
        Step.ASK_EXTENSION,
        Step.ASK_SUSPENSION,
        Step.SUB_DISPATCH,
        Step.ESCALATE,
    )
    assert possible_steps(place, STREET, POSTS) == ()


@pytest.mark.parametrize("step", [Step.PASS, Step.FAIL])
def test_that_who_handled_does_not_inspect(step: Step) -> None:
    both = Actor("li", frozenset({Axis.SUPERVISION, Axis.DEPARTMENT}), None, "roads")
    place = StepPlace(Stage.INSPECTING, "roads", finished_by="li")
    with pytest.raises(NotPermitted, match="handled this case"):
        check_may(step, place, both, POSTS)


def test_that_who_dispatched_closes_only_in_a_merged_centre() -> None:
    both = Actor("li", frozenset({Axis.SUPERVISION, Axis.COMMAND}))
    place = StepPlace(Stage.INSPECTED, "roads", dispatched_by="li")
    with pytest.raises(NotPermitted, match="dispatched this case"):
        check_may(Step.CLOSE, place, both, POSTS)
    check_may(Step.CLOSE, place, both, replace(POSTS, merged_centre=True))


def test_that_the_program_takes_no_step_of_a_person() -> None:
    own = {(Stage.SUSPENDED, Step.RESUME), (Stage.FILED, Step.ESCALATE)}
    for stage, step in LIFE.keys() - own:
        with pytest.raises(NotPermitted):
            check_may(step, StepPlace(stage, "roads"), SYSTEM, POSTS)


def test_that_buttons_follow_from_the_table() -> None:
    place = StepPlace(Stage.FILED, None)
    assert possible_steps(place, DISPATCHER, POSTS) == (
        Step.DISPATCH,
        Step.GIVE_BACK,
        Step.MEET,
        Step.SUPERVISE,
        Step.URGE,
        Step.HAND_DOWN,
        Step.ESCALATE,
    )
    assert possible_steps(place, CHIEF, POSTS) == (
        Step.VOID,
        Step.CORRECT,
        Step.SUPERVISE,
        Step.URGE,
        Step.MERGE,
    )


@pytest.mark.parametrize(
    ("stage", "said"),
    [(Stage.FILED, "step-not-allowed"), (Stage.CLOSED, "step-after-the-end")],
)
def test_that_only_what_has_ended_is_told_how_it_could_go_on(stage: Stage, said: str) -> None:
    with pytest.raises(NotNow) as refused:
        rule_of(stage, Step.FINISH)
    assert refused.value.error_id == said
