"""Whose desk dispatches a case, and how often it was passed to the level above."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("cases", sa.Column("held_at", sa.Text(), nullable=True))
    op.add_column(
        "cases", sa.Column("escalations", sa.Integer(), nullable=False, server_default="0")
    )
