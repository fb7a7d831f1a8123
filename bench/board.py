"""How long it takes to see the board of 100,000 cases as it stood at a moment that is past."""

import statistics
import time
from datetime import timedelta

from bench.many_cases import NOW, addresses, centre_of_imports
from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer

CASES = 100_000
ROUNDS = 3
VIEWERS = {"the centre": CENTRE_VIEW, "a department": Viewer("roads", department="roads")}
MOMENTS = {"now": NOW, "half a year ago": NOW - timedelta(days=182)}


def main() -> None:
    with addresses() as found:
        for name, address in found:
            with centre_of_imports(address, CASES) as center:
                print(f"{name}: {CASES} cases; medians of {ROUNDS}, at most 2 s")
                measure(center)


def measure(center: CommandCenter) -> None:
    for who, viewer in VIEWERS.items():
        for when, moment in MOMENTS.items():
            walls, own = [], []
            for _ in range(ROUNDS):
                began, began_own = time.perf_counter(), time.process_time()
                board = center.board.centre_at(moment, viewer=viewer).board
                walls.append(time.perf_counter() - began)
                own.append(time.process_time() - began_own)
            wall, cpu = statistics.median(walls), statistics.median(own)
            counted = f"{board.open} open, {board.overdue} overdue"
            print(f"  {who}, {when}: {wall:.2f} s ({cpu:.2f} s of its own CPU time; {counted})")
