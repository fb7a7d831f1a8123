"""Which steps an actor may take on a case: axis, post, department, and who checks whom."""

from typing import NamedTuple

from commandcenter.errors import NotNow, NotPermitted
from commandcenter.models.cases.rules.lifecycle import rule_of, steps_from
from commandcenter.models.cases.rules.pending import DECISIONS, REQUESTS, ApplicationKind, Pending
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.posts import Axis, Posts
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.permission import axes_of_actor, check_axes

_INSPECTIONS = frozenset({Step.PASS, Step.FAIL})
_DEPARTMENT_ALONE = frozenset({Axis.DEPARTMENT})
_COMMAND_ALONE = frozenset({Axis.COMMAND})


class StepPlace(NamedTuple):
    """The facts of a case that decide who may take a step: stage, department, earlier actors.

    `pending`: applications that wait for a decision; `asked`: whose answer is waited for, as
    addresses of actors; `handled_late`: the handling clock ended after its deadline;
    `held_at`: the area whose desk dispatches it; `at_top`: that is the largest one.
    """

    stage: Stage
    department: str | None
    dispatched_by: str | None = None
    finished_by: str | None = None
    pending: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    handled_late: bool = False
    held_at: str = ""
    at_top: bool = False


def check_may(step: Step, place: StepPlace, actor: Actor, posts: Posts) -> None:
    """NotNow where the stage forbids the step, NotPermitted where the actor may not take it."""
    if step in posts.switched_off:
        raise NotNow("step-of-module-off", step=step)
    rule = rule_of(place.stage, step)
    axes = check_axes(step, rule.axes, actor, posts)
    if axes == _DEPARTMENT_ALONE and actor.department != place.department:
        raise NotPermitted("step-of-other-department", step=step, actor=actor.name)
    if is_by_level(rule.axes, axes, posts):
        _check_level(step, place, actor)
    if step is Step.ESCALATE and place.at_top:
        raise NotNow("level-above-missing", holder=place.held_at)
    _check_separation(step, place, actor, posts)
    _check_applications(step, place, axes)
    if step is Step.REPLY and not place.asked & actor.addresses:
        raise NotPermitted("reply-not-asked", actor=actor.name)


def possible_steps(place: StepPlace, actor: Actor, posts: Posts) -> tuple[Step, ...]:
    """The steps that a screen offers this actor on a case, in the order of the life-cycle table."""

    def may(step: Step) -> bool:
        try:
            check_may(step, place, actor, posts)
        except (NotPermitted, NotNow):
            return False
        return True

    return tuple(step for step in steps_from(place.stage) if may(step))


def steps_of_post(stage: Stage, actor: Actor, posts: Posts) -> tuple[Step, ...]:
    """The steps that this actor may take on at least some cases in this stage, in table order."""
    axes = axes_of_actor(actor, posts)
    return tuple(
        step
        for step in steps_from(stage)
        if axes.intersection(rule_of(stage, step).axes)
        and posts.lists(step, actor.post)
        and step not in posts.switched_off
    )


def is_by_level(axes: tuple[Axis, ...], mine: frozenset[Axis], posts: Posts) -> bool:
    """Whether an account of an area takes a step only on what is held there or below: a step of
    dispatchers that is taken as one, if the city has levels."""
    return mine == _COMMAND_ALONE and axes[0] is Axis.COMMAND and not posts.switched_off


def _check_level(step: Step, place: StepPlace, actor: Actor) -> None:
    if actor.area is None or place.held_at.startswith(actor.area):
        return
    raise NotPermitted("held-by-other-level", step=step, area=place.held_at, actor=actor.name)


def _check_separation(step: Step, place: StepPlace, actor: Actor, posts: Posts) -> None:
    """The actor that finished a case may not inspect it; the one that dispatched it may not close
    it, unless the centre is merged."""
    if step in _INSPECTIONS and actor.acted_as(place.finished_by):
        raise NotPermitted("handler-may-not-inspect", actor=actor.name)
    if step is not Step.CLOSE or posts.merged_centre:
        return
    if actor.acted_as(place.dispatched_by):
        raise NotPermitted("dispatcher-may-not-close", actor=actor.name)


def _check_applications(step: Step, place: StepPlace, axes: frozenset[Axis]) -> None:
    """Only one application of a kind may be open; only an open one can be decided, by the post
    whose turn it is."""
    if step in REQUESTS:
        kind = REQUESTS[step]
        if place.pending.intersection(Pending.of(kind)):
            raise NotNow("application-open", kind=kind)
        if kind is ApplicationKind.APPEAL and not place.handled_late:
            raise NotNow("appeal-not-late")
    elif step in DECISIONS:
        kind = DECISIONS[step]
        waiting = place.pending.intersection(Pending.of(kind))
        if not waiting:
            raise NotNow("application-not-asked", kind=kind)
        deciding = {axis for word in waiting for axis in Pending.decided_by(word)}
        if not axes & deciding:
            raise NotPermitted("application-not-your-turn", kind=kind)
    elif step is Step.REVOKE and Pending.CREW not in place.pending:
        raise NotNow("no-crew-out")
