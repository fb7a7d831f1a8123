"""The access log: who read a reporter's identity, and who used the command line."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class IdentityRead(Base):
    """A record of who read a reporter's identity, and when. Not part of the feed."""

    __tablename__ = "identity_reads"

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[datetime] = mapped_column(primary_key=True)


class IdentityReadReason(Base):
    """Why somebody had a reporter shown in full, in their words; beside the `IdentityRead`, which
    was sealed before reasons were asked for."""

    __tablename__ = "identity_read_reasons"

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[datetime] = mapped_column(primary_key=True)
    reason: Mapped[str]


class CommandLineUse(Base):
    """Somebody acted as an account from a command line: who the machine says it was, and for what.
    Part of the access log; wakes nobody."""

    __tablename__ = "command_line_uses"

    centre: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account: Mapped[str]
    system_user: Mapped[str]
    command: Mapped[str]
    number: Mapped[str | None] = mapped_column(default=None)
    used_at: Mapped[datetime]
