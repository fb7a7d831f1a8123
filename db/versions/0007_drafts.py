"""What was typed for a step and not sent: by case, account and step."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre", "number"],
            ["cases.centre", "cases.number"],
            name=op.f("fk_drafts_centre_number"),
        ),
        sa.ForeignKeyConstraint(
            ["centre", "account"],
            ["accounts.centre", "accounts.name"],
            name=op.f("fk_drafts_centre_account"),
        ),
        sa.PrimaryKeyConstraint("centre", "number", "account", "step", name=op.f("pk_drafts")),
    )
