"""Adds to the stored sums."""

from functools import lru_cache

from sqlalchemy import Connection, Dialect

from commandcenter.database.bulk.inserts import Addition
from commandcenter.models.figures.contributions import Sums
from commandcenter.models.figures.stored_sums import SUMS


def add_sums(connection: Connection, centre: str, sums: Sums) -> None:
    """Add these sums to those of the centre."""
    addition = _addition(connection.dialect)
    rows = [addition.row((centre, *key, *numbers)) for key, numbers in sums.changed()]
    addition.execute(connection, rows)


@lru_cache(maxsize=8)
def _addition(dialect: Dialect) -> Addition:
    return Addition(SUMS, dialect)
