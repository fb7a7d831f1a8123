"""Warnings: which clocks have crossed a mark since last time, and who hears of it."""

from commandcenter.services.warnings.rows import Raised, WarningRow
from commandcenter.services.warnings.warnings import Warnings

__all__ = ["Raised", "WarningRow", "Warnings"]
