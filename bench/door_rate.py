"""Reports and steps per second that forty clients send through the HTTP gateway, and how long each
takes: `python -m bench.door_rate [OTHER_CHECKOUT]`.

Another checkout, such as a git worktree of an older commit, takes turns with this one, so that
whatever else the machine does falls on both alike. Every turn has a door and a database of its own.
"""

import http.client
import json
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from bench.doors import HERE, Door, checkouts, command_of, open_door
from commandcenter.packs.reader import read_pack
from tests.city.postgres import running_server, server_programs

DONGCHENG = HERE / "resources" / "cities" / "dongcheng"
CLIENTS = 40
ROUNDS = int(os.environ.get("DOOR_ROUNDS", "3"))
SECONDS = float(os.environ.get("DOOR_SECONDS", "10"))
MANHOLE = "10010100"
#: Too busy; and the step after one for which it was.
REFUSED = (503, 409)
#: What a case goes through, in the centre's hands.
STEPS: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("accept", {"category": MANHOLE}),
    ("file", {"condition": 1}),
    ("dispatch", {"department": "water-supply"}),
)


@dataclass(frozen=True)
class Load:
    """What clients met at a door: the seconds that each request took, and the door's own."""

    waits: Sequence[float]
    refused: int
    seconds: float
    processor_seconds: float

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    @property
    def own_ms(self) -> float:
        return self.processor_seconds / len(self.waits) * 1000

    def share_ms(self, share: float) -> float:
        return sorted(self.waits)[int(len(self.waits) * share)] * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        names = count()
        compare("SQLite", checkouts(), lambda: nullcontext(f"sqlite:///{folder}/{next(names)}.db"))
    programs = server_programs()
    if programs is None:
        print("PostgreSQL: not installed")
        return
    with running_server(programs) as server:
        compare("PostgreSQL", checkouts(), server.database)


def compare(
    name: str, places: Mapping[str, Path], database: Callable[[], AbstractContextManager[str]]
) -> None:
    """Rounds in turns; then a line for each checkout and kind of request."""
    print(f"{name}, {CLIENTS} clients, {ROUNDS} rounds of {SECONDS:.0f} s in turns")
    found: dict[tuple[str, str], list[Load]] = {}
    noise = []
    for _ in range(ROUNDS):
        for title, checkout in places.items():
            noise.append(_fixed_sum_ms())
            with database() as address:
                reports, steps = measure(checkout, address)
            found.setdefault(("reports", title), []).append(reports)
            found.setdefault(("steps", title), []).append(steps)
    for (kind, title), loads in sorted(found.items()):
        print(f"  {kind:8}{title:14}{_line(loads)}")
    print(f"  the machine's own noise: a fixed sum took {min(noise):.0f} to {max(noise):.0f} ms")


def _line(loads: Sequence[Load]) -> str:
    rates = [load.rate for load in loads]
    return (
        f"{median(rates):6.1f}/s ({min(rates):.1f} to {max(rates):.1f})"
        f"  p50 {median(load.share_ms(0.5) for load in loads):5.0f} ms"
        f"  p99 {median(load.share_ms(0.99) for load in loads):5.0f} ms"
        f"  the door's processor {median(load.own_ms for load in loads):5.1f} ms each"
        f"  refused {sum(load.refused for load in loads)}"
    )


def measure(checkout: Path, database: str) -> tuple[Load, Load]:
    """Reports, then the steps of the cases that they became."""
    command_of(checkout, database, "init")
    added = command_of(
        checkout, database, "gateway-key", "add", "load", "--for", "centre", "--json"
    )
    with open_door(checkout, database) as door, ThreadPoolExecutor(CLIENTS) as threads:
        crowd = Crowd(door, json.loads(added)["key"], threads)
        numbers: list[str] = []
        crowd.ask(_reports(numbers), seconds=2.0)  # it warms up
        reports = crowd.ask(_reports(numbers), seconds=SECONDS)
        steps = crowd.ask(_steps(numbers), seconds=SECONDS)
    return reports, steps


#: One request, and what is done with its answer.
Request = tuple[str, Mapping[str, object], Callable[[Any], object]]


def _reports(numbers: list[str]) -> Iterator[Request]:
    luck = random.Random(1652)
    spots = [cell.outline.representative_point() for cell in read_pack(DONGCHENG).grids]
    while True:
        longitude, latitude = luck.choice(spots).coords[0]
        place = {"latitude": latitude, "longitude": longitude}
        yield (
            "/reports",
            {"source": "public", "description": "井盖缺失", **place},
            lambda answer: numbers.append(answer["number"]),
        )


def _steps(numbers: list[str]) -> Iterator[Request]:
    """Every case takes its first step before any takes its second."""
    for version, (step, fields) in enumerate(STEPS, 1):
        for number in numbers:
            yield f"/cases/{number}/steps/{step}", {"version": version, **fields}, lambda _: None


class Crowd:
    """Clients that ask one request after the other, each on a connection of its own."""

    def __init__(self, door: Door, key: str, threads: ThreadPoolExecutor) -> None:
        self._door = door
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._threads = threads

    def ask(self, requests: Iterator[Request], *, seconds: float) -> Load:
        """Until the time is over or the requests are."""
        guard = threading.Lock()
        begun, spent = time.perf_counter(), self._door.processor_seconds()

        def one(_: int) -> list[float | None]:
            waits = []
            connection = http.client.HTTPConnection(self._door.netloc, timeout=60)
            while time.perf_counter() - begun < seconds:
                with guard:
                    request = next(requests, None)
                if request is None:
                    break
                waits.append(self._answered(connection, request))
            connection.close()
            return waits

        asked = [wait for found in self._threads.map(one, range(CLIENTS)) for wait in found]
        took = time.perf_counter() - begun
        waits = [wait for wait in asked if wait is not None]
        return Load(waits, len(asked) - len(waits), took, self._door.processor_seconds() - spent)

    def _answered(self, connection: http.client.HTTPConnection, request: Request) -> float | None:
        """The seconds that it took; None where the door was too busy."""
        path, fields, then = request
        content = json.dumps(fields).encode()
        begun = time.perf_counter()
        connection.request("POST", path, content, self._headers)
        answer = connection.getresponse()
        said = answer.read()
        took = time.perf_counter() - begun
        if answer.status in (200, 201):
            then(json.loads(said))
            return took
        if answer.status in REFUSED:
            return None
        raise SystemExit(f"{path}: {answer.status} {said.decode()}")


def _fixed_sum_ms() -> float:
    """What the machine needs for the same work each time; it differs by what others do beside."""
    begun = time.perf_counter()
    sum(range(5_000_000))
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
