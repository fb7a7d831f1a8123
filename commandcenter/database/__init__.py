"""The one door to SQL: transactions, the writers' queue, history on the way out."""

from commandcenter.database.database import Database

__all__ = ["Database"]
