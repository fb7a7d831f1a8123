"""The archive: whole histories brought in, of this city's own making or from another system."""

from commandcenter.services.archive.archive import Archive

__all__ = ["Archive"]
