"""Indexes over the few cases that are suspended, merged or waited for, in place of over all."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_FEW = (
    ("ix_cases_suspended", "suspended_until", "suspended_until IS NOT NULL"),
    ("ix_cases_merged", "merged_into", "merged_into IS NOT NULL"),
    ("ix_cases_waiting", "stage", "pending <> '' OR asked <> ''"),
)


def upgrade() -> None:
    # 0002 itself made the new ones for a while, and not the old ones
    for name in ("ix_cases_centre_suspended_until", "ix_cases_centre_merged_into"):
        op.drop_index(name, "cases", if_exists=True)
    for name, column, condition in _FEW:
        where = sa.text(condition)
        op.drop_index(name, "cases", if_exists=True)
        op.create_index(
            name, "cases", ["centre", column], sqlite_where=where, postgresql_where=where
        )
