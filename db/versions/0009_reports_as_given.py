"""What reports gave as it came: points of another datum, clocks that ran ahead, photos cut off."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("cases", sa.Column("datum", sa.Text()))
    op.add_column("cases", sa.Column("given_latitude", sa.Float(53)))
    op.add_column("cases", sa.Column("given_longitude", sa.Float(53)))
    op.add_column("cases", sa.Column("clock_showed", sa.DateTime(timezone=True)))
    op.add_column(
        "photos", sa.Column("cut_off", sa.Boolean(), nullable=False, server_default=sa.false())
    )
