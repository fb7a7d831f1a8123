"""25,000 open cases on the map: time to the first picture, and script time for 100 changes."""

import logging
import os
import random
import statistics
import time
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from commandcenter.views.look.theme import CaseMark
from commandcenter.views.map.base_map import (
    BaseArea,
    BaseCell,
    BaseMap,
    BaseRoad,
    MapCase,
    Point,
    Rings,
)
from commandcenter.views.map.map_view import MapView
from commandcenter.views.map.web.web_engine import prepare_web_engine

WEST, SOUTH, EAST, NORTH = 116.37, 39.90, 116.45, 39.97
OPEN_CASES = 25_000
BATCH = 100
OPENINGS = 5
BATCHES = 20


def main() -> None:
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    logging.basicConfig(level=logging.INFO)
    prepare_web_engine()
    application = QApplication([])
    seed = random.Random(2026)
    for roads in (40, 15_000):
        base = city(seed, roads=roads)
        cases = [case(number, seed) for number in range(OPEN_CASES)]
        openings, handing = zip(
            *(opening(application, base, cases) for _ in range(OPENINGS)), strict=True
        )
        scripts, answers = zip(*batches(application, base, cases, seed), strict=True)
        print(f"{OPEN_CASES} open cases, {len(base.cells)} unit grids, {roads} roads")
        report("window made -> first picture, limit 2000", openings)
        report("  of it the screen's thread in set_cases", handing)
        report(f"{BATCH} changes, script of the page, limit 50", scripts)
        report(f"{BATCH} changes, told -> seen", answers)


def opening(application: QApplication, base: BaseMap, cases: list[MapCase]) -> tuple[float, float]:
    """Milliseconds until all cases are seen, and how long set_cases held the thread."""
    began = time.perf_counter()
    view = MapView(base, language="zh")
    view.resize(1366, 768)
    view.show()
    handed = time.perf_counter()
    token = view.set_cases(cases)
    held = since(handed)
    wait_for(view, token)
    seen = since(began)
    remove(application, view)
    return seen, held


def batches(
    application: QApplication, base: BaseMap, cases: list[MapCase], seed: random.Random
) -> list[tuple[float, float]]:
    """For each batch the page's script time, and the time from telling to seeing."""
    view = MapView(base, language="zh")
    view.resize(1366, 768)
    view.show()
    wait_for(view, view.set_cases(cases))
    measured = [one_batch(view, seed) for _ in range(BATCHES)]
    remove(application, view)
    return measured


def one_batch(view: MapView, seed: random.Random) -> tuple[float, float]:
    """Half of them new places and marks of known cases, a quarter new cases, a quarter gone."""
    half, quarter = BATCH // 2, BATCH // 4
    known = [case(seed.randrange(OPEN_CASES), seed) for _ in range(half)]
    new = [case(OPEN_CASES + seed.randrange(OPEN_CASES), seed) for _ in range(quarter)]
    gone = [case(seed.randrange(OPEN_CASES), seed).number for _ in range(quarter)]
    began = time.perf_counter()
    script = wait_for(view, view.change_cases([*known, *new], gone))
    return script, since(began)


def wait_for(view: MapView, token: str) -> float:
    """The page's script time for this message, once it is seen."""
    loop = QEventLoop()
    times: list[float] = []

    def look(painted: str, milliseconds: float) -> None:
        if painted == token:
            times.append(milliseconds)
            loop.quit()

    view.painted.connect(look)
    loop.exec()
    view.painted.disconnect(look)
    return times[0]


def remove(application: QApplication, view: MapView) -> None:
    view.close()
    view.deleteLater()
    application.sendPostedEvents(view, QEvent.Type.DeferredDelete)


def city(seed: random.Random, *, roads: int) -> BaseMap:
    streets = list(tiles(2, 5))
    return BaseMap(
        areas=tuple(
            BaseArea(f"{n}", "street", f"第{n}街道", f"Street {n}", tile)
            for n, tile in enumerate(streets)
        ),
        cells=tuple(BaseCell(f"{n:015d}", tile) for n, tile in enumerate(tiles(28, 59))),
        roads=tuple(road(n, seed) for n in range(roads)),
    )


def road(number: int, seed: random.Random) -> BaseRoad:
    longitude, latitude = place(seed)
    line = [(longitude, latitude)]
    for _ in range(4):
        longitude, latitude = longitude + seed.gauss(0, 4e-4), latitude + seed.gauss(0, 4e-4)
        line.append((longitude, latitude))
    kind = "main" if number < 20 else "lane"
    return BaseRoad(f"{number}号路", f"Road {number}", kind, tuple(line))


def case(number: int, seed: random.Random) -> MapCase:
    longitude, latitude = place(seed)
    mark = seed.choices(list(CaseMark), [3, 8, 60, 8, 20])[0]
    return MapCase(
        f"1101012026{number:09d}", latitude, longitude, mark, "暴露垃圾", "东四街道 剩余 01:42"
    )


def place(seed: random.Random) -> Point:
    return seed.uniform(WEST, EAST), seed.uniform(SOUTH, NORTH)


def tiles(across: int, down: int) -> Iterable[Rings]:
    width, height = (EAST - WEST) / across, (NORTH - SOUTH) / down
    for n in range(across * down):
        west, south = WEST + n % across * width, SOUTH + n // across * height
        east, north = west + width, south + height
        yield (((west, south), (east, south), (east, north), (west, north), (west, south)),)


def since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def report(what: str, milliseconds: Iterable[float]) -> None:
    measured = list(milliseconds)
    median, least, most = statistics.median(measured), min(measured), max(measured)
    print(f"  {what:<48} {median:8.1f} ms  ({least:.1f} to {most:.1f}, n={len(measured)})")


if __name__ == "__main__":
    main()
