"""The heart-beats of the jobs: when each kind last began, ended and succeeded."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "job_beats",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_params", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("centre", "job", name=op.f("pk_job_beats")),
    )
