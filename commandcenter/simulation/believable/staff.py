"""The accounts of a demo: one a post, named like the post, and one a department."""

from collections.abc import Iterator
from dataclasses import dataclass

from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.post import Post
from commandcenter.models.staff.viewer import Viewer
from commandcenter.packs.content.pack import CityPack


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in the demo: what they may do, and what they see."""

    name: str
    post: Post
    department: str | None
    actor: Actor
    viewer: Viewer

    @classmethod
    def at(cls, post: Post, department: str | None = None) -> "Member":
        name = f"{post}-{department}" if department else str(post)
        return cls(
            name,
            post,
            department,
            Actor.at_desk(name, post, department),
            Viewer.at_desk(name, post, department, None),
        )


class Staff:
    """Who works in a city, and who of them takes which step."""

    def __init__(self, pack: CityPack) -> None:
        posts = [Member.at(post) for post in Post if post is not Post.DEPARTMENT]
        offices = [Member.at(Post.DEPARTMENT, office.code) for office in pack.departments]
        self._members = {member.name: member for member in (*posts, *offices)}
        self._departments = {office.department: office for office in offices}
        self._takers = {
            step: member for member in reversed(posts) for step in pack.posts.get(member.post, ())
        }
        self._steps = {str(post): steps for post, steps in pack.posts.items()}
        self._by_address = {
            address: member for member in self for address in member.actor.addresses
        }

    def __iter__(self) -> Iterator[Member]:
        return iter(self._members.values())

    def of_post(self, post: Post) -> Member:
        return self._members[str(post)]

    def of_department(self, code: str | None) -> Member | None:
        """None for a department that the pack no longer has."""
        return self._departments.get(code)

    def who_takes(self, step: Step) -> Member | None:
        """The centre's own who may take a step; None where the pack gives it to nobody."""
        return self._takers.get(step)

    def of_post_who_takes(self, post: Post, step: Step) -> Member | None:
        """The one at this post; None where the pack does not let it take the step."""
        return self.of_post(post) if step in self._steps.get(post, ()) else None

    def of_department_who_takes(self, code: str | None, step: Step) -> Member | None:
        """The department's own; None where it is gone, or may not take the step."""
        may = step in self._steps.get(Post.DEPARTMENT, ())
        return self.of_department(code) if may else None

    def asked(self, address: str) -> Member | None:
        """Whom a task names by account, post or department; None for one who may not reply."""
        member = self._by_address.get(address)
        may = member is not None and Step.REPLY in self._steps.get(member.post, ())
        return member if may else None
