"""Photos and originals by centre: a city holds the same picture of two of its districts."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_HOME = "(SELECT code FROM centres WHERE is_home)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _alter()
    else:
        _make_again()


def _alter() -> None:
    keys = {"photos": ["sha256"], "photo_originals": ["photo", "sha256"]}
    for table in keys:  # first of all: where they are there, the tables are newer than they say
        op.add_column(table, sa.Column("centre", sa.Text(), nullable=True))
    op.drop_constraint("fk_case_photos_sha256", "case_photos", type_="foreignkey")
    op.drop_constraint("fk_photo_originals_photo", "photo_originals", type_="foreignkey")
    for table, key in keys.items():
        op.execute(f"UPDATE {table} SET centre = {_HOME}")  # noqa: S608  our names
        op.alter_column(table, "centre", nullable=False)
        op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.create_primary_key(f"pk_{table}", table, ["centre", *key])
    for table, column in (("case_photos", "sha256"), ("photo_originals", "photo")):
        op.create_foreign_key(
            f"fk_{table}_centre_{column}",
            table,
            "photos",
            ["centre", column],
            ["centre", "sha256"],
        )


def _make_again() -> None:
    """SQLite changes no key. Each new table is filled before an old one goes, children first, so
    that no row ever lacks the row that it refers to; renaming corrects the references."""
    op.add_column("photos", sa.Column("centre", sa.Text()))  # refused where the tables are newer
    _make("photos", _PHOTO)
    _make("photo_originals", _ORIGINAL)
    _make("case_photos", _OF_CASE)
    for table in ("case_photos", "photo_originals", "photos"):
        op.drop_table(table)
        op.rename_table(f"new_{table}", table)


def _make(table: str, parts: Sequence[Any]) -> None:
    new = op.create_table(f"new_{table}", *parts)
    names = [column.name for column in new.columns]
    values = [_HOME if name == "centre" and table != "case_photos" else name for name in names]
    op.execute(
        f"INSERT INTO new_{table} ({', '.join(names)})"  # noqa: S608  our names
        f" SELECT {', '.join(values)} FROM {table}"
    )


_PHOTO: tuple[Any, ...] = (
    sa.Column("centre", sa.Text(), nullable=False),
    sa.Column("sha256", sa.Text(), nullable=False),
    sa.Column("content", sa.LargeBinary(), nullable=False),
    sa.Column("media_type", sa.Text(), nullable=False),
    sa.Column("size", sa.Integer(), nullable=False),
    sa.Column("width", sa.Integer(), nullable=False),
    sa.Column("height", sa.Integer(), nullable=False),
    sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("taken_latitude", sa.Float(precision=53), nullable=True),
    sa.Column("taken_longitude", sa.Float(precision=53), nullable=True),
    sa.Column("cut_off", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.PrimaryKeyConstraint("centre", "sha256", name="pk_photos"),
)
_ORIGINAL: tuple[Any, ...] = (
    sa.Column("centre", sa.Text(), nullable=False),
    sa.Column("photo", sa.Text(), nullable=False),
    sa.Column("sha256", sa.Text(), nullable=False),
    sa.Column("content", sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(
        ["centre", "photo"],
        ["new_photos.centre", "new_photos.sha256"],
        name="fk_photo_originals_centre_photo",
    ),
    sa.PrimaryKeyConstraint("centre", "photo", "sha256", name="pk_photo_originals"),
)
_OF_CASE: tuple[Any, ...] = (
    sa.Column("centre", sa.Text(), nullable=False),
    sa.Column("number", sa.Text(), nullable=False),
    sa.Column("ordinal", sa.Integer(), nullable=False),
    sa.Column("sha256", sa.Text(), nullable=False),
    sa.Column("phase", sa.Text(), nullable=False),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(
        ["centre", "number"],
        ["cases.centre", "cases.number"],
        name="fk_case_photos_centre_number",
    ),
    sa.ForeignKeyConstraint(
        ["centre", "sha256"],
        ["new_photos.centre", "new_photos.sha256"],
        name="fk_case_photos_centre_sha256",
    ),
    sa.PrimaryKeyConstraint("centre", "number", "ordinal", name="pk_case_photos"),
)
