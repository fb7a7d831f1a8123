"""The desk on the complete Boston import: start, select, filter, longest block of its thread.

`opening` is the longest block from the first sight of the window until the map stands, `block` the
longest while somebody works.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from PySide6.QtCore import QEventLoop, QObject, QTimer

from bench.import_cases import BOSTON, MAPPING, REQUESTS
from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.staff.actor import Actor
from commandcenter.packs.reader import read_pack
from commandcenter.services.archive import read_mapping
from commandcenter.views.desk.queue.stage_counters import ALL, OVERDUE
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.desk.window.seat import open_desk
from commandcenter.views.frame.display import use_camera
from commandcenter.views.frame.screens import Screens

ROOT = Path(__file__).parent.parent
STARTS = 5
SELECTIONS = 100
REPORT_EVERY_SECONDS = 0.25
_BEAT_MS = 2
_PATIENCE_SECONDS = 30.0
_CHILD = "import sys; from bench.desk import sit; sit(*sys.argv[1:])"


def main() -> None:
    if not REQUESTS.is_file():
        print(f"skipped: there is no {REQUESTS.name}; set SAMPLE_DATA to the folder of real data")
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/center.sqlite3"
        with CommandCenter(url) as center:
            fill(center, Path(folder))
            sittings = [at_desk(center, url) for _ in range(STARTS)]
    show(sittings)


def fill(center: CommandCenter, folder: Path) -> None:
    center.make(read_pack(BOSTON))
    center.archive.import_cases(REQUESTS, read_mapping(MAPPING), reject_file=folder / "rejects.csv")
    center.access.add_account("leader", "leader")


def at_desk(center: CommandCenter, url: str) -> dict[str, list[float]]:
    """One sitting in a process of its own, while reports come in from this one."""
    began = str(time.time())
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, url, began],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    while child.poll() is None:
        time.sleep(REPORT_EVERY_SECONDS)
        center.intake.receive(
            Report("public", "Pothole", address="Main St"), by=Actor("door", frozenset())
        )
    out, _ = child.communicate()
    measured: dict[str, list[float]] = json.loads(out.splitlines()[-1])
    return measured


def show(sittings: list[dict[str, list[float]]]) -> None:
    rows = round(median(sitting["rows"][0] for sitting in sittings))
    print(f"desk over {rows} open cases, {len(sittings)} sittings, reports coming in meanwhile")
    limits = {"start": 3000, "select": 100, "filter": 300, "opening": 100, "block": 100}
    for name, limit in limits.items():
        taken = sorted(value for sitting in sittings for value in sitting[name])
        print(
            f"  {name:8}{'median':>8} {median(taken):6.0f} ms   p95"
            f" {taken[len(taken) * 95 // 100]:6.0f} ms   longest {taken[-1]:6.0f} ms"
            f"   limit {limit} ms"
        )


# ---- in the process of the desk -------------------------------------------------------------


@dataclass
class Heart:
    """Beats on the screen's thread; what keeps it from beating is a block."""

    blocks: list[float] = field(default_factory=list)
    _last: float = field(default_factory=time.perf_counter)

    def beat(self) -> None:
        now = time.perf_counter()
        self.blocks.append((now - self._last) * 1000 - _BEAT_MS)
        self._last = now


def sit(url: str, began: str) -> None:
    """Open a desk, work at it, and write what it took as JSON, in milliseconds."""
    use_camera(1920, 1080)
    with CommandCenter(url) as center, Screens(center, "en") as screens:
        desk = open_desk(screens, before_camera=True)
        desk.resize(1920, 1080)
        desk.show()
        owner, heart = QObject(), Heart()
        timer = QTimer(owner, interval=_BEAT_MS)
        timer.timeout.connect(heart.beat)
        timer.start()
        screens.start()
        wait(lambda: desk.queue.is_filled)
        desk.queue.table.view.viewport().repaint()
        start = (time.time() - float(began)) * 1000
        wait(lambda: desk.map.map is not None)
        rest(3.0)
        opening = max(heart.blocks)
        heart.blocks.clear()
        measured = {
            "rows": [float(len(desk.queue.rows()))],
            "start": [start],
            "select": selections(desk),
            "filter": filters(desk),
            "opening": [opening],
            "block": [max(heart.blocks)],
        }
        timer.stop()
    print(json.dumps(measured))


def selections(desk: DeskWindow) -> list[float]:
    numbers = list(desk.queue.model.queue.numbers())
    return [selection(desk, number) for number in random.Random(1).sample(numbers, SELECTIONS)]


def selection(desk: DeskWindow, number: str) -> float:
    """Until the page of the case has been read and painted."""
    began = time.perf_counter()
    desk.select(number)
    wait(lambda: desk.case.page.content is not None)
    desk.case.repaint()
    taken = (time.perf_counter() - began) * 1000
    rest(0.05)
    return taken


def filters(desk: DeskWindow) -> list[float]:
    return [
        filtering(desk, wanted)
        for _ in range(4)
        for wanted in (OVERDUE, ALL, Stage.HANDLING, Stage.FILED, ALL)
    ]


def filtering(desk: DeskWindow, wanted: str) -> float:
    """Until the queue has been painted."""
    began = time.perf_counter()
    desk.queue.show_only(wanted)
    desk.queue.table.view.viewport().repaint()
    taken = (time.perf_counter() - began) * 1000
    rest(0.3)
    return taken


def wait(condition: Callable[[], bool]) -> None:
    loop, until = QEventLoop(), time.perf_counter() + _PATIENCE_SECONDS
    timer = QTimer(interval=1)
    timer.timeout.connect(
        lambda: loop.quit() if condition() or time.perf_counter() > until else None
    )
    timer.start()
    loop.exec()
    timer.stop()


def rest(seconds: float) -> None:
    until = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() > until)


if __name__ == "__main__":
    main()
