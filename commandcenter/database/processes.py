"""Additional processes, for work on a database that is too slow on one core."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar

from commandcenter.database.database import Database
from commandcenter.errors import CommandCenterError, Unavailable

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

#: How long work that was ended has to clean up after itself.
_CLEANING_SECONDS = 15
#: More than four would wait for the database most of the time.
_MOST_PROCESSES = 4
#: How far long work lets others go first, desks above all.
_NICENESS = 10
#: How Python ends a process that had an error.
_FAULT = 1
#: How a process ends that was asked to, as shells count it.
_ENDED = 128 + signal.SIGTERM


def _usable_cores() -> int:
    """Those that this process may use: in a container fewer than the machine has. Where the system
    cannot say (macOS, Windows), those of the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


PROCESSES = min(_usable_cores(), _MOST_PROCESSES)


def in_parts(
    database: Database,
    work: Callable[[Database, _Part], _Result],
    parts: Sequence[_Part],
    *,
    beside: bool,
) -> Iterator[_Result]:
    """Do each part of some work, and yield the results in order.

    `beside`: in processes beside this one, where the machine has several cores. Each of them opens
    the database for itself, which takes a second or two at its start, and gets `work` once; `work`,
    parts and results must be picklable, and small. Raises what `work` raises, and `Unavailable` if
    a process was killed.
    """
    if not beside or PROCESSES == 1:
        return (work(database, part) for part in parts)
    return _done_beside(database, work, parts)


def _done_beside(
    database: Database, work: Callable[[Database, _Part], _Result], parts: Sequence[_Part]
) -> Iterator[_Result]:
    pending: deque[Future[_Result]] = deque()
    with executor_beside(_Worker(database, work), min(PROCESSES, len(parts))) as executor:
        try:
            for part in parts:
                pending.append(executor.submit(_do, part))
                if len(pending) > 2 * PROCESSES:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool as error:
            raise Unavailable("process-killed") from error
        finally:
            executor.shutdown(cancel_futures=True)


class Beside:
    """A process beside the program: what it needs in order to begin, and then its database."""

    database: Database

    def __init__(self, database: Database) -> None:
        self._address = database.url.render_as_string(hide_password=False)
        self._clock = database.given_clock

    def open(self) -> None:
        """Called once, in that process."""
        self.database = Database(self._address, clock=self._clock)


class _Worker(Beside, Generic[_Part, _Result]):
    """Does parts of one work."""

    def __init__(self, database: Database, work: Callable[[Database, _Part], _Result]) -> None:
        super().__init__(database)
        self._work = work

    def do(self, part: _Part) -> _Result:
        return self._work(self.database, part)


class _Here:
    """The one worker of a process beside the program."""

    worker: Any


def executor_beside(worker: Beside, processes: int = 1) -> ProcessPoolExecutor:
    """Processes that each begin with a copy of this worker."""
    context = multiprocessing.get_context("spawn")  # threads and connections survive no fork
    return ProcessPoolExecutor(processes, context, _begin, (worker,))


def with_worker(act: Callable[[Any], _Result]) -> _Result:
    """What a process beside the program is asked to do with its worker."""
    return act(_Here.worker)


def _begin(worker: Beside) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program hears Ctrl+C, and ends this one
    threading.Thread(target=_end_with_the_program, daemon=True).start()
    worker.open()
    _Here.worker = worker


def _do(part: Any) -> Any:
    return _Here.worker.do(part)


def _end_with_the_program() -> None:
    """A program that is killed cannot end its processes; they would wait for it for ever."""
    program = multiprocessing.parent_process()
    if program:
        program.join()
        os._exit(1)


def _clean_up_with_the_program() -> None:
    program = multiprocessing.parent_process()
    if program:
        program.join()
        os.kill(os.getpid(), signal.SIGTERM)  # also where the main thread waits in a call
        threading.Event().wait(_CLEANING_SECONDS)
        os._exit(1)


def _interrupt(*_: object) -> None:
    """Raised where the work stands, so that everything that it has begun is removed. Drivers know
    a KeyboardInterrupt, and cancel the statement that runs."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


class OneBeside:
    """One long piece of work in a process of its own, which can be asked and ended.

    `work` and its arguments must be picklable; its result is not kept.
    """

    def __init__(self, work: Callable[..., object], *arguments: object) -> None:
        context = multiprocessing.get_context("spawn")
        self._answer, answer = context.Pipe(duplex=False)
        self._process = context.Process(target=_do_alone, args=(answer, work, arguments))
        self._process.start()
        answer.close()

    @property
    def is_done(self) -> bool:
        """Whether it has ended, in whatever way."""
        return not self._process.is_alive()

    def check(self) -> None:
        """Raise the refusal of the work; RuntimeError if it ended with a bug, Unavailable if its
        process was killed."""
        self._process.join()
        try:
            error = self._answer.recv()
        except EOFError:
            if self._process.exitcode == _FAULT:
                raise RuntimeError("a fault in the process; its output says more") from None
            raise Unavailable("process-killed") from None
        finally:
            self._answer.close()
        if error is not None:
            raise error

    def end(self) -> None:
        """End it, finished or not; it may first remove what it has begun."""
        self._process.terminate()
        self._process.join(_CLEANING_SECONDS)
        self._process.kill()
        self._process.join()


def _do_alone(answer: Any, work: Callable[..., object], arguments: Sequence[object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICENESS)
    signal.signal(signal.SIGTERM, _interrupt)
    threading.Thread(target=_clean_up_with_the_program, daemon=True).start()
    try:
        work(*arguments)
    except KeyboardInterrupt:
        raise SystemExit(_ENDED) from None
    except CommandCenterError as refusal:
        answer.send(refusal)
    else:
        answer.send(None)
