"""The accounts of a demo: one a post, named like the post, and one a department."""

from collections.abc import Iterator
from dataclasses import dataclass

from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.posts import Axis, Post
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import Viewer
from commandcenter.packs.content.pack import CityPack


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in the demo: what they may do, and what they see."""

    name: str
    post: str
    department: str | None
    actor: Actor
    viewer: Viewer

    @classmethod
    def at(cls, post: Post, department: str | None = None) -> "Member":
        name = f"{post.id}-{department}" if department else post.id
        return cls(
            name,
            post.id,
            department,
            Actor.at_desk(name, post, department),
            Viewer.at_desk(name, post, department, None),
        )


class Staff:
    """The people who work in a city, and the steps that each of them takes."""

    def __init__(self, pack: CityPack) -> None:
        self._posts = pack.posts
        self._kinds = {source.id: source.kind for source in pack.sources}
        desks = [Member.at(post) for post in pack.posts if not post.needs_department]
        offices = [
            Member.at(post, office.code)
            for post in pack.posts.on(Axis.DEPARTMENT)[:1]
            for office in pack.departments
        ]
        self._members = {member.name: member for member in (*desks, *offices)}
        self._departments = {office.department: office for office in offices}
        self._takers = {
            step: [
                self._members[post.id]
                for post in pack.posts.who_may(step)
                if not post.needs_department
            ]
            for step in Step
        }
        self._by_address = {
            address: member for member in self for address in member.actor.addresses
        }

    def __iter__(self) -> Iterator[Member]:
        return iter(self._members.values())

    def kind_of(self, source: str) -> SourceKind | None:
        """The kind of a source; None for one that the pack no longer has."""
        return self._kinds.get(source)

    def of_department(self, code: str | None) -> Member | None:
        """None for a department that the pack no longer has."""
        return self._departments.get(code)

    def who_takes(self, step: Step, *axes: Axis) -> Member | None:
        """The centre's own who may take a step, on one of the axes if any are named; None where the
        pack gives it to nobody."""
        takers = self._takers[step]
        return next((one for one in takers if not axes or one.actor.axes.intersection(axes)), None)

    def who_looks_on(self, step: Step, axis: Axis) -> Member | None:
        """The last post of an axis that may take a step: a leader rather than a dispatcher."""
        return next((one for one in reversed(self._takers[step]) if axis in one.actor.axes), None)

    def of_department_who_takes(self, code: str | None, step: Step) -> Member | None:
        """The department's own; None where it is gone, or may not take the step."""
        member = self.of_department(code)
        return member if member and self._may(member, step) else None

    def asked(self, address: str) -> Member | None:
        """Whom a task names by account, post or department; None for one who may not reply."""
        member = self._by_address.get(address)
        return member if member and self._may(member, Step.REPLY) else None

    def _may(self, member: Member, step: Step) -> bool:
        return step in self._posts.steps_of(member.post)
