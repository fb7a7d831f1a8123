"""The walk past all screens with a camera, as `--tour` takes it."""

import struct
import subprocess
import sys
from pathlib import Path

from tests.city.life import CityLife

_WALK = """
import sys
from pathlib import Path
from commandcenter.center import CommandCenter
from commandcenter.commands.windows import photograph
with CommandCenter(sys.argv[1]) as center:
    shown = photograph(center, "en", Path(sys.argv[2]), size=(1366, 768), tag="small")
sys.exit(shown.status)
"""


def test_that_every_screen_is_photographed_without_a_display(
    city_life: CityLife, database_file: Path, tmp_path: Path
) -> None:
    city_life.filed()
    city_life.handling()
    folder = tmp_path / "pictures"
    made = subprocess.run(
        [sys.executable, "-c", _WALK, f"sqlite:///{database_file}", folder],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert made.returncode == 0, made.stderr
    pictures = {file.name: size_of(file) for file in folder.iterdir()}
    for name in ("desk-dispatcher", "desk-search", "desk-map", "wall", "statistics"):
        assert pictures[f"{name}-small.png"] == (1366, 768)


def size_of(picture: Path) -> tuple[int, int]:
    """Width and height, from the head of a PNG."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height
