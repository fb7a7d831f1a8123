"""What somebody with the database's own password can do."""

from commandcenter.database import Database

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
