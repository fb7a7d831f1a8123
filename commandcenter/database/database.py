"""Database: `read()` and `write()` are one transaction each."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import ClassVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from commandcenter.clock import Clock, steady_seconds
from commandcenter.database.centre_clock import CentreClock
from commandcenter.database.driver_errors import foreign_refused
from commandcenter.database.engines import (
    WAITS_UNTIL,
    open_engine,
    patience_ms,
    read_url,
    refuse_network_share,
    sqlite_file,
)
from commandcenter.database.history import write_history
from commandcenter.database.postgres.opening import role_of
from commandcenter.database.reach import Reach
from commandcenter.database.revision import refuse_newer
from commandcenter.database.rule_book import RULE_BOOK, RuleBook
from commandcenter.database.seals import WritingSession, seal
from commandcenter.database.sqlite.file_place import FilePlace
from commandcenter.database.sqlite.opening import check_place
from commandcenter.errors import Unavailable
from commandcenter.patience import QUEUE_SECONDS, patience_seconds, waiting_since

#: The channel on which PostgreSQL wakes those who follow the feed.
CHANNEL = "commandcenter_feed"
#: The writers' queue of a database, as PostgreSQL's advisory locks know it.
QUEUE_KEY = 0x67726964
#: The wait for the queue has its own limit; nothing that comes after it waits for a lock. Whoever
#: holds the queue and falls silent lets the others in soon: the server ends its transaction. Who
#: only reads keeps nobody waiting, and may think longer between two questions.
_ENTER_QUEUE = text(
    "SELECT set_config('lock_timeout', :patience, true),"
    " set_config('idle_in_transaction_session_timeout', '5s', true), pg_advisory_xact_lock(:key)"
)


class Database:
    """The only access to SQL. Threads may share it."""

    _file_queues: ClassVar[dict[str, threading.Lock]] = {}
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, address: str, *, clock: Clock | None = None) -> None:
        """`clock` stands in for the centre's own, which is stored in the database."""
        self.url = read_url(address)
        self.file = sqlite_file(self.url)
        if self.file:
            refuse_network_share(self.file)
        self._place = FilePlace(self.file) if self.file else None
        self._role = "" if self.file else role_of(self.url)
        self._reach = Reach()
        self.engine: Engine = open_engine(self.url, self._place)
        self._centre_clock = CentreClock(open_engine(self.url, self._place))
        self.given_clock = clock
        self.clock: Clock = clock or self._centre_clock
        #: The same where the centre's clock is real; for what follows the machine, as heart-beats.
        self.real_clock: Clock = clock or self._centre_clock.real
        self.rule_book = RuleBook()
        self._queue = self._queue_of(str(self.file.resolve())) if self.file else threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        return self.file is not None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read transaction: all its queries see the same state of the database."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reach.refuse_if_lost(waiting_since())
        with (
            self._reach.noticed(),
            foreign_refused(self._role),
            self.engine.connect().execution_options(**options) as connection,
            Session(connection, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A write transaction, one at a time; at its end history and seals are written, then it
        commits."""
        known = {RULE_BOOK: self.rule_book}
        with (
            self.raw_write() as connection,
            WritingSession(connection, autoflush=False, info=known) as session,
        ):
            if not self.is_sqlite:
                patience = f"{patience_ms(connection)}ms"
                session.execute(_ENTER_QUEUE, {"patience": patience, "key": QUEUE_KEY})
            refuse_newer(connection)
            yield session
            now = self.clock()
            wrote = write_history(session, recorded_at=now)
            session.flush()
            seal(session, recorded_at=now)
            if wrote and not self.is_sqlite:
                session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})

    @contextmanager
    def raw_write(self) -> Iterator[Connection]:
        """A write transaction without a session, for changing the tables themselves."""
        with (
            self._turn() as waits_until,
            self._reach.noticed(),
            foreign_refused(self._role),
            self.engine.connect().execution_options(**{WAITS_UNTIL: waits_until}) as connection,
        ):
            with connection.begin():
                yield connection
                self._check_place(connection)
            self._check_place(connection)  # else the file that it went into is nobody's

    @contextmanager
    def raw_read(self) -> Iterator[Connection]:
        """A connection without a session, for inspecting the tables themselves."""
        self._reach.refuse_if_lost(waiting_since())
        with (
            self._reach.noticed(),
            foreign_refused(self._role),
            self.engine.connect() as connection,
        ):
            yield connection

    def check_place(self) -> None:
        """Unavailable if the open SQLite file is no longer the one at its path."""
        if self._place and self._place.is_open:
            with self.raw_read() as connection:
                self._check_place(connection)

    def close(self) -> None:
        """Close all connections. A SQLite file then contains its write-ahead log; no log is left
        behind."""
        with suppress(Unavailable):
            self.check_place()
        self._centre_clock.close()
        self.engine.dispose()

    def _check_place(self, connection: Connection) -> None:
        if self._place:
            check_place(self._place, connection)

    @contextmanager
    def _turn(self) -> Iterator[float]:
        """Writers of this process queue up here: SQLite's own waiting is unfair, and on PostgreSQL
        each would hold a connection while it waits, until readers get none.

        Gives until when, in steady seconds, the writer may go on to wait for other processes.
        """
        since, patience = waiting_since(), patience_seconds()
        waits_until = steady_seconds() + patience
        if not self._queue.acquire(timeout=patience):
            raise Unavailable("database-busy", seconds=QUEUE_SECONDS)
        try:
            self._reach.refuse_if_lost(since)
            yield waits_until
        finally:
            self._queue.release()

    @classmethod
    def _queue_of(cls, file: str) -> threading.Lock:
        with cls._guard:
            return cls._file_queues.setdefault(file, threading.Lock())
