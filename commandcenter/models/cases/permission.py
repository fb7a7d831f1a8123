"""Which steps an actor may take on a case: axis, post, department, and who checks whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from commandcenter.errors import NotPermitted
from commandcenter.models.cases.lifecycle import rule_of, steps_from
from commandcenter.models.cases.stage import Stage, Step
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.post import Axis


@dataclass(frozen=True, slots=True)
class StepPlace:
    """What of a case decides who may step: where it stands, whose it is, who acted before."""

    stage: Stage
    department: str | None
    dispatched_by: str | None = None
    finished_by: str | None = None


@dataclass(frozen=True, slots=True)
class PostRules:
    """What the pack says of posts: the steps of each, and whether the two centres are one."""

    steps: Mapping[str, frozenset[str]]
    merged_centre: bool


def check_may(step: Step, place: StepPlace, actor: Actor, posts: PostRules) -> None:
    """NotNow where the stage forbids the step, NotPermitted where the actor may not take it."""
    rule = rule_of(place.stage, step)
    if rule.axis not in actor.axes:
        raise NotPermitted("step-on-other-axis", step=step, axis=rule.axis, actor=actor.name)
    if actor.post and step not in posts.steps.get(actor.post, frozenset()):
        raise NotPermitted("step-not-of-post", step=step, post=actor.post)
    if rule.axis is Axis.DEPARTMENT and actor.department != place.department:
        raise NotPermitted("step-of-other-department", step=step, actor=actor.name)
    _check_separation(step, place, actor, posts)


def possible_steps(place: StepPlace, actor: Actor, posts: PostRules) -> tuple[Step, ...]:
    """The steps that a screen offers this actor on a case, in the order of the life-cycle table."""

    def may(step: Step) -> bool:
        try:
            check_may(step, place, actor, posts)
        except NotPermitted:
            return False
        return True

    return tuple(step for step in steps_from(place.stage) if may(step))


def _check_separation(step: Step, place: StepPlace, actor: Actor, posts: PostRules) -> None:
    """Who handled does not inspect; who dispatched does not close (unless the centre is merged)."""
    if step in {Step.PASS, Step.FAIL} and actor.name == place.finished_by:
        raise NotPermitted("handler-may-not-inspect", actor=actor.name)
    if step is Step.CLOSE and actor.name == place.dispatched_by and not posts.merged_centre:
        raise NotPermitted("dispatcher-may-not-close", actor=actor.name)
