"""The only access to SQL: transactions, the write lock, and writing history."""

from commandcenter.database.database import Database

__all__ = ["Database"]
