"""Descriptions and addresses in one form of each letter, for searches; old rows are filled."""

import sqlalchemy as sa
from alembic import op

from commandcenter.models.search_text import search_text  # of old rows what new ones get

revision = "0011"
down_revision = "0010"

_AT_ONCE = 5000
_NAMES = ("centre", "number", "description", "address", "searched")
_WORDS = sa.table("case_words", *(sa.column(name, sa.Text()) for name in _NAMES))


def upgrade() -> None:
    op.add_column("case_words", sa.Column("searched", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    key = sa.tuple_(_WORDS.c.centre, _WORDS.c.number)
    last = ("", "")
    while rows := connection.execute(
        sa.select(*(_WORDS.c[name] for name in _NAMES[:4]))
        .where(key > last)
        .order_by(_WORDS.c.centre, _WORDS.c.number)
        .limit(_AT_ONCE)
    ).all():
        last = rows[-1][:2]
        connection.execute(
            _WORDS.update()
            .where(_WORDS.c.centre == sa.bindparam("of"), _WORDS.c.number == sa.bindparam("case"))
            .values(searched=sa.bindparam("text")),
            [
                {"of": centre, "case": number, "text": _searched(description, address)}
                for centre, number, description, address in rows
            ],
        )


def _searched(description: str, address: str | None) -> str:
    return search_text(f"{address or ''}\n{description}")
