"""A read transaction that processes beside this one can share."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from commandcenter.database.database import Database
from commandcenter.database.postgres.line import unhurried
from commandcenter.database.processes import PROCESSES, Beside, executor_beside, with_worker
from commandcenter.errors import Unavailable

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

#: How often several processes try to see the same state of a file before one reads it alone.
_TRIES = 20
_EXPORT = text("SELECT pg_export_snapshot()")
#: Every transaction that changes the file counts it up.
_WRITE_COUNT = text("PRAGMA user_version")


class Reading:
    """A read transaction of this process alone."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def in_parts(
        self, work: Callable[[Session, _Part], _Result], parts: Sequence[_Part]
    ) -> Iterator[_Result]:
        """Do each part of some work that only reads, and yield the results in order."""
        return (work(self.session, part) for part in parts)


class _SharedReading(Reading):
    """A read transaction of which processes have one each that sees the same."""

    def __init__(self, session: Session, processes: Sequence[ProcessPoolExecutor]) -> None:
        super().__init__(session)
        self._free: SimpleQueue[ProcessPoolExecutor] = SimpleQueue()
        for process in processes:
            self._free.put(process)
        self._waiting = ThreadPoolExecutor(len(processes))

    def in_parts(
        self, work: Callable[[Session, _Part], _Result], parts: Sequence[_Part]
    ) -> Iterator[_Result]:
        """They are begun at once, in the order in which they come."""
        return map(_result, [self._waiting.submit(self._do, work, part) for part in parts])

    def close(self) -> None:
        self._waiting.shutdown(cancel_futures=True)

    def _do(self, work: Callable[[Session, _Part], _Result], part: _Part) -> _Result:
        process = self._free.get()
        try:
            do = partial(_Reader.do, work=work, part=part)
            return process.submit(with_worker, do).result()
        finally:
            self._free.put(process)


class _Reader(Beside):
    """A process that reads, and stays in its transaction."""

    def open(self) -> None:
        super().open()
        self._kept = ExitStack()

    def begin(self, state: str) -> str:
        """Begin a transaction that sees this state, if that is possible; returns what it sees."""
        self._kept.close()
        self._session = self._kept.enter_context(self.database.read())
        if self.database.is_sqlite:
            return _state_of_file(self._session)
        connection = self._session.connection()
        connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{state}'")
        self._kept.enter_context(unhurried(connection))  # between two parts it waits for the next
        return state

    def do(self, work: Callable[[Session, _Part], _Result], part: _Part) -> _Result:
        return work(self._session, part)


@contextmanager
def shared_reading(database: Database, *, beside: bool) -> Iterator[Reading]:
    """A read transaction; `beside`: shared by processes, where the machine has several cores.

    All of them see the same state of the database, whatever others write meanwhile. What is given
    to `in_parts` must be picklable, and results small. Raises what the work raises, and
    `Unavailable` if a process was killed.
    """
    with ExitStack() as stack:
        processes: list[ProcessPoolExecutor] = []
        if beside and PROCESSES > 1:
            begun = (executor_beside(_Reader(database)) for _ in range(PROCESSES))
            processes = [stack.enter_context(process) for process in begun]
        for _ in range(_TRIES if processes else 0):
            # it waits while the processes work
            with database.read() as session, unhurried(session.connection()):
                if _all_see(_state(session), processes):
                    shared = _SharedReading(session, processes)
                    stack.callback(shared.close)
                    yield shared
                    return
        with database.read() as session, unhurried(session.connection()):
            yield Reading(session)


def _all_see(state: str, processes: Sequence[ProcessPoolExecutor]) -> bool:
    begin = partial(_Reader.begin, state=state)
    with _killed_is_unavailable():
        seen = [process.submit(with_worker, begin) for process in processes]
        return all(found == state for found in [future.result() for future in seen])


def _state(session: Session) -> str:
    """The name of what a transaction sees: on a server others can ask for it."""
    if session.connection().dialect.name == "sqlite":
        return _state_of_file(session)
    return str(session.scalar(_EXPORT))


def _state_of_file(session: Session) -> str:
    return str(session.scalar(_WRITE_COUNT))


def _result(future: Future[_Result]) -> _Result:
    with _killed_is_unavailable():
        return future.result()


@contextmanager
def _killed_is_unavailable() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise Unavailable("process-killed") from error
