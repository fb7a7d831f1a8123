"""Which of its centres a database belongs to: a city also holds the centres of its districts."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column(
        "centres", sa.Column("is_home", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute("UPDATE centres SET is_home = true WHERE code = (SELECT min(code) FROM centres)")
    home = sa.text("is_home")
    op.create_index(
        "uq_centres_home",
        "centres",
        ["is_home"],
        unique=True,
        sqlite_where=home,
        postgresql_where=home,
    )
