"""What an account has typed or chosen for a step of a case and has not sent."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base


class Draft(Base):
    """Free text that may contain names: it is deleted when the step is taken or a reporter is
    erased.

    `basis` is what the form was made for, as the screen writes it; `content` is JSON.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        ForeignKeyConstraint(["centre", "number"], ["cases.centre", "cases.number"]),
        ForeignKeyConstraint(["centre", "account"], ["accounts.centre", "accounts.name"]),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    basis: Mapped[str]
    content: Mapped[str]
    kept_at: Mapped[datetime]
