"""Memory of a desk with its map over a live demo: all its processes, at most 800 MB, and flat.

A leak shows in half an hour, not in a few minutes: `MEMORY_MINUTES=30 make bench` looks that long.
The limit holds for all memory (PSS). Whether it is flat is seen from the desk's own part: a
library's pages count for more, by up to 100 MB, as soon as no other program has them in use.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import linear_regression
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from commandcenter.views.desk.window.desk_window import DeskWindow

ROOT = Path(__file__).parent.parent
MINUTES = 2.0
_MOST_MB = 800
_SETTLED_SECONDS = 60.0  # by then the map stands, and every case has been read
_EVERY_SECONDS = 5.0
_SELECT_EVERY_MS = 10_000
_LOOKED_AT = 50  # the most urgent cases
_CHILD = "import sys; from bench.memory import sit; sit(float(sys.argv[1]))"


@dataclass(frozen=True)
class Sample:
    """Megabytes of all processes that many seconds after the start has settled, and the part of it
    that no file backs."""

    seconds: float
    megabytes: float
    own_megabytes: float
    processes: int


def main() -> None:
    minutes = float(os.environ.get("MEMORY_MINUTES", MINUTES))
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_DATA_HOME": folder}
        run(0.0, environment).wait()  # makes the year of history, which is not measured
        desk = run(minutes + _SETTLED_SECONDS / 60, environment)
        samples = list(watch(desk))[:-1]  # the last one may show a desk that is closing
    show([sample for sample in samples if sample.seconds >= 0], samples)


def run(minutes: float, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """The demo for that many minutes, in processes of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(minutes)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def watch(desk: "subprocess.Popen[bytes]") -> Iterator[Sample]:
    began = time.perf_counter()
    while desk.poll() is None:
        time.sleep(_EVERY_SECONDS)
        shares = list(proportional_shares(desk.pid))
        if shares:
            seconds = time.perf_counter() - began - _SETTLED_SECONDS
            everything, own = (sum(part) for part in zip(*shares, strict=True))
            yield Sample(seconds, everything, own, len(shares))


def proportional_shares(pid: int) -> Iterator[tuple[float, float]]:
    """For a process and each that it started, in MB: PSS, in which pages in common count once, and
    of it what is anonymous."""
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        try:
            rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        kilobytes = {words[0]: words[1] for words in map(str.split, rollup.splitlines()[1:])}
        yield int(kilobytes["Pss:"]) / 1024, int(kilobytes["Pss_Anon:"]) / 1024


def show(settled: list[Sample], samples: list[Sample]) -> None:
    first, last = settled[0], settled[-1]
    slope, _ = linear_regression(
        [sample.seconds / 60 for sample in settled], [sample.own_megabytes for sample in settled]
    )
    print(
        f"desk with map, {first.processes} processes, live demo, one case looked at every"
        f" {_SELECT_EVERY_MS // 1000} s, over {last.seconds / 60:.1f} min (n={len(settled)})"
    )
    print(f"  start {first.megabytes:6.0f} MB, {_SETTLED_SECONDS:.0f} s after the command")
    print(f"  most  {max(sample.megabytes for sample in samples):6.0f} MB, limit {_MOST_MB} MB")
    print(f"  end   {last.megabytes:6.0f} MB")
    print(
        f"  its own: start {first.own_megabytes:.0f} MB, end {last.own_megabytes:.0f} MB,"
        f" slope {slope * 10:+.1f} MB in ten minutes, limit: flat"
    )


# ---- in the process of the demo -------------------------------------------------------------


def sit(minutes: float) -> None:
    """The demo as it is typed, before a camera; somebody looks at one case after the other."""
    from PySide6.QtCore import QTimer

    from commandcenter.views.desk.window.desk_window import DeskWindow
    from commandcenter.views.frame import display
    from commandcenter.views.frame.screens import Screens

    display.use_camera(1920, 1080)
    display.has_display = lambda: True  # the desk opens as before people
    run = Screens.run

    def run_and_look(screens: Screens, *, minutes: float | None = None) -> int:
        desks = [w for w in screens.application.topLevelWidgets() if isinstance(w, DeskWindow)]
        turns = count()
        timer = QTimer(interval=_SELECT_EVERY_MS)
        timer.timeout.connect(lambda: look_at(desks[0], next(turns)))
        timer.start()
        return run(screens, minutes=minutes)

    Screens.run = run_and_look  # type: ignore[assignment, method-assign]
    from commandcenter.commands import main as command_line

    command_line(["demo", "--minutes", str(minutes)])


def look_at(desk: "DeskWindow", turn: int) -> None:
    numbers = list(desk.queue.model.queue.numbers())[:_LOOKED_AT]
    if numbers:
        desk.select(numbers[turn % len(numbers)])


if __name__ == "__main__":
    main()
