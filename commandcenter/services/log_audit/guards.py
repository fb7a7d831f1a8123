"""What guards the log and its seals, and that nothing of another centre lies beside them."""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, text

from commandcenter.models.base import Base
from commandcenter.models.cases.event_log import EventLogEntry
from commandcenter.models.seal import Seal
from commandcenter.services.log_audit.faults import LogFault

_GUARDED = (EventLogEntry.__tablename__, Seal.__tablename__)
_OF_FILE = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
#: Before every statement that updates, deletes or truncates (2 + 8 + 16 + 32), and not disabled.
_OF_SERVER = text("""
    SELECT p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = to_regclass(:table) AND NOT t.tgisinternal
      AND t.tgtype & 59 = 58 AND t.tgqual IS NULL AND t.tgenabled IN ('O', 'A')
""")
_REFUSES = re.compile(r"\s*BEGIN\s+RAISE EXCEPTION '[^']*';\s+END\s*")


def guard_faults(connection: Connection) -> Iterator[LogFault]:
    """Tables that are only added to, and that the database no longer keeps so."""
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


def foreign_faults(connection: Connection, centre: str) -> Iterator[LogFault]:
    """Tables with rows of a centre that is not this one."""
    for table in Base.metadata.sorted_tables:
        if "centre" in table.columns:
            ends = f"SELECT min(centre), max(centre) FROM {table.name}"  # noqa: S608  our names
            least, most = connection.execute(text(ends)).one()
            if least not in (None, centre) or most not in (None, centre):
                yield LogFault(None, None, "rows-of-other-centre", {"table": table.name})
