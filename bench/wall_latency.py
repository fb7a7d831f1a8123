"""From a committed report to its picture on a wall in another process."""

import multiprocessing
import os
import random
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import Actor
from commandcenter.packs.reader import read_pack
from tests.city.postgres import running_server, server_programs

DONGCHENG = Path(__file__).parent.parent / "resources" / "cities" / "dongcheng"
STANDING, REPORTS = 300, 100
#: Longer than a second, in which a wall asks for figures only once; not in step with its beats.
PAUSES = (1.1, 1.9)
PATIENCE = 20.0
WIDTH, HEIGHT = 1920, 1080


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/center.sqlite3", goal_ms=1_000)
    programs = server_programs()
    if programs is None:
        print("PostgreSQL: not installed")
        return
    with running_server(programs) as server, server.database() as url:
        measure("PostgreSQL", url, goal_ms=300)


def measure(name: str, url: str, *, goal_ms: int) -> None:
    pack = read_pack(DONGCHENG)
    spots = [cell.outline.representative_point() for cell in pack.grids]
    luck = random.Random(1652)
    with CommandCenter(url) as center:
        center.make(pack)
        for _ in range(STANDING):
            _report(center, *luck.choice(spots).coords[0])
        here, there = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        wall = context.Process(target=show_wall, args=(url, there))
        wall.start()
        _await(here, "ready")
        waits = []
        for _ in range(REPORTS):
            time.sleep(luck.uniform(*PAUSES))
            number = _report(center, *luck.choice(spots).coords[0])
            committed = time.monotonic()
            waits.append(_await(here, number) - committed)
        here.send("enough")
        wall.join()
    print(f"{name}: {spread(waits)}; p95 at most {goal_ms} ms")


def spread(waits: list[float]) -> str:
    slow = sorted(wait * 1000 for wait in waits)
    return (
        f"{len(slow)} reports, median {median(slow):.0f} ms,"
        f" p95 {slow[len(slow) * 95 // 100]:.0f} ms, min {slow[0]:.0f} ms, max {slow[-1]:.0f} ms"
    )


def _report(center: CommandCenter, longitude: float, latitude: float) -> str:
    report = Report("public", "井盖缺失", latitude, longitude)
    return center.intake.receive(report, by=Actor("door", frozenset())).number


def _await(wall: Connection, wanted: str) -> float:
    """When the wall had painted it."""
    while wall.poll(PATIENCE):
        number, moment = wall.recv()
        if number == wanted:
            return float(moment)
    raise SystemExit(f"the wall did not paint {wanted} in {PATIENCE:.0f} s")


def show_wall(url: str, told: Connection) -> None:
    """The other process: a wall as the command opens it, on a screen that needs no display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer

    from commandcenter.views.frame.application import open_application
    from commandcenter.views.frame.workplace import open_workplace
    from commandcenter.views.wall.wall_window import WallWindow

    application = open_application("en")
    with CommandCenter(url) as center:
        workplace = open_workplace(center, "en")
        wall = WallWindow(workplace)
        wall.resize(WIDTH, HEIGHT)
        wall.painted.connect(lambda number: told.send((number, time.monotonic())))
        wall.show()
        workplace.watcher.start()
        beat = QTimer(interval=100)

        def look() -> None:
            view = wall.map.view
            if wall.map.is_drawn and view is not None and not view.property("told"):
                view.setProperty("told", True)
                view.ready.connect(lambda: told.send(("ready", time.monotonic())))
            if told.poll():
                application.quit()

        beat.timeout.connect(look)
        beat.start()
        application.exec()
        workplace.close()
        wall.close()


if __name__ == "__main__":
    main()
