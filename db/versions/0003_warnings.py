"""Warnings as rows; each running clock says when its marks are to be looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("case_clocks", sa.Column("next_mark_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE case_clocks SET next_mark_at = started_at"
        " WHERE ended_at IS NULL AND due_at IS NOT NULL"
    )
    looked_at = sa.text("next_mark_at IS NOT NULL")
    op.create_index(
        "ix_case_clocks_centre_next_mark_at",
        "case_clocks",
        ["centre", "next_mark_at"],
        sqlite_where=looked_at,
        postgresql_where=looked_at,
    )
    _make_warnings()
    op.create_table(
        "warning_watch",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("watched_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("centre", name=op.f("pk_warning_watch")),
    )
    op.create_table(
        "calendar_overrides",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("centre", "day", name=op.f("pk_calendar_overrides")),
    )


def _make_warnings() -> None:
    op.create_table(
        "warnings",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deliver_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre", "number", "clock", "ordinal"],
            [
                "case_clocks.centre",
                "case_clocks.number",
                "case_clocks.name",
                "case_clocks.ordinal",
            ],
            name=op.f("fk_warnings_centre_number_clock_ordinal"),
        ),
        sa.PrimaryKeyConstraint(
            "centre", "number", "clock", "ordinal", "mark", name=op.f("pk_warnings")
        ),
    )
    held = sa.text("held")
    op.create_index(
        "ix_warnings_held",
        "warnings",
        ["centre", "number"],
        sqlite_where=held,
        postgresql_where=held,
    )
