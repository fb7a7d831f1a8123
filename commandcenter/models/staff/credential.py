"""What an account proves itself with, and what happened at its sign-ins."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class Credential(Base):
    """The password of an account, as an argon2id hash in PHC form. An account without a row has no
    password, and nobody can sign in with it."""

    __tablename__ = "credentials"
    __table_args__ = (
        ForeignKeyConstraint(["centre", "account"], ["accounts.centre", "accounts.name"]),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    password_hash: Mapped[str]
    set_at: Mapped[datetime]


class SignInEvent(Base):
    """Part of the access log; wakes nobody.

    `account` is empty where nobody has the name that was typed: it may have been a password.
    `by`: who did it, where that is somebody else. `workstation`: `user@machine`, as it says itself.
    """

    __tablename__ = "sign_in_events"
    __table_args__ = (
        Index("ix_sign_in_events_workstation", "centre", "workstation", "happened_at"),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account: Mapped[str]
    event: Mapped[str]
    workstation: Mapped[str]
    by: Mapped[str | None] = mapped_column(default=None)
    happened_at: Mapped[datetime]
