"""How long a year of history takes to make: at most 30 s for Dongcheng."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from commandcenter.center import CommandCenter
from commandcenter.packs.reader import read_pack
from commandcenter.resources import resource
from commandcenter.simulation.demo import make_demo

_MOST_SECONDS = 30


def main() -> None:
    """Print the seconds on the wall and on the processor, and what was made."""
    folder = resource("cities", "dongcheng")
    pack = read_pack(folder)
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "demo.sqlite3"
        with CommandCenter(f"sqlite:///{file}") as center:
            wall, processor = time.perf_counter(), time.process_time()
            make_demo(center, pack, seed=1, folder=folder)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            entries = center.change_feed.latest()
        size = file.stat().st_size / 1e6
    print(
        f"demo history: {entries} log entries, {size:.0f} MB, {wall:.1f} s"
        f" ({processor:.1f} s of processor), at most {_MOST_SECONDS} s"
    )


if __name__ == "__main__":
    main()
