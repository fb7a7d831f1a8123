"""Side branches of a case: applications, merges, tasks of posts and departments."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_OF_CASES: tuple[sa.Column[Any], ...] = (
    sa.Column("pending", sa.Text(), nullable=False, server_default=""),
    sa.Column("asked", sa.Text(), nullable=False, server_default=""),
    sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True),
    sa.Column("part", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("transfers", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("decided_department", sa.Text(), nullable=True),
    sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("clock_goes_on", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("excused", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("self_handled", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("merged_into", sa.Text(), nullable=True),
    sa.Column("own_reported_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("split_from", sa.Text(), nullable=True),
)
_OF_TASKS: tuple[sa.Column[Any], ...] = (
    sa.Column("assignee_kind", sa.Text(), nullable=False, server_default="account"),
    sa.Column("salt", sa.Text(), nullable=True),
)


def upgrade() -> None:
    for column in _OF_CASES:
        op.add_column("cases", column)
    for column in _OF_TASKS:
        op.add_column("tasks", column)
    op.create_index("ix_cases_centre_suspended_until", "cases", ["centre", "suspended_until"])
    op.create_index("ix_cases_centre_merged_into", "cases", ["centre", "merged_into"])
    _make_applications()
    _make_merges()


def _make_applications() -> None:
    op.create_table(
        "applications",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("endorsed_by", sa.Text(), nullable=True),
        sa.Column("endorsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre", "number"],
            ["cases.centre", "cases.number"],
            name=op.f("fk_applications_centre_number"),
        ),
        sa.PrimaryKeyConstraint("centre", "number", "ordinal", name=op.f("pk_applications")),
    )
    undecided = sa.text("decided_at IS NULL")
    op.create_index(
        "uq_applications_open",
        "applications",
        ["centre", "number", "kind"],
        unique=True,
        sqlite_where=undecided,
        postgresql_where=undecided,
    )


def _make_merges() -> None:
    op.create_table(
        "merges",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("into", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('number <> "into"', name=op.f("ck_merges_not_into_itself")),
        sa.ForeignKeyConstraint(
            ["centre", "number"],
            ["cases.centre", "cases.number"],
            name=op.f("fk_merges_centre_number"),
        ),
        sa.ForeignKeyConstraint(
            ["centre", "into"], ["cases.centre", "cases.number"], name=op.f("fk_merges_centre_into")
        ),
        sa.PrimaryKeyConstraint("centre", "number", "ordinal", name=op.f("pk_merges")),
    )
