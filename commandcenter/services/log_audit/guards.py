"""Checks the triggers that protect log and seals, and looks for foreign objects and rows."""

import re
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select, text

from commandcenter.models.base import Base
from commandcenter.models.schema.seal import Seal
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.services.log_audit.shared.faults import LogFault

_GUARDED = (EventLogEntry.__tablename__, Seal.__tablename__)
_OF_FILE = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
#: Before every statement that updates, deletes or truncates (2 + 8 + 16 + 32), and not disabled.
_OF_SERVER = text("""
    SELECT p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = to_regclass(:table) AND NOT t.tgisinternal
      AND t.tgtype & 59 = 58 AND t.tgqual IS NULL AND t.tgenabled IN ('O', 'A')
""")
#: The guards that migrations and `rights apply` made, with their tables.
_OURS = frozenset(
    {
        ("event_log_is_never_changed", "event_log"),
        ("event_log_is_never_removed", "event_log"),
        ("seals_are_never_changed", "seals"),
        ("seals_are_never_removed", "seals"),
        ("event_log_guard", "event_log"),
        ("seals_guard", "seals"),
        ("event_log_entry", "event_log"),
    }
)
_IN_FILE = text("""
    SELECT type, name, tbl_name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name
""")
_ON_SERVER = text("""
    WITH ours AS (
        SELECT c.oid, c.relname, c.relkind FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
              AND d.objid = c.oid AND d.deptype = 'e')
    )
    SELECT 'trigger', t.tgname, ours.relname FROM pg_trigger t
      JOIN ours ON ours.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'trigger', r.rulename, ours.relname FROM pg_rewrite r
      JOIN ours ON ours.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'trigger', e.evtname, '' FROM pg_event_trigger e WHERE NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_event_trigger'::regclass
          AND d.objid = e.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'view', ours.relname, ours.relname FROM ours WHERE ours.relkind IN ('v', 'm')
    ORDER BY 2
""")
_STRAY_DRAFTS = text("""
    SELECT DISTINCT d.number, d.account FROM drafts d
    LEFT JOIN cases c ON c.centre = d.centre AND c.number = d.number
    LEFT JOIN accounts a ON a.centre = d.centre AND a.name = d.account
    WHERE c.number IS NULL OR a.name IS NULL ORDER BY d.number, d.account
""")
_REFUSES = re.compile(r"\s*BEGIN\s+RAISE EXCEPTION '[^']*';\s+END\s*")


def guard_faults(connection: Connection) -> Iterator[LogFault]:
    """Append-only tables whose protecting trigger is missing."""
    is_guarded = _file_guards if connection.dialect.name == "sqlite" else _server_guards
    for table in _GUARDED:
        if not is_guarded(connection, table):
            yield LogFault(None, None, "guard-gone", {"table": table})


def _file_guards(connection: Connection, table: str) -> bool:
    found = [" ".join(sql.split()) for sql in connection.scalars(_OF_FILE, {"table": table})]
    refuses = r"CREATE TRIGGER \w+ BEFORE {} ON {} BEGIN SELECT RAISE\(ABORT, '[^']*'\); END"
    return all(
        any(re.fullmatch(refuses.format(change, table), sql) for sql in found)
        for change in ("UPDATE", "DELETE")
    )


def _server_guards(connection: Connection, table: str) -> bool:
    return any(map(_REFUSES.fullmatch, connection.scalars(_OF_SERVER, {"table": table})))


def added_faults(connection: Connection) -> Iterator[LogFault]:
    """Triggers, rules and views that no migration made: they can change what is written or shown.

    On a server, in the schema of the program; what an extension brought is left out.
    """
    is_file = connection.dialect.name == "sqlite"
    for kind, name, table in connection.execute(_IN_FILE if is_file else _ON_SERVER):
        if (name, table) not in _OURS:
            fault_id = "view-added" if kind == "view" else "trigger-added"
            yield LogFault(None, None, fault_id, {"name": name, "table": table})


def draft_faults(connection: Connection) -> Iterator[LogFault]:
    """Drafts whose case or account does not exist."""
    for number, account in connection.execute(_STRAY_DRAFTS):
        yield LogFault(None, number, "draft-of-nobody", {"account": account})


def foreign_faults(connection: Connection, held: Collection[str]) -> Iterator[LogFault]:
    """Tables with rows of a centre that the database does not hold."""
    for table in Base.metadata.sorted_tables:
        if "centre" in table.columns:
            others = select(table.c.centre).where(table.c.centre.not_in(held)).limit(1)
            if connection.execute(others).first() is not None:
                yield LogFault(None, None, "rows-of-other-centre", {"table": table.name})
