"""Where photos are kept: rows keyed by their SHA-256, each once."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from commandcenter.models.cases.evidence import CleanPhoto
from commandcenter.models.cases.records import Photo


def store_photos(session: Session, photos: Iterable[CleanPhoto]) -> None:
    """Keep the photos that are not kept yet."""
    for photo in {photo.sha256: photo for photo in photos}.values():
        if session.get(Photo, photo.sha256) is None:
            session.add(
                Photo(
                    sha256=photo.sha256,
                    content=photo.content,
                    media_type="image/jpeg",
                    size=len(photo.content),
                    width=photo.width,
                    height=photo.height,
                    taken_at=photo.taken_at,
                    taken_latitude=photo.taken_latitude,
                    taken_longitude=photo.taken_longitude,
                )
            )
    session.flush()
