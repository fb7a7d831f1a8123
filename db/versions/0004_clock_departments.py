"""Each clock says for which department it ran; older ones leave that to history."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("case_clocks", sa.Column("department", sa.Text()))
