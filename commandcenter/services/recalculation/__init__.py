"""Recalculation: open cases counted anew after rules or the calendar have changed."""

from commandcenter.services.recalculation.recalculation import Move, Recalculated, Recalculation

__all__ = ["Move", "Recalculated", "Recalculation"]
