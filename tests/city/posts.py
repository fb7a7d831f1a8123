"""The posts of the tiny city, as its pack has them, and people at them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from commandcenter.models.city.posts import Posts
from commandcenter.models.staff.actor import Actor
from commandcenter.packs.reader import read_rules


class Post(StrEnum):
    """The ids of the posts, in the order of the pack."""

    CALL_TAKER = "call-taker"
    SHIFT_CHIEF = "shift-chief"
    INSPECTOR = "inspector"
    DISPATCHER = "dispatcher"
    DEPARTMENT = "department"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    WALL = "wall"


_TINY = Path(__file__).parents[1] / "packs" / "tiny"
POSTS: Posts = read_rules(_TINY)[0].all_posts()


def posts_with(steps: Mapping[str, Iterable[str]], *, merged_centre: bool = False) -> Posts:
    """These posts alone, each on its axis, with these steps instead of their own."""
    listed = (replace(POSTS[post], steps=frozenset(may)) for post, may in steps.items())
    return Posts(tuple(listed), merged_centre)


def at_desk(name: str, post: Post, department: str | None = None) -> Actor:
    """Somebody at a post of the tiny city."""
    return Actor.at_desk(name, POSTS[post], department)
