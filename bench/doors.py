"""HTTP gateways of this checkout and of others, each in a process of its own, for benches."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

HERE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Door:
    """A gateway in a process of its own."""

    netloc: str
    process: psutil.Process

    def processor_seconds(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)


def checkouts() -> Mapping[str, Path]:
    """This one, and those that were named on the command line."""
    others = [Path(name).resolve() for name in sys.argv[1:]]
    return {"this": HERE} | {f"other {path.name}": path for path in others}


@contextmanager
def open_door(checkout: Path, database: str) -> Iterator[Door]:
    command = _main(checkout, database, "gateway", "--port", "0")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=checkout) as process:
        assert process.stdout
        try:
            netloc = urlsplit(process.stdout.readline().strip()).netloc
            yield Door(netloc, psutil.Process(process.pid))
        finally:
            process.terminate()


def command_of(checkout: Path, database: str, *words: str) -> str:
    """What a command of that checkout says."""
    command = _main(checkout, database, *words)
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=checkout).stdout


def _main(checkout: Path, database: str, *words: str) -> list[str]:
    return [sys.executable, str(checkout / "main.py"), "--database", database, *words]
