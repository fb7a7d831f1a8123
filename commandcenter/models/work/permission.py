"""Which steps an actor may take: the axis in the table of the life, and the steps of the post."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from commandcenter.errors import NotPermitted
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.post import Axis

_CENTRES = frozenset({Axis.SUPERVISION, Axis.COMMAND})


class PostRules(NamedTuple):
    """What the pack says of posts: the steps of each, and whether the two centres are one."""

    steps: Mapping[str, frozenset[str]]
    merged_centre: bool

    def lists(self, step: StrEnum, actor: Actor) -> bool:
        """Whether the step is among those of the actor's post; a gateway key has no post."""
        return not actor.post or step in self.steps.get(actor.post, frozenset())


def axes_of_actor(actor: Actor, posts: PostRules) -> frozenset[Axis]:
    """A merged centre is one axis out of two."""
    merged = posts.merged_centre and actor.axes & _CENTRES
    return actor.axes | _CENTRES if merged else actor.axes


def check_axes(
    step: StrEnum, axes: tuple[Axis, ...], actor: Actor, posts: PostRules
) -> frozenset[Axis]:
    """The axes by which this actor may take the step, which the table gives to `axes`.

    NotPermitted if there is none, or if the step is not one of the actor's post.
    """
    mine = axes_of_actor(actor, posts).intersection(axes)
    if not mine:
        raise NotPermitted("step-on-other-axis", step=step, axis=axes[0], actor=actor.name)
    if not posts.lists(step, actor):
        raise NotPermitted("step-not-of-post", step=step, post=actor.post)
    return mine
