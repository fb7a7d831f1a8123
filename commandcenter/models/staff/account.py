"""Accounts for the desk and keys for the gateway."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base
from commandcenter.models.city.posts import Axis, Post
from commandcenter.models.city.rules import CityRules
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import Viewer


class Account(Base):
    """An account for a person at a desk."""

    __tablename__ = "accounts"

    centre: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    post: Mapped[str]
    department: Mapped[str | None] = mapped_column(default=None)
    area: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)

    def actor(self, post: Post) -> Actor:
        """`post`: the account's post as the pack in force has it."""
        return Actor.at_desk(self.name, post, self.department, self.area)

    def viewer(self, post: Post) -> Viewer:
        """`post`: the account's post as the pack in force has it."""
        return Viewer.at_desk(self.name, post, self.department, self.area)


#: The scope of a key that sees everything.
WHOLE_CENTRE = "centre"


class GatewayKey(Base):
    """A gateway key, of which only the hash is stored. `scope`: a source, a department, or the
    centre."""

    __tablename__ = "gateway_keys"

    centre: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[str]
    is_source: Mapped[bool]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    def actor(self, rules: CityRules) -> Actor:
        """A department's key handles, the centre's speaks for both centres, one of inspectors
        takes the steps of their post, others report."""
        if self.scope == WHOLE_CENTRE:
            return _of_centre(self.name, rules)
        post = self._post(rules)
        if post is None:
            return Actor(self.name, frozenset())
        return Actor(self.name, post.axes, post.id, None if self.is_source else self.scope)

    def sources(self, rules: CityRules) -> frozenset[str] | None:
        """As what it may report; None = as any source of the pack."""
        if self.scope == WHOLE_CENTRE:
            return None
        return frozenset({self.scope}) if self.is_source else rules.sources_of_departments

    def viewer(self, rules: CityRules) -> Viewer:
        if self.scope == WHOLE_CENTRE:
            return Viewer(self.name)
        if self.is_source:
            inspects = self._is_of_inspectors(rules)
            return Viewer(self.name, source=self.scope, inspections=inspects)
        return Viewer(self.name, department=self.scope)

    def _is_of_inspectors(self, rules: CityRules) -> bool:
        return self.is_source and rules.sources.get(self.scope) is SourceKind.INSPECTOR

    def _post(self, rules: CityRules) -> Post | None:
        """The first post of departments; of those that inspect, the one named like the source."""
        if not self.is_source:
            return next(iter(rules.posts.on(Axis.DEPARTMENT)), None)
        if not self._is_of_inspectors(rules):
            return None
        own = rules.posts[self.scope]
        return own if own.inspects else next((p for p in rules.posts if p.inspects), None)


def _of_centre(name: str, rules: CityRules) -> Actor:
    """A key that acts for both centres, and whom the tasks of all their posts reach."""
    axes = Axis.SUPERVISION, Axis.COMMAND
    posts = frozenset(post.id for post in rules.posts.on(*axes))
    return Actor(name, frozenset(axes), stands_for=posts)
