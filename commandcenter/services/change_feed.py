"""The feed: reads new entries of the event log, and wakes those who follow it."""

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Protocol

import psycopg
from sqlalchemy import ColumnElement, Select, Subquery, false, func, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.database import CHANNEL
from commandcenter.database.postgres.line import GREETING_SECONDS, line_to
from commandcenter.database.repositories.departures import departures
from commandcenter.database.repositories.viewed_centres import in_centres
from commandcenter.database.this_centre import held_centres, this_centre
from commandcenter.errors import Unavailable
from commandcenter.models.city.centre import Centre
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.models.work.log.feed_cursor import Places, cursor_text, read_cursor

#: The place before the first change.
START = "0"
_PAGE = 1_000
_LOOK_SECONDS = 0.05  # between two looks at a SQLite file's version
_POLL_SECONDS = 2.0  # beside LISTEN, should a wake-up get lost


@dataclass(frozen=True, slots=True)
class Change:
    """A log entry as the feed delivers it; `sequence` counts the log of its centre."""

    centre: str
    sequence: int
    subject: str
    number: str
    step: str
    stage: str
    version: int
    actor: str
    at: datetime


class ChangeFeed:
    """`since` reads, `follow` waits. Cursors are opaque to their users."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self) -> str:
        """The cursor after the last change of every centre that the database holds."""
        with self._database.read() as session:
            ends = session.execute(_ENDS)
            places = {centre: last or 0 for centre, last in ends}
            return cursor_text(places, home=this_centre(session).code) if places else START

    def since(self, cursor: str, *, viewer: Viewer, limit: int = 1000) -> tuple[list[Change], str]:
        """The changes after a cursor in order, at most `limit` log entries, and the next cursor.

        They are the changes of subjects that the viewer may see, and those after which the viewer
        no longer sees one. The order is that of each centre's log, one centre after the other.
        """
        page = self._page(cursor, viewer, limit)
        return page.changes, page.following

    def first_since(self, cursor: str, *, viewer: Viewer, limit: int) -> tuple[list[Change], str]:
        """Like `since`, for callers that wait: it searches many log entries at once for changes
        that the viewer may see, even if `limit` is small."""
        page = self._page(cursor, viewer, max(limit, _PAGE))
        if len(page.changes) > limit:
            return page.changes[:limit], page.cursor_at(page.changes[limit - 1])
        return page.changes, page.following

    def _page(self, cursor: str, viewer: Viewer, limit: int) -> "_Page":
        with self._database.read() as session:
            viewer = in_centres(session, viewer)
            home = this_centre(session).code
            after = read_cursor(cursor, home=home, held=held_centres(session))
            entries = _entries_after(after, sorted(viewer.centres or ())).limit(limit).subquery()
            ends = select(entries.c.centre, func.max(entries.c.sequence))
            read = {
                centre: last for centre, last in session.execute(ends.group_by(entries.c.centre))
            }
            changes = [
                change for kind in KINDS for change in _changes(session, entries, kind, viewer)
            ]
            changes.sort(key=attrgetter("centre", "sequence"))
            return _Page(changes, home, after, {**after, **read})

    @contextmanager
    def watch(self) -> Iterator["Watch"]:
        """A watch on its own connection, for one thread that waits for changes."""
        watch: Watch = (
            _SqliteWatch(self._database)
            if self._database.is_sqlite
            else _PostgresWatch(self._database)
        )
        with closing(watch):
            yield watch

    def follow(
        self,
        deliver: Callable[[], None],
        stopped: threading.Event,
        *,
        poll_seconds: float = _POLL_SECONDS,
    ) -> None:
        """Call `deliver` as soon as it listens, and whenever something was written.

        It goes on until `stopped` is set; every `poll_seconds` it checks that the server answers.
        Unavailable if the connection breaks; then call it again.
        """
        try:
            with self.watch() as watch:
                deliver()  # for changes written before the watch began
                while not stopped.is_set():
                    if watch.wait(stopped, seconds=poll_seconds):
                        deliver()
        except (psycopg.OperationalError, sqlite3.OperationalError, DBAPIError) as broken:
            raise Unavailable("database-away") from broken


@dataclass(frozen=True, slots=True)
class _Page:
    """Changes, and the places in the logs before and after them."""

    changes: list[Change]
    home: str
    before: Places
    after: Places

    @property
    def following(self) -> str:
        return cursor_text(self.after, home=self.home)

    def cursor_at(self, change: Change) -> str:
        """The cursor after this change and those before it."""
        read = {centre: last for centre, last in self.after.items() if centre < change.centre}
        places = {**self.before, **read, change.centre: change.sequence}
        return cursor_text(places, home=self.home)


def _changes(session: Session, entries: Subquery, kind: Kind, viewer: Viewer) -> Iterator[Change]:
    """The changes of one kind of subject, among these log entries."""
    mapped = kind.mapped
    left = departures(session, entries, kind, viewer)
    seen = (
        select(*(entries.c[field.name] for field in fields(Change)))
        .join(mapped, (mapped.centre == entries.c.centre) & (mapped.number == entries.c.number))
        .where(entries.c.subject == kind.name, or_(kind.sees(viewer), *_are(entries, left)))
    )
    return (Change(*row) for row in session.execute(seen))


def _entries_after(places: Places, centres: Sequence[str]) -> Select[EventLogEntry]:
    """The log entries of these centres that come after the places, one centre after the other."""
    unread = (
        (EventLogEntry.centre == centre) & (EventLogEntry.sequence > places.get(centre, 0))
        for centre in centres
    )
    query = select(EventLogEntry).where(or_(false(), *unread))
    return query.order_by(EventLogEntry.centre, EventLogEntry.sequence)


def _are(
    entries: Subquery, sequences: Mapping[str, Collection[int]]
) -> Iterator[ColumnElement[bool]]:
    for centre, some in sequences.items():
        yield (entries.c.centre == centre) & entries.c.sequence.in_(some)


#: By centre the last sequence of its log.
_ENDS = select(
    Centre.code,
    select(func.max(EventLogEntry.sequence))
    .where(EventLogEntry.centre == Centre.code)
    .scalar_subquery(),
)


class Watch(Protocol):
    """Wakes when something may have been written."""

    def wait(self, stopped: threading.Event, *, seconds: float) -> bool:
        """Wait for a change. False if there was none within `seconds`, or when stopped."""

    def close(self) -> None: ...


class _SqliteWatch:
    """Looks at the file's version, on a connection that is never in a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.engine.raw_connection()
        self._version = self._read()

    def wait(self, stopped: threading.Event, *, seconds: float) -> bool:
        for _ in range(max(1, round(seconds / _LOOK_SECONDS))):
            version = self._read()
            if version != self._version:
                self._version = version
                return True
            if stopped.wait(_LOOK_SECONDS):
                return False
        return False

    def close(self) -> None:
        self._connection.close()

    def _read(self) -> int:
        self._database.check_place()  # a file without a name has a version, too
        cursor = self._connection.cursor()
        try:
            row = cursor.execute("PRAGMA data_version").fetchone()
            return int(row[0])
        finally:
            cursor.close()


class _PostgresWatch:
    """LISTEN on a connection of its own; a poll beside it, because a wake-up may be lost."""

    def __init__(self, database: Database) -> None:
        self._line = line_to(database.url)
        self._line.execute(f"LISTEN {CHANNEL}")

    def wait(self, stopped: threading.Event, *, seconds: float) -> bool:
        for _ in self._line.notifies(timeout=seconds, stop_after=1):
            return True
        with self._line.answering_within(GREETING_SECONDS):
            self._line.execute("SELECT 1")  # a listener alone does not notice a dead server
        return not stopped.is_set()  # the poll: look, whether woken or not

    def close(self) -> None:
        self._line.close()
