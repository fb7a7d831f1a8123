"""Idempotency keys by the centre's steady age, those of residents without their address, and the
references that came without a key."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_BEFORE_THE_KEY = "\x1f"


def upgrade() -> None:
    op.create_table(
        "steady_ages",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(53), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("centre", name=op.f("pk_steady_ages")),
    )
    op.add_column(
        "idempotency_keys",
        sa.Column("made_at_age", sa.Float(53), nullable=False, server_default="0"),
    )
    _take_addresses_off()
    op.create_table(
        "resident_references",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre", "number"],
            ["cases.centre", "cases.number"],
            name=op.f("fk_resident_references_centre_number"),
        ),
        sa.PrimaryKeyConstraint("centre", "number", name=op.f("pk_resident_references")),
        sa.UniqueConstraint(
            "centre",
            "source",
            "reference",
            name=op.f("uq_resident_references_centre_source_reference"),
        ),
    )


def _take_addresses_off() -> None:
    """A key that came from several addresses goes to the request that came first."""
    keys = sa.table("idempotency_keys", *map(sa.column, ("centre", "holder", "key", "made_at")))
    connection = op.get_bind()
    old = sa.select(keys.c.centre, keys.c.key).where(
        keys.c.holder == "resident", keys.c.key.contains(_BEFORE_THE_KEY)
    )
    taken: set[tuple[str, str]] = set()
    for centre, key in connection.execute(old.order_by(keys.c.made_at)).all():
        bare = key.partition(_BEFORE_THE_KEY)[2]
        if (centre, bare) not in taken:
            taken.add((centre, bare))
            this = (keys.c.centre == centre) & (keys.c.holder == "resident") & (keys.c.key == key)
            connection.execute(sa.update(keys).where(this).values(key=bare))
