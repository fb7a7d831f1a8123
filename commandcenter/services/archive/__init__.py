"""The archive: imports of complete case histories, simulated or from another system."""

from commandcenter.services.archive.archive import Archive
from commandcenter.services.archive.imports import ImportResult
from commandcenter.services.archive.mapping import ImportMapping, read_mapping

__all__ = ["Archive", "ImportMapping", "ImportResult", "read_mapping"]
