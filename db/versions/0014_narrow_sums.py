"""Sums by breakdown, in place of one long key. Whoever upgrades a database fills them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_COUNTS = (
    "reported",
    "accepted",
    "confirmed",
    "filed",
    "voided",
    "dispatched",
    "handled",
    "handling_seconds",
    "handling_known",
    "closed",
    "closed_dispatched",
    "right_first_time",
    "reworked",
    "self_handled",
    "due",
    "due_handled",
    "due_handled_on_time",
    "due_closed",
    "due_closed_on_time",
)


def upgrade() -> None:
    op.create_table(
        "sums",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("cube", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *(sa.Column(name, _kind(name), nullable=False) for name in _COUNTS),
        sa.PrimaryKeyConstraint("centre", "cube", "day", "key", name=op.f("pk_sums")),
        sqlite_with_rowid=False,
    )
    op.drop_table("tally")


def _kind(name: str) -> sa.types.TypeEngine[int]:
    return sa.BigInteger() if name == "handling_seconds" else sa.Integer()
