"""Passwords of accounts, and the access log of sign-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "credentials",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre", "account"],
            ["accounts.centre", "accounts.name"],
            name=op.f("fk_credentials_centre_account"),
        ),
        sa.PrimaryKeyConstraint("centre", "account", name=op.f("pk_credentials")),
    )
    op.create_table(
        "sign_in_events",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("centre", "ordinal", name=op.f("pk_sign_in_events")),
    )
    op.create_index(
        op.f("ix_sign_in_events_workstation"),
        "sign_in_events",
        ["centre", "workstation", "happened_at"],
    )
