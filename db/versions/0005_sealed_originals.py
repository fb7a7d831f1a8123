"""The photos as they came, for packs that want them kept; nothing reads them but an inquiry."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "photo_originals",
        sa.Column("photo", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo"], ["photos.sha256"], name=op.f("fk_photo_originals_photo")
        ),
        sa.PrimaryKeyConstraint("photo", "sha256", name=op.f("pk_photo_originals")),
    )
