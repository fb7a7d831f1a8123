"""Photos, each picture stored once, and the cases that they belong to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Float, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word


class PhotoPhase(StrEnum):
    """When in the life of the case a photo was taken."""

    BEFORE = "before"
    CONFIRM = "confirm"
    AFTER = "after"
    INSPECT = "inspect"


class Photo(Base):
    """A picture, re-encoded without metadata; keyed by its centre and the SHA-256 of its bytes."""

    __tablename__ = "photos"

    centre: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    #: The file broke off before its end; what was left out is blank.
    cut_off: Mapped[bool] = mapped_column(default=False)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_latitude: Mapped[float | None] = mapped_column(Float(53), default=None)
    taken_longitude: Mapped[float | None] = mapped_column(Float(53), default=None)


class PhotoOriginal(Base):
    """A photo as it came, metadata and all: sealed, no service hands it out. One picture may have
    come in several files."""

    __tablename__ = "photo_originals"
    __table_args__ = (
        ForeignKeyConstraint(["centre", "photo"], ["photos.centre", "photos.sha256"]),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    photo: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class CasePhoto(Base):
    """A photo on a case."""

    __tablename__ = "case_photos"
    __table_args__ = (
        ForeignKeyConstraint(["centre", "number"], ["cases.centre", "cases.number"]),
        ForeignKeyConstraint(["centre", "sha256"], ["photos.centre", "photos.sha256"]),
    )

    centre: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    phase: Mapped[PhotoPhase] = mapped_column(Word(PhotoPhase))
    added_at: Mapped[datetime]
