"""Seals the rows written before seals existed, once, in the state found at the upgrade."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, select, text

from commandcenter.database.seals import Link, append_seals
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.words import CaseWords, Opinion
from commandcenter.models.city.centre import Centre
from commandcenter.models.schema.seal import REMOVED, SEALED, UNSEALED, RowKey, row_digest, row_key
from commandcenter.models.work.log.event_log import EventLogEntry

#: The number of rows per seal.
_AT_ONCE = 2000
#: Words that history tells of and that are gone, or emptied together with their salt.
_WORDS_GONE = text("""
    SELECT l.number FROM event_log l
    LEFT JOIN case_words w ON w.centre = l.centre AND w.number = l.number
    WHERE l.payload LIKE '%"words":{%' AND coalesce(w.salt, '') = ''
""")
_OPINIONS_GONE = text("""
    SELECT l.number, l.version FROM event_log l
    LEFT JOIN opinions o ON o.centre = l.centre AND o.number = l.number AND o.version = l.version
    WHERE l.payload LIKE '%"opinion":"%' AND coalesce(o.salt, '') = ''
""")
_REPORTERS_GONE = text("""
    SELECT l.number, coalesce(r.ordinal, 1) AS ordinal FROM event_log l
    LEFT JOIN reporters r ON r.centre = l.centre AND r.number = l.number
    WHERE l.payload LIKE '%"reporter":"%' AND coalesce(r.salt, '') = ''
""")


def words_gone(connection: Connection) -> list[RowKey]:
    """Texts that were erased before the upgrade."""
    asked = ((CaseWords, _WORDS_GONE), (Opinion, _OPINIONS_GONE), (Reporter, _REPORTERS_GONE))
    return [
        row_key(mapped, row._asdict())
        for mapped, query in asked
        for row in connection.execute(query)
    ]


def seal_all(connection: Connection, erased: Sequence[RowKey], recorded_at: datetime) -> None:
    """Seal every row that is there, once, when a database comes to know seals.

    `erased`: texts that are gone already, so that `verify-log` does not report them as removed.
    """
    centre = connection.scalar(select(Centre.code).where(Centre.is_home))
    if centre is None:
        return
    found = _all_rows(connection)
    links: list[Link] = [(dict.fromkeys(erased, REMOVED), _log_end(connection, centre))]
    while batch := dict(islice(found, _AT_ONCE)):
        links.append((batch, None))
    append_seals(connection, centre, links, recorded_at)


def _all_rows(connection: Connection) -> Iterator[tuple[RowKey, str]]:
    for mapped in SEALED:
        columns = [c for c in mapped.__table__.columns if c.key not in UNSEALED]
        for row in connection.execute(select(*columns)):
            values = {**dict.fromkeys(mapped.__table__.columns.keys()), **row._mapping}
            yield row_key(mapped, values), row_digest(mapped, values)


def _log_end(connection: Connection, centre: str) -> list[object] | None:
    query = select(EventLogEntry.sequence, EventLogEntry.hash).where(EventLogEntry.centre == centre)
    last = connection.execute(query.order_by(EventLogEntry.sequence.desc()).limit(1)).first()
    return [last.sequence, last.hash] if last else None
