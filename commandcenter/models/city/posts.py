"""The posts of a city: on which side each stands, and which steps the pack lets it take."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commandcenter.words import Name


class Axis(StrEnum):
    """The side that may take a step. Supervision finds and closes, command dispatches, neither does
    both. Collection verifies on the spot; counter, approval and oversight take no step of a case.
    """

    SUPERVISION = "supervision"
    COMMAND = "command"
    DEPARTMENT = "department"
    COLLECT = "collect"
    COUNTER = "counter"
    APPROVE = "approve"
    OVERSEE = "oversee"
    SYSTEM = "system"


#: The post whose accounts look after accounts and keys.
ADMINISTRATOR = "administrator"
#: The post of the account that a video wall signs in with.
WALL = "wall"
#: A pack is refused where no post takes it.
_CLOSE = "close"
#: The steps that decide whether a report becomes a case.
_ON_REPORTS = frozenset({"accept", "decline", "file"})
#: The steps by which somebody says what they found on the spot.
_ON_THE_SPOT = frozenset({"confirm", "pass"})


@dataclass(frozen=True, slots=True)
class Post:
    """A job that accounts can have. `axis` is None for one that the pack no longer has."""

    id: str
    name: Name
    axis: Axis | None
    steps: frozenset[str]

    @property
    def axes(self) -> frozenset[Axis]:
        """The axis as a set; empty for a post that the pack no longer has."""
        return frozenset({self.axis} if self.axis else ())

    @property
    def needs_department(self) -> bool:
        """Whether its accounts belong to a department."""
        return self.axis is Axis.DEPARTMENT

    @property
    def sees_reporters(self) -> bool:
        """Whether the post sees reporters: posts that decide on reports must be able to ask
        them."""
        return bool(self.steps & _ON_REPORTS)

    @property
    def oversees(self) -> bool:
        """Whether it must know when jobs have stopped or backups are missing."""
        return self.axis is Axis.OVERSEE

    @property
    def inspects(self) -> bool:
        """Whether it is sent to look at cases."""
        return bool(self.steps & _ON_THE_SPOT)


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts in the order of the pack; where several may take a step, the first is asked.

    `merged_centre`: supervision and command are one axis, as in a city with one centre.
    `switched_off`: the steps of modules that the pack does not name.
    """

    listed: tuple[Post, ...]
    merged_centre: bool = False
    switched_off: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Post]:
        return iter(self.listed)

    def __contains__(self, post: object) -> bool:
        return any(one.id == post for one in self.listed)

    def __getitem__(self, post: str) -> Post:
        """The post; one without axis and steps if the pack no longer has it."""
        for one in self.listed:
            if one.id == post:
                return one
        return Post(post, Name(post, post), None, frozenset())

    def ids(self) -> tuple[str, ...]:
        return tuple(post.id for post in self.listed)

    def steps_of(self, post: str | None) -> frozenset[str]:
        """What accounts at this post may take; nothing for none."""
        return self[post].steps if post else frozenset()

    def lists(self, step: str, post: str | None) -> bool:
        """Whether the step is among those of the post; a gateway key for a centre has none."""
        return not post or step in self[post].steps

    def on(self, *axes: Axis) -> tuple[Post, ...]:
        """The posts on any of these axes."""
        return tuple(post for post in self.listed if post.axis in axes)

    def who_may(self, *steps: str) -> tuple[Post, ...]:
        """The posts that may take all of these steps."""
        return tuple(post for post in self.listed if post.steps.issuperset(steps))

    def asked_for(self, *steps: str) -> str:
        """Whom a question about a step goes to: the first post that may take all the steps, else
        the first that may take the first of them, else the post that closes cases; '' if there is
        none."""
        for wanted in (steps, steps[:1], (_CLOSE,)):
            if asked := self.who_may(*wanted):
                return asked[0].id
        return ""
