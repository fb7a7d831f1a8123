"""The files of demos: a finished history kept aside, and a fresh copy of it for every run."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from commandcenter.errors import NotNow
from commandcenter.private_files import PRIVATE_FILE, make_private_folder

_SUFFIX = ".sqlite3"
_PART = ".part"
_BESIDE = ("-wal", "-shm")


class DemoFiles:
    """One finished history a city, in this folder. Whatever a kill leaves half made is not used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def history(self, city: str, day: date, digest: str, seed: int) -> Path:
        """Where the history that ends on this day is kept, once it is made."""
        name = f"demo-history-{city}-{day}-{digest[:12]}"
        return self._folder / f"{name}-{seed}{_SUFFIX}"

    def keep(self, history: Path, make: Callable[[Path], None]) -> None:
        """Have it made if it is not there; those of other days or packs make room for it."""
        if history.exists():
            return
        make_private_folder(self._folder)
        city = history.name.removesuffix(_SUFFIX).rsplit("-", 5)[0]
        for former in self._folder.glob(f"{city}-*"):
            former.unlink()
        scratch = history.with_suffix(_PART)
        make(scratch)
        scratch.replace(history)

    @staticmethod
    def copy(history: Path, to: Path) -> None:
        """Put a fresh copy in the place of what is there."""
        make_private_folder(to.parent)
        scratch = _beside(to, _PART)
        scratch.touch(PRIVATE_FILE)
        shutil.copyfile(history, scratch)
        # The former journal must not outlive its database: it would be played into the new one.
        for former in (to, *(_beside(to, end) for end in _BESIDE)):
            former.unlink(missing_ok=True)
        scratch.replace(to)


@contextmanager
def only_demo_on(database: Path) -> Iterator[None]:
    """Hold a database for one demo. NotNow while another one runs on it."""
    make_private_folder(database.parent)
    with _beside(database, ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotNow("demo-runs-already", file=database) from None
        yield


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)
