"""What somebody with the database's own password can do."""

from sqlalchemy import insert, select, update

from commandcenter.database import Database
from commandcenter.models.cases.event_log import (
    GENESIS,
    Entry,
    EventLogEntry,
    canonical,
    entry_hash,
)

_GUARDS_OFF = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS event_log_is_never_changed",
        "DROP TRIGGER IF EXISTS event_log_is_never_removed",
        "PRAGMA defer_foreign_keys = ON",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS event_log_guard ON event_log",
        "SET session_replication_role = replica",
    ),
}


def tamper(address: str, *statements: str) -> None:
    """Take the guards away and do it."""
    database = Database(address)
    with database.raw_write() as connection:
        for statement in (*_GUARDS_OFF[connection.dialect.name], *statements):
            connection.exec_driver_sql(statement)
    database.close()


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
    tamper(address)
    payload = canonical({"set": {"number": number, "stage": stage, "version": version}})
    database = Database(address)
    with database.raw_write() as connection:
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
    with database.raw_write() as connection:
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
