"""At the end of every write transaction: numbers the log entries and updates the sums.

A step cannot forget to do so, because it is done here for all of them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeGuard

from sqlalchemy import Dialect, Table, bindparam, select
from sqlalchemy.orm import Session

from commandcenter.database.bulk.case_rows import INSERTED
from commandcenter.database.bulk.inserts import Insert
from commandcenter.database.rule_book import RULE_BOOK
from commandcenter.database.seals import LOG_END
from commandcenter.database.sums.adding import add_sums
from commandcenter.database.sums.taken_steps import TakenSteps
from commandcenter.models.figures.contributions import Sums
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.work.log.event_log import GENESIS, Entry, EventLogEntry, entry_hash
from commandcenter.models.work.subject import Subject

_LOG: Table = EventLogEntry.metadata.tables["event_log"]
_RECORDED = "recorded"
# Asked at the end of every step, so it is put together once.
_LAST_ENTRY = (
    select(_LOG.c.sequence, _LOG.c.hash)
    .where(_LOG.c.centre == bindparam("centre"))
    .order_by(_LOG.c.sequence.desc())
    .limit(1)
)


def write_history(session: Session, *, recorded_at: datetime) -> bool:
    """Log and count all changed subjects of this session. True if there were any."""
    known = [thing for thing in (*session.new, *session.identity_map.values()) if _spoke(thing)]
    if known:
        session.flush()
    changed = [*session.info.pop(INSERTED, []), *known]
    if changed:
        record(session, changed, recorded_at=recorded_at)
    return _RECORDED in session.info


def record(session: Session, things: Sequence[Subject], *, recorded_at: datetime) -> None:
    """Append the log entries of these subjects, and update the sums by the differences."""
    centre = things[0].centre
    entries = sorted((entry for thing in things for entry in thing.unlogged), key=lambda e: e.at)
    _append(session, centre, entries, recorded_at)
    _move_sums(session, centre, things)
    session.info[_RECORDED] = True
    for thing in things:
        thing.written()


def _spoke(thing: object) -> TypeGuard[Subject]:
    return isinstance(thing, Subject) and bool(thing.unlogged)


def _append(session: Session, centre: str, entries: Iterable[Entry], recorded_at: datetime) -> None:
    connection = session.connection()
    last = connection.execute(_LAST_ENTRY, {"centre": centre}).first()
    sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
    log = _log_of(connection.dialect)
    rows = []
    for entry in entries:
        sequence += 1
        found = entry_hash(previous, centre, sequence, entry, recorded_at)
        rows.append(log.named(_line(entry, centre, sequence, recorded_at, previous, found)))
        previous = found
    log.execute(connection, rows)
    session.info[LOG_END] = [sequence, previous]


@lru_cache(maxsize=8)
def _log_of(dialect: Dialect) -> Insert:
    return Insert(_LOG, dialect)


def _line(
    entry: Entry, centre: str, sequence: int, recorded_at: datetime, previous: str, found: str
) -> dict[str, object]:
    return {
        **entry._asdict(),
        "centre": centre,
        "sequence": sequence,
        "recorded_at": recorded_at,
        "previous_hash": previous,
        "hash": found,
    }


def _move_sums(session: Session, centre: str, things: Sequence[Subject]) -> None:
    counted: list[Any] = [thing for thing in things if KINDS.counts(thing.SUBJECT)]
    if not counted:
        return
    sums = Sums(session.info[RULE_BOOK].sum_shape(session))
    steps = TakenSteps(session, centre, counted)
    for thing in counted:
        sums.move(thing.facts_before, thing.facts(), steps.of(thing))
    add_sums(session.connection(), centre, sums)
