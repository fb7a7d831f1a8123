"""Cleans the photos of a step, and makes remarks for the sender."""

from collections.abc import Iterator, Mapping, Sequence

from commandcenter.models.cases.photo_cleaning.photo import CleanPhoto, clean_photo
from commandcenter.models.cases.remarks import Remark, RemarkKind
from commandcenter.models.cases.rules.lifecycle import PHOTO_FIELDS
from commandcenter.models.cases.rules.report import PhotoUpload

PhotosByField = Mapping[str, Sequence[CleanPhoto]]


def clean_photos(fields: Mapping[str, object]) -> PhotosByField:
    """Those of each field that carries files. InvalidInput or TooLarge, naming field and file."""
    found = {}
    for name in PHOTO_FIELDS:
        sent = fields.get(name)
        uploads = sent if isinstance(sent, list | tuple) else [sent]
        found[name] = [
            clean_photo(one.named(f"photo {n}"), field=name)
            for n, one in enumerate(uploads, start=1)
            if isinstance(one, PhotoUpload)
        ]
    return found


def keys_of(photos: PhotosByField) -> dict[str, list[str]]:
    """The SHA-256 of the photos of each field."""
    return {name: [photo.sha256 for photo in found] for name, found in photos.items()}


def remarks_on_photos(photos: PhotosByField) -> Iterator[Remark]:
    """Those that lack their end are taken and marked, as in a report."""
    for name, found in photos.items():
        for ordinal, photo in enumerate(found, start=1):
            if photo.cut_off:
                yield Remark(name, RemarkKind.PHOTO_CUT_OFF, {"ordinal": ordinal})
