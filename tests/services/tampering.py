"""What somebody with the database's own password can do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, insert, select, update

from commandcenter.database import Database
from commandcenter.models.work.log.event_log import (
    GENESIS,
    Entry,
    EventLogEntry,
    canonical,
    entry_hash,
)


def tamper(address: str, *statements: str) -> None:
    """Take the guards away, do it, and put the guards back."""
    database = Database(address)
    with database.engine.connect() as connection:
        if database.is_sqlite:
            _forget_foreign_keys(connection)
        with connection.begin(), unguarded(connection):
            for statement in statements:
                connection.exec_driver_sql(statement)
    database.close()


def _forget_foreign_keys(connection: Connection) -> None:
    """Which a file does only outside of any transaction; the connection ends with this."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA foreign_keys = OFF")


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Nothing is refused meanwhile, and afterwards nobody sees that it was so."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield
        return
    guards = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).all()
    for guard in guards:
        connection.exec_driver_sql(f"DROP TRIGGER {guard.name}")
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    yield
    for guard in guards:
        connection.exec_driver_sql(guard.sql)


def remove_case(address: str, number: str) -> None:
    beside = ("case_clocks", "case_words", "opinions", "reporters", "case_photos", "tasks")
    tamper(
        address,
        *(f"DELETE FROM {table} WHERE number = '{number}'" for table in (*beside, "cases")),  # noqa: S608
    )


def append_line(
    address: str, number: str, *, version: int, stage: str, claimed: str | None = None
) -> None:
    """A line with its right place and hash."""
    payload = canonical({"set": {"number": number, "stage": stage, "version": version}})
    database = Database(address)
    with database.raw_write() as connection, unguarded(connection):
        last = connection.execute(
            select(EventLogEntry.__table__).order_by(EventLogEntry.sequence.desc()).limit(1)
        ).one()
        changed = {"number": number, "version": version, "stage": claimed or stage}
        line = {**last._mapping, **changed, "sequence": last.sequence + 1, "payload": payload}
        line |= {"previous_hash": last.hash}
        connection.execute(insert(EventLogEntry), line)
    database.close()
    write_anew(address)


def write_anew(address: str) -> None:
    """All hashes again, as somebody would who knows how they are made."""
    database = Database(address)
    table = EventLogEntry.__table__
    with database.raw_write() as connection, unguarded(connection):
        previous = GENESIS
        for line in connection.execute(select(table).order_by(EventLogEntry.sequence)).all():
            entry = Entry(*(line._mapping[name] for name in Entry._fields))
            found = entry_hash(previous, line.centre, line.sequence, entry, line.recorded_at)
            connection.execute(
                update(EventLogEntry)
                .where(EventLogEntry.sequence == line.sequence)
                .values(previous_hash=previous, hash=found)
            )
            previous = found
    database.close()
