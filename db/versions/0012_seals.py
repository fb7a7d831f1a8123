"""Seals over what the log does not tell of; the database refuses to change or remove one."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_SQLITE_GUARDS = (
    """
    CREATE TRIGGER seals_are_never_changed BEFORE UPDATE ON seals
    BEGIN SELECT RAISE(ABORT, 'seals are only added'); END
    """,
    """
    CREATE TRIGGER seals_are_never_removed BEFORE DELETE ON seals
    BEGIN SELECT RAISE(ABORT, 'seals are only added'); END
    """,
)
_POSTGRES_GUARDS = (
    """
    CREATE FUNCTION seals_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'seals are only added'; END $$
    """,
    """
    CREATE TRIGGER seals_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON seals
    FOR EACH STATEMENT EXECUTE FUNCTION seals_are_only_added()
    """,
)


def upgrade() -> None:
    op.create_table(
        "seals",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("centre", "sequence", name=op.f("pk_seals")),
    )
    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRES_GUARDS if postgres else _SQLITE_GUARDS:
        op.execute(statement)
