"""A network that swallows packets, between PostgreSQL and whoever asks it.

How many seconds until each says so, at most five; and until each is current again after the cable
is mended, at most ten.
"""

import http.client
import logging
import os
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from sqlalchemy.engine import make_url

from bench.doors import HERE, command_of, open_door
from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.feed_watcher import FeedWatcher
from tests.city.cable import Cable, cable_to
from tests.city.postgres import running_server, server_programs

ROUNDS = int(os.environ.get("SILENCE_ROUNDS", "5"))
#: More than there are threads in the door, and connections.
CALLERS = 30
PATIENCE = 60.0
PAUSE = 0.02


@dataclass(frozen=True)
class Outage:
    """Seconds from the cut to the last word of it, and from mending to the first good answer."""

    said: float
    back: float


def main() -> None:
    programs = server_programs()
    if programs is None:
        print("PostgreSQL: not installed")
        return
    logging.disable(logging.WARNING)  # that the database does not answer is what is looked for
    with running_server(programs) as server, server.database() as url:
        command_of(HERE, url, "init")
        for name, confirming in (("lost", False), ("confirmed and lost", True)):
            with cable_to(server.port) as cable:
                far = make_url(url).set(port=cable.port).render_as_string()
                print(f"door, packets {name}: {_line(at_a_door(far, cable, confirming))}")
            with cable_to(server.port) as cable:
                far = make_url(url).set(port=cable.port).render_as_string()
                print(f"screen, packets {name}: {_line(at_a_screen(far, cable, confirming))}")


def at_a_door(far: str, cable: Cable, confirming: bool) -> Sequence[Outage]:
    """All callers at once ask; each must hear of it."""
    with open_door(HERE, far) as door, ThreadPoolExecutor(CALLERS) as threads:

        def ask(_: int = 0) -> int:
            connection = http.client.HTTPConnection(door.netloc, timeout=PATIENCE)
            with closing(connection):
                connection.request("GET", "/health")
                return connection.getresponse().status

        def outage() -> Outage:
            _wait_until(lambda: ask() == 200)
            cable.cut(confirming=confirming)
            begun = time.perf_counter()
            answers = set(threads.map(ask, range(CALLERS)))
            said = time.perf_counter() - begun
            if answers != {503}:
                raise SystemExit(f"the door answered {answers} over a cut cable")
            cable.mend()
            return Outage(said, _wait_until(lambda: ask() == 200))

        return [outage() for _ in range(ROUNDS)]


def at_a_screen(far: str, cable: Cable, confirming: bool) -> Sequence[Outage]:
    """What a window follows, without the window."""
    application = QCoreApplication.instance() or QCoreApplication([])
    found = 0

    def count() -> None:
        nonlocal found
        found += 1

    def outage() -> Outage:
        before = found
        cable.cut(confirming=confirming)
        said = _wait_until(lambda: watcher.is_lost, application)
        cable.mend()
        return Outage(said, _wait_until(lambda: found > before, application))

    with CommandCenter(far) as center, closing(Background()) as background:
        watcher = FeedWatcher(center.change_feed, background, CENTRE_VIEW)
        watcher.found.connect(count)
        watcher.start()
        _wait_until(lambda: found > 0, application)
        return [outage() for _ in range(ROUNDS)]


def _wait_until(is_so: Callable[[], bool], application: QCoreApplication | None = None) -> float:
    """The seconds that it took."""
    begun = time.perf_counter()
    while not is_so():
        if application:
            application.processEvents()
        if time.perf_counter() - begun > PATIENCE:
            raise SystemExit(f"nothing came in {PATIENCE:.0f} s")
        time.sleep(PAUSE)
    return time.perf_counter() - begun


def _line(outages: Sequence[Outage]) -> str:
    said, back = [one.said for one in outages], [one.back for one in outages]
    return (
        f"said after {statistics.median(said):.1f} s (longest {max(said):.1f}; at most 5),"
        f" current {statistics.median(back):.1f} s after the return (longest {max(back):.1f};"
        f" at most 10), {len(outages)} times"
    )


if __name__ == "__main__":
    main()
