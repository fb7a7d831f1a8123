"""Re-encodes photos, smaller and without metadata, after reading their place and time."""

from commandcenter.models.cases.photo_cleaning.photo import CleanPhoto, clean_photo

__all__ = ["CleanPhoto", "clean_photo"]
