"""Pictures of all screens in three sizes and both languages, over a demo city.

`python -m commandcenter.commands.tour DIR`
"""

import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from threading import Event, Thread

from commandcenter.center import CommandCenter
from commandcenter.commands.shared.options import Options
from commandcenter.commands.tour_detours import take_detours
from commandcenter.commands.windows import photograph
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.words import LANGUAGES

_USAGE = """usage: python -m commandcenter.commands.tour DIR
Saves pictures of all screens in DIR. A folder whose name begins with - is written ./-NAME."""
_SIZES = ((1366, 768), (1920, 1080), (3840, 2160))
_BODY_PX, _BODY_WIDTH = 15, 1920
_SEED = 1
_MORNING = timedelta(hours=2, minutes=45)
_LATEST = timedelta(hours=2)
_POSTS_WAIT = (Stage.REPORTED, Stage.FILED, Stage.FINISHED, Stage.INSPECTING)
_FEW = 1
_HURRY = 300.0
_LOOK_SECONDS = 0.05


def main(arguments: list[str]) -> int:
    """Take all pictures; returns the exit status of the first failure, 2 for wrong usage."""
    if len(arguments) == 5:
        return _walk(*arguments)
    if arguments in (["--help"], ["-h"]):
        print(_USAGE)
        return 0
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(_USAGE, file=sys.stderr)
        return 2
    (folder,) = arguments
    with tempfile.TemporaryDirectory() as place:
        address = f"sqlite:///{Path(place, 'tour.sqlite3')}"
        _make(address)
        walks = [
            _beside(folder, address, language, *size)
            for language, size in product(LANGUAGES, _SIZES)
        ]
    return next(filter(None, walks), 0)


def _make(address: str) -> None:
    """A demo city in the middle of its morning, with something to do for everybody."""
    from commandcenter.commands.demo_database import DemoDatabase
    from commandcenter.simulation.live_day import LiveDay

    demo = DemoDatabase(Options(database=address), speed=_HURRY, seed=_SEED)
    with demo.open() as center:
        morning = center.clock() + _MORNING
        stopped = Event()
        live_day = LiveDay(center, demo.pack(center), seed=_SEED)
        day = Thread(target=live_day.run, args=(stopped,))
        day.start()
        while day.is_alive() and not _worth_a_picture(center, morning):
            stopped.wait(_LOOK_SECONDS)
        stopped.set()
        day.join()
        take_detours(center)
        center.timekeeping.set(speed=1)


def _worth_a_picture(center: CommandCenter, morning: datetime) -> bool:
    """Whether cases wait at every post by now, or it is noon."""
    now = center.clock()
    waiting = center.casebook.counts(viewer=CENTRE_VIEW)
    return now >= morning + _LATEST or (
        now >= morning and all(waiting.get(stage, 0) >= _FEW for stage in _POSTS_WAIT)
    )


def _beside(folder: str, address: str, language: str, width: int, height: int) -> int:
    """A process has one screen and one size of text, so each walk has one of its own."""
    words = [folder, address, language, str(width), str(height)]
    command = [sys.executable, "-m", "commandcenter.commands.tour", *words]
    return subprocess.run(command, check=False).returncode


def _walk(folder: str, address: str, language: str, width: str, height: str) -> int:
    size = int(width), int(height)
    text_px = max(_BODY_PX, round(_BODY_PX * size[0] / _BODY_WIDTH))
    with CommandCenter(address) as center:
        tag = f"{language}-{width}"
        shown = photograph(center, language, Path(folder), size=size, text_px=text_px, tag=tag)
    for picture in shown.pictures:
        print(picture)
    return shown.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
