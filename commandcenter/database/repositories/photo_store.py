"""Stores photos as rows keyed by their SHA-256, each once per centre."""

import hashlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from commandcenter.database.seals import note_rows
from commandcenter.database.this_centre import this_centre
from commandcenter.models.base import Base
from commandcenter.models.cases.photo_cleaning import CleanPhoto
from commandcenter.models.cases.tables.photos import Photo, PhotoOriginal
from commandcenter.models.schema.seal import row_digest, row_key


def store_photos(session: Session, photos: Iterable[CleanPhoto], *, originals: bool) -> None:
    """Store photos that are not stored yet; if the pack says so, the sealed originals too."""
    new, centre = list(photos), this_centre(session).code
    _keep(session, Photo, [_photo_row(centre, photo) for photo in new])
    if originals:
        _keep(session, PhotoOriginal, [_original_row(centre, photo) for photo in new])


def _keep(session: Session, mapped: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows that are not there yet; existing rows and their seals stay unchanged."""
    if not rows:
        return
    table: Table = mapped.metadata.tables[mapped.__tablename__]
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    added = dialect.insert(table).values(rows).on_conflict_do_nothing()
    kept = session.execute(added.returning(*table.primary_key))
    new = {row_key(mapped, row._asdict()) for row in kept}
    digests = {row_key(mapped, row): row_digest(mapped, row) for row in rows}
    note_rows(session, {key: digests[key] for key in new})


def _photo_row(centre: str, photo: CleanPhoto) -> dict[str, object]:
    return {
        "centre": centre,
        "sha256": photo.sha256,
        "content": photo.content,
        "media_type": "image/jpeg",
        "size": len(photo.content),
        "width": photo.width,
        "height": photo.height,
        "cut_off": photo.cut_off,
        "taken_at": photo.taken_at,
        "taken_latitude": photo.taken_latitude,
        "taken_longitude": photo.taken_longitude,
    }


def _original_row(centre: str, photo: CleanPhoto) -> dict[str, object]:
    sha256 = hashlib.sha256(photo.original).hexdigest()
    return {"centre": centre, "photo": photo.sha256, "sha256": sha256, "content": photo.original}
