"""The actor of a step: an account, a gateway key, or the program itself."""

from dataclasses import dataclass

from commandcenter.models.city.posts import Axis, Post


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` is what history shows. `post` is None for keys and for the program.

    `stands_for`: the posts whose tasks also reach it, such as all posts of a key for the centre.
    `same_as`: under what other names the same actor acts; all keys for the centre are one actor.
    `area`: the only one whose cases it dispatches; None for those of all areas.
    """

    name: str
    axes: frozenset[Axis]
    post: str | None = None
    department: str | None = None
    stands_for: frozenset[str] = frozenset()
    same_as: frozenset[str] = frozenset()
    area: str | None = None

    def acted_as(self, name: str | None) -> bool:
        """Whether history shows this actor under the name."""
        return name == self.name or name in self.same_as

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses under which tasks reach this actor: name, post and department."""
        posts = self.stands_for | ({self.post} if self.post else set())
        own = {f"account:{self.name}", *(f"post:{post}" for post in posts)}
        if self.department and Axis.DEPARTMENT in self.axes:
            own.add(f"department:{self.department}")
        return frozenset(own)

    @classmethod
    def at_desk(
        cls, name: str, post: Post, department: str | None, area: str | None = None
    ) -> "Actor":
        """A person with a post."""
        return cls(name, post.axes, post.id, department, area=area)


#: The program: imports, resumptions, warnings.
SYSTEM = Actor("system", frozenset({Axis.SYSTEM}))
#: All who report through the gateway without a key.
RESIDENT = Actor("resident", frozenset())
#: Names that no account and no key can have; `centre` is a scope and a viewer.
RESERVED_NAMES = frozenset({SYSTEM.name, RESIDENT.name, "centre"})
