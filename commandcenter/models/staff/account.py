"""Accounts for the desk and keys for the gateway."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.post import Axis, Post
from commandcenter.models.staff.viewer import Viewer


class Account(Base):
    """An account for a person at a desk."""

    __tablename__ = "accounts"

    centre: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    post: Mapped[Post] = mapped_column(Word(Post))
    department: Mapped[str | None] = mapped_column(default=None)
    area: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)

    def actor(self) -> Actor:
        return Actor.at_desk(self.name, self.post, self.department)

    def viewer(self) -> Viewer:
        return Viewer.at_desk(self.name, self.post, self.department, self.area)


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

    def actor(self) -> Actor:
        """A department's key handles, the centre's speaks for both centres, others report."""
        if self.scope == WHOLE_CENTRE:
            return Actor(self.name, frozenset({Axis.SUPERVISION, Axis.COMMAND}))
        if not self.is_source:
            return Actor(self.name, frozenset({Axis.DEPARTMENT}), Post.DEPARTMENT, self.scope)
        if self.scope == Post.INSPECTOR:
            return Actor(self.name, frozenset({Axis.SUPERVISION}), Post.INSPECTOR)
        return Actor(self.name, frozenset())

    def sources(self) -> frozenset[str] | None:
        """As what it may report; None = as any source of the pack."""
        if self.scope == WHOLE_CENTRE:
            return None
        return frozenset({self.scope if self.is_source else Post.DEPARTMENT.value})

    def viewer(self) -> Viewer:
        if self.scope == WHOLE_CENTRE:
            return Viewer(self.name)
        if self.is_source:
            inspects = self.scope == Post.INSPECTOR
            return Viewer(self.name, source=self.scope, inspections=inspects)
        return Viewer(self.name, department=self.scope)
