"""What is done to a database by hand, and what an audit says of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.schema.tables import METADATA
from commandcenter.services.log_audit import LogFault
from tests.services.tampering import unguarded

#: The case that went through a lot, whatever the database.
NUMBER = "1101012026112300001"


def said(center: CommandCenter) -> str:
    """What an audit says, in English; whatever it is can be said in Chinese."""
    return sentences(center.log_audit.verify(anchor_file=center.anchor_file).faults)


def sentences(found: Iterable[LogFault]) -> str:
    faults = list(found)
    assert all(fault.sentence("zh") for fault in faults)
    return "\n".join(f"{fault.number or ''} {fault.sentence('en')}".strip() for fault in faults)


#: What is done to the tables, and what of a row it needs.
Change = Callable[[Connection], object]


@contextmanager
def altered(database: Database, change: Change) -> Iterator[Session]:
    """The database with the change in it, its guards in place; undone afterwards."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        with unguarded(connection):
            change(connection)
        with Session(connection, autoflush=False) as session:
            yield session
        transaction.rollback()


def rows(address: str, table: str) -> list[dict[str, Any]]:
    database = Database(address)
    with database.raw_read() as connection:
        rows = connection.execute(select(METADATA.tables[table])).all()
    database.close()
    return [dict(row._mapping) for row in rows]
