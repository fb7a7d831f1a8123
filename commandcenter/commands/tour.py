"""Pictures of all screens in three sizes and both languages, over a demo city.

`python -m commandcenter.commands.tour DIR`
"""

import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.commands.options import Options
from commandcenter.commands.windows import photograph
from commandcenter.words import LANGUAGES

_SIZES = ((1366, 768), (1920, 1080), (3840, 2160))
_BODY_PX, _BODY_WIDTH = 15, 1920


def main(arguments: list[str]) -> int:
    """The exit status: that of the first walk that went wrong."""
    if len(arguments) == 5:
        return _walk(*arguments)
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
    from commandcenter.commands.demo_database import DemoDatabase

    with DemoDatabase(Options(database=address), speed=1, seed=1).open():
        pass


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
        return photograph(center, language, Path(folder), size=size, text_px=text_px, tag=tag)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
