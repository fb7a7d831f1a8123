"""At the end of every write transaction: seals the rows written outside the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Dialect, Table, bindparam, event, select
from sqlalchemy.orm import Session

from commandcenter.database.bulk.inserts import Insert
from commandcenter.database.this_centre import forget_centre, this_centre
from commandcenter.models.base import Base
from commandcenter.models.city.centre import Centre
from commandcenter.models.moments import moment_text
from commandcenter.models.schema.seal import (
    REMOVED,
    SEALED,
    RowKey,
    Seal,
    row_digest,
    row_key,
    seal_hash,
)
from commandcenter.models.work.log.event_log import GENESIS, canonical

#: Where a session keeps what is still to be sealed.
_ROWS, LOG_END = "sealed_rows", "log_end"

#: What one seal holds: digests of rows, and the last sequence and hash of the log.
Link = tuple[Mapping[RowKey, str], Sequence[object] | None]

_SEALS: Table = Seal.metadata.tables[Seal.__tablename__]
# Asked at the end of every step, so it is put together once.
_LAST = (
    select(_SEALS.c.sequence, _SEALS.c.hash)
    .where(_SEALS.c.centre == bindparam("centre"))
    .order_by(_SEALS.c.sequence.desc())
    .limit(1)
)


class WritingSession(Session):
    """Remembers which rows of sealed tables it has written."""


@event.listens_for(WritingSession, "before_flush")
def _remember(session: Session, *_: object) -> None:
    for thing in (*session.new, *session.dirty):
        if isinstance(thing, Centre):
            forget_centre(session)
        if isinstance(thing, SEALED):
            _noted(session)[row_key(type(thing), vars_of(thing))] = thing
    for thing in session.deleted:
        if isinstance(thing, SEALED):
            _noted(session)[row_key(type(thing), vars_of(thing))] = REMOVED


def note_rows(session: Session, rows: Mapping[RowKey, str]) -> None:
    """Must be called for rows written without session objects: digests, or `REMOVED`, by table and
    key."""
    _noted(session).update(rows)


def seal(session: Session, *, recorded_at: datetime) -> None:
    """Seal the rows that this transaction wrote; does nothing if none of them needs a seal."""
    noted, end = session.info.pop(_ROWS, {}), session.info.pop(LOG_END, None)
    if not noted and end is None:
        return
    digests = {
        key: thing if isinstance(thing, str) else row_digest(type(thing), vars_of(thing))
        for key, thing in noted.items()
    }
    append_seals(session.connection(), this_centre(session).code, [(digests, end)], recorded_at)


def append_seals(
    connection: Connection, centre: str, links: Sequence[Link], recorded_at: datetime
) -> None:
    """At least one; each holds digests of rows, and where the log ended if it grew."""
    last = connection.execute(_LAST, {"centre": centre}).first()
    sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
    seals = _seals_of(connection.dialect)
    rows = []
    for digests, end in links:
        sequence += 1
        document = _document(digests, end)
        found = seal_hash(previous, centre, sequence, moment_text(recorded_at), document)
        values = {"centre": centre, "sequence": sequence, "recorded_at": recorded_at}
        values |= {"document": document, "previous_hash": previous, "hash": found}
        rows.append(seals.named(values))
        previous = found
    seals.execute(connection, rows)


def _document(digests: Mapping[RowKey, str], end: Sequence[object] | None) -> str:
    rows: dict[str, dict[str, str]] = {}
    for (table, key), digest in digests.items():
        rows.setdefault(table, {})[key] = digest
    parts = {"log": end, "rows": rows}
    return canonical({name: part for name, part in parts.items() if part})


@lru_cache(maxsize=8)
def _seals_of(dialect: Dialect) -> Insert:
    return Insert(_SEALS, dialect)


def _noted(session: Session) -> dict[RowKey, object]:
    noted: dict[RowKey, object] = session.info.setdefault(_ROWS, {})
    return noted


def vars_of(thing: Base) -> dict[str, object]:
    return {column.key: getattr(thing, column.key) for column in type(thing).__table__.columns}
