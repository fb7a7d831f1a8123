"""Which steps an actor may take: the axis in the table of the life, and the steps of the post."""

from enum import StrEnum

from commandcenter.errors import NotPermitted
from commandcenter.models.city.posts import Axis, Posts
from commandcenter.models.staff.actor import Actor

_CENTRES = frozenset({Axis.SUPERVISION, Axis.COMMAND})


def axes_of_actor(actor: Actor, posts: Posts) -> frozenset[Axis]:
    """A merged centre is one axis out of two."""
    merged = posts.merged_centre and actor.axes & _CENTRES
    return actor.axes | _CENTRES if merged else actor.axes


def check_axes(
    step: StrEnum, axes: tuple[Axis, ...], actor: Actor, posts: Posts
) -> frozenset[Axis]:
    """The axes by which this actor may take the step, which the table gives to `axes`.

    NotPermitted if there is none, or if the step is not one of the actor's post.
    """
    mine = axes_of_actor(actor, posts).intersection(axes)
    if not mine:
        raise NotPermitted("step-on-other-axis", step=step, axis=axes[0], actor=actor.name)
    if not posts.lists(step, actor.post):
        raise NotPermitted("step-not-of-post", step=step, post=posts[actor.post or ""].name)
    return mine
