"""What falls due by the clock and belongs to no case: the job lock, daily anchors, old keys."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.models.cases.event_log import GENESIS, EventLogEntry
from commandcenter.models.cases.serial import Anchor
from commandcenter.models.staff.keys import IdempotencyKey, JobLock

#: A lock whose heart has not beaten for this long is anybody's.
_LOCK_TIMEOUT = timedelta(seconds=30)
_KEYS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AnchorRow:
    """One hash over all hashes of a day, chained to the anchor before."""

    day: date
    first_sequence: int
    last_sequence: int
    hash: str


class Upkeep:
    """The centre's housekeeping."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_lock(self, holder: str) -> bool:
        """Become, or stay, the one who runs the jobs; False while somebody else does."""
        with self._database.write() as session:
            centre = self._database.rule_book.rules(session).centre
            now = self._database.clock()
            lock = session.get(JobLock, centre)
            if lock is None:
                session.add(JobLock(centre=centre, holder=holder, beaten_at=now))
                return True
            if lock.holder != holder and abs(now - lock.beaten_at) < _LOCK_TIMEOUT:
                return False
            lock.holder, lock.beaten_at = holder, now
            return True

    def anchor_days(self) -> list[AnchorRow]:
        """Anchor every day that is over and has entries; returns the new anchors, oldest first."""
        with self._database.write() as session:
            rules = self._database.rule_book.rules(session)
            now = self._database.clock()
            today = datetime.combine(now.astimezone(rules.zone).date(), time(), tzinfo=rules.zone)
            last = session.scalars(select(Anchor).order_by(Anchor.day.desc())).first()
            after = last.last_sequence if last else 0
            previous = last.hash if last else GENESIS
            made = []
            for day, entries in _days(session, after, today):
                row = _anchor(day, entries, previous)
                session.add(
                    Anchor(
                        centre=rules.centre,
                        day=row.day,
                        first_sequence=row.first_sequence,
                        last_sequence=row.last_sequence,
                        hash=row.hash,
                        previous_hash=previous,
                        made_at=now,
                    )
                )
                previous = row.hash
                made.append(row)
            return made

    def forget_old_keys(self) -> int:
        """Drop idempotency keys older than 30 days; how many there were."""
        with self._database.write() as session:
            before = self._database.clock() - _KEYS_KEPT
            done = session.execute(delete(IdempotencyKey).where(IdempotencyKey.made_at < before))
            return done.rowcount if isinstance(done, CursorResult) else 0


def _days(
    session: Session, after: int, today: datetime
) -> Iterator[tuple[date, list[tuple[int, str]]]]:
    """The entries after a place, written before today, by the city's day of writing."""
    zone = today.tzinfo
    query = (
        select(EventLogEntry.sequence, EventLogEntry.hash, EventLogEntry.recorded_at)
        .where(EventLogEntry.sequence > after, EventLogEntry.recorded_at < today)
        .order_by(EventLogEntry.sequence)
    )
    days: dict[date, list[tuple[int, str]]] = {}
    for sequence, found, recorded_at in session.execute(query):
        days.setdefault(recorded_at.astimezone(zone).date(), []).append((sequence, found))
    yield from sorted(days.items())


def _anchor(day: date, entries: list[tuple[int, str]], previous: str) -> AnchorRow:
    line = "\x1f".join([previous, day.isoformat(), *(found for _, found in entries)])
    return AnchorRow(day, entries[0][0], entries[-1][0], hashlib.sha256(line.encode()).hexdigest())
