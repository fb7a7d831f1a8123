"""How long a backup and its drill take, and how long anybody waits meanwhile.

125,000 cases with 5,000 photos: at most 60 s each, and the screen's thread of a desk never waits
for more than 100 ms. Smaller: `python -m bench.backup 12500 500`.
"""

import io
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory

from PIL import Image

from bench.many_cases import centre_of_lives
from commandcenter.center import CommandCenter
from commandcenter.clock import system_clock
from commandcenter.database.processes import OneBeside
from commandcenter.drills import drill
from commandcenter.models.cases.rules.report import PhotoUpload, Report
from commandcenter.models.staff.actor import Actor

CASES, PHOTOS = 125_000, 5_000
MOST_SECONDS, MOST_WAIT_MS = 60, 100
_PHOTOS_A_CASE = 9
_DOOR = Actor("door", frozenset())
_REPORT = Report("public", "井盖缺失", 39.9305, 116.4105)


def main() -> None:
    cases, photos = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (CASES, PHOTOS)
    with TemporaryDirectory() as folder, _centre(Path(folder), cases, photos) as center:
        address = center.address
        size = Path(address.removeprefix("sqlite:///")).stat().st_size
        print(f"{cases} cases, {photos} photos, {size / 2**20:.0f} MiB")
        alone = _measured(center, partial(time.sleep, 5))
        _show("nothing beside, for comparison", alone)
        _show(
            f"backup (at most {MOST_SECONDS} s)",
            _measured(center, partial(_back_up, center, Path(folder))),
        )
        (made,) = Path(folder).glob("*.tar")
        began = time.perf_counter()
        report = drill(made, clock=system_clock)
        took = time.perf_counter() - began
        print(f"drill (at most {MOST_SECONDS} s): {took:.1f} s, {len(report.faults)} faults")
        print(f"  of these {report.seconds}")


@dataclass(frozen=True)
class _Measured:
    seconds: float
    writes: list[float]
    ticks: list[float]


@contextmanager
def _centre(folder: Path, cases: int, photos: int) -> Iterator[CommandCenter]:
    address = f"sqlite:///{folder / 'center.sqlite3'}"
    with centre_of_lives(address, cases) as center:
        for first in range(0, photos, _PHOTOS_A_CASE):
            pictures = tuple(_picture(n) for n in range(first, min(first + _PHOTOS_A_CASE, photos)))
            center.intake.receive(
                Report("public", "照片", 39.9305, 116.4105, photos=pictures), by=_DOOR
            )
        yield center


def _picture(seed: int) -> PhotoUpload:
    """Noise in patches, which takes as much room as a photo of a street."""
    noise = Image.frombytes("RGB", (320, 240), Random(seed).randbytes(320 * 240 * 3))
    content = io.BytesIO()
    noise.resize((1280, 960)).save(content, "JPEG", quality=80)
    return PhotoUpload(f"{seed}.jpg", content.getvalue())


def _back_up(center: CommandCenter, folder: Path) -> None:
    """As the jobs do it: in a process of its own."""
    OneBeside(_make, center.address, folder).check()


def _make(address: str, folder: Path) -> None:
    with CommandCenter(address) as center:
        center.backup.make(folder, anchor_file=center.anchor_file)


def _measured(center: CommandCenter, work: Callable[[], object]) -> _Measured:
    """Do it while one thread writes reports, and another ticks as a screen's thread does."""
    stopped = threading.Event()
    writes: list[float] = []
    ticks: list[float] = []
    threads = [
        threading.Thread(target=_write, args=(center, stopped, writes)),
        threading.Thread(target=_tick, args=(stopped, ticks)),
    ]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    stopped.set()
    for thread in threads:
        thread.join()
    return _Measured(took, writes, ticks)


def _write(center: CommandCenter, stopped: threading.Event, found: list[float]) -> None:
    while not stopped.wait(0.05):
        began = time.perf_counter()
        center.intake.receive(_REPORT, by=_DOOR)
        found.append(time.perf_counter() - began)


def _tick(stopped: threading.Event, found: list[float]) -> None:
    while not stopped.is_set():
        began = time.perf_counter()
        time.sleep(0.005)
        found.append(time.perf_counter() - began - 0.005)


def _show(what: str, measured: _Measured) -> None:
    writes = sorted(one * 1000 for one in measured.writes)
    p99 = quantiles(writes, n=100)[-1] if len(writes) > 1 else writes[0]
    print(f"{what}: {measured.seconds:.1f} s")
    print(
        f"  {len(writes)} reports meanwhile: 99 % in {p99:.0f} ms, the longest {writes[-1]:.0f} ms"
    )
    longest = max(measured.ticks) * 1000
    print(f"  the thread of a screen waited {longest:.0f} ms at most; allowed {MOST_WAIT_MS} ms")


if __name__ == "__main__":
    main()
