"""Photos as evidence: re-encoded small and without metadata; place and time read before."""

from commandcenter.models.cases.photo_cleaning.photo import CleanPhoto, clean_photo

__all__ = ["CleanPhoto", "clean_photo"]
