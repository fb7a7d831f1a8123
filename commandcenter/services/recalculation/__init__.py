"""Recalculates the deadlines of open cases after rules or calendar have changed."""

from commandcenter.services.recalculation.recalculation import Move, Recalculated, Recalculation

__all__ = ["Move", "Recalculated", "Recalculation"]
