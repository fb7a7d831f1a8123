"""What is due by the centre's clock, run by whoever holds the job lock."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.errors import Unavailable
from commandcenter.services.upkeep import AnchorRow

_BEAT_SECONDS = 10.0


def run_once(center: CommandCenter) -> list[str] | None:
    """Do what is due, and say what was done; None while another process holds the lock."""
    if not center.upkeep.take_lock(f"{socket.gethostname()}:{os.getpid()}"):
        return None
    anchors = center.upkeep.anchor_days()
    if center.anchor_file and anchors:
        _append(center.anchor_file, anchors)
    done = [report.sentence("en") for report in center.upkeep.watch_clock()]
    done += [f"anchored {anchor.day}" for anchor in anchors]
    if forgotten := center.upkeep.forget_old_keys():
        done.append(f"forgot {forgotten} idempotency keys")
    return done


def run(center: CommandCenter, stopped: threading.Event) -> None:
    """Run what is due until told to stop; a database that is away or busy is asked again."""
    while not stopped.is_set():
        with suppress(Unavailable):
            run_once(center)
        stopped.wait(_BEAT_SECONDS)


@contextmanager
def running_beside(center: CommandCenter) -> Iterator[None]:
    """The jobs run in a thread of their own while the block does."""
    stopped = threading.Event()
    runner = threading.Thread(target=run, args=(center, stopped), name="jobs")
    runner.start()
    try:
        yield
    finally:
        stopped.set()
        runner.join()


def _append(file: Path, anchors: list[AnchorRow]) -> None:
    """Outside the database, so that a database that was rewritten as a whole shows it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.writelines(f"{a.day} {a.first_sequence}-{a.last_sequence} {a.hash}\n" for a in anchors)
