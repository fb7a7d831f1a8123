"""Processes beside this one, for arithmetic that one core does not do fast enough."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

_Asked = TypeVar("_Asked")
_Done = TypeVar("_Done")

#: The processes; more than these wait for the database most of the time.
CORES = min(os.cpu_count() or 1, 4)


def done_beside(
    work: Callable[[_Asked], _Done],
    asked: Iterable[_Asked],
    *,
    begin: Callable[[str], None],
    of: str,
) -> Iterator[_Done]:
    """What `work` makes of each thing that is asked, in this order; some results wait in memory.

    Each process calls `begin` with `of` when it starts, which takes a second or two. `work` and
    `begin` must be functions of a module.
    """
    context = multiprocessing.get_context("spawn")  # threads and connections survive no fork
    waiting: deque[Future[_Done]] = deque()
    with ProcessPoolExecutor(CORES, context, begin, (of,)) as executor:
        try:
            for one in asked:
                waiting.append(executor.submit(work, one))
                if len(waiting) > 2 * CORES:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            executor.shutdown(cancel_futures=True)
