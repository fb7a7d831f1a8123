"""Backups of a database: making them, restoring them, and proving that they can be restored."""

from commandcenter.services.backup.backup import Backup

__all__ = ["Backup"]
